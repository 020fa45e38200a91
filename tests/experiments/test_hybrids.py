"""The networks that are trained are those of the equations, learn from their own seeds, and fill the stored table."""

import numpy as np
import pytest
from keras import ops
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.norm_blocks import GATE, PRE_NORM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import hybrids, hybrids_table
from lstmbook.tasks import two_questions as task
from lstmbook.training import hybrids as networks

N, B, T = 4, 3, 7
MASK = np.broadcast_to(np.tri(T), (B, T, T))
X = np.random.default_rng(0).normal(size=(B, T, N))


def random_middle(name):
    rng = np.random.default_rng(1)
    return [rng.normal(size=array.shape) for array in networks.MODELS[name][0](N, 0)]


def block_by_equations(arrays, x):
    names = ("gamma", "beta", "W_q", "W_k", "W_v", "W_out")
    return PRE_NORM.numpy()(X=x, mask=MASK, **dict(zip(names, arrays, strict=True)))["Y"]


def lstm_by_equations(arrays, x):
    return Scan(LSTM)(x, layouts.lstm_from_keras(*arrays))["h"]


def gated_by_equations(arrays, x):
    h, r = lstm_by_equations(arrays[:3], x), block_by_equations(arrays[3:9], x) - x
    of_h, of_r = np.split(arrays[9], 2)
    rows = {"h": h.reshape(-1, N), "r": r.reshape(-1, N)}
    return GATE.numpy()(**rows, W_h=of_h, W_r=of_r, b_gate=arrays[10])["y"].reshape(x.shape)


BY_EQUATIONS = {
    "LSTM": lstm_by_equations,
    "LSTM, attention": lambda arrays, x: block_by_equations(arrays[3:], lstm_by_equations(arrays[:3], x)),
    "attention, LSTM": lambda arrays, x: lstm_by_equations(arrays[:3], block_by_equations(arrays[3:], x)),
    "gate": gated_by_equations,
}


@pytest.mark.parametrize("name", BY_EQUATIONS)
def test_networks_are_those_of_the_equations(name):
    arrays = random_middle(name)
    stacked = [ops.convert_to_tensor(one[None]) for one in arrays]
    found = networks.MODELS[name][1](stacked, ops.convert_to_tensor(X[None]))
    assert np.abs(found[0] - BY_EQUATIONS[name](arrays, X)).max() < 1e-10
    for other in BY_EQUATIONS:
        if other != name and len(arrays) == len(random_middle(other)):
            assert np.abs(found[0] - BY_EQUATIONS[other](arrays, X)).max() > 0.1


def test_attention_alone_knows_its_places_and_no_later_step():
    arrays = [ops.convert_to_tensor(one[None]) for one in random_middle("attention")]

    def shown(x):
        return np.asarray(networks.attention_only(arrays, ops.convert_to_tensor(x[None])))[0]

    changed = X.copy()
    changed[:, 4:] += 1
    assert np.array_equal(shown(X)[:, :4], shown(changed)[:, :4])
    turned = X[:, [1, 0, *range(2, T)]]
    assert np.abs(shown(X)[:, -1] - shown(turned)[:, -1]).max() > 1e-3


def test_all_models_are_of_about_one_size_and_no_smaller_than_sixteen():
    sizes = [networks.parameters(name, task.FEATURES, hybrids.units(name), task.OUTPUTS) for name in hybrids.MODELS]
    assert all(abs(one / hybrids.budget() - 1) < 0.1 for one in sizes)
    assert min(map(hybrids.units, hybrids.MODELS)) >= 16 and task.STEPS >= 30


def test_ten_units_by_hand_answer_everything():
    inputs, answers = task.batch(np.random.default_rng(3), 300)
    weights, readout, bias = hybrids.lstm_by_hand()
    assert all(array.shape[-1] == 10 for array in weights.values())
    said = (Scan(LSTM)(inputs, weights)["h"] @ readout + bias)[:, task.KEYS :].argmax(axis=-1)
    assert np.array_equal(said, answers) and set(np.unique(answers)) == set(range(task.OUTPUTS))


def test_runs_do_not_mix():
    """A run is trained as it would be alone."""
    two, one = hybrids.train("gate", 0.5, [0, 1], 3), hybrids.train("gate", 0.5, [1], 3)
    assert all(np.abs(a - b).max() < 1e-9 for a, b in zip(two[1], one[0], strict=True))
    assert np.abs(two[0][0] - two[1][0]).max() > 0.01


def test_places_add_up_to_the_whole():
    runs = hybrids.train("LSTM", 1.0, [0, 1], 0)
    by_place = hybrids.parity_by_place("LSTM", runs, 1.0, 50)
    assert by_place.shape == (2, task.BITS)
    assert np.allclose(by_place.mean(axis=1), hybrids.right("LSTM", runs, 1.0, 50)[:, 0])
    assert np.isnan(hybrids.right("LSTM", runs, 1.0, 50)[:, 1]).all()


def test_the_stored_table_has_the_rows_that_are_made():
    table = hybrids_table.stored()
    wanted = [(name, model) for name in hybrids.SHARES for model in hybrids.MODELS]
    assert [(row["task"], row["model"]) for row in table["rows"]] == wanted
    assert table["settings"] == hybrids_table.SETTINGS and set(table["versions"]) == {"Python", "TensorFlow", "Keras"}
    for row in table["rows"]:
        assert row["units"] == hybrids.units(row["model"])
        assert all(len(row[kind]) == 5 for kind in ("parity", "recall") if row[kind] is not None)
        assert [one["rate"] for one in row["tried"]] == list(hybrids.RATES[: len(row["tried"])])
        (chosen,) = [one for one in row["tried"] if one["rate"] == row["rate"]]
        assert all(row[kind] == chosen[kind] for kind in ("parity", "recall"))
        medians = [np.median(hybrids_table.worse(one["choice"])) for one in row["tried"]]
        assert row["rate"] == hybrids.RATES[np.argmax(medians)]
        assert len(medians) == len(hybrids.RATES) or medians[-1] == 1


def test_the_short_row_of_the_table_is_made_again():
    assert np.allclose(hybrids_table.short(), hybrids_table.stored()["short"], rtol=1e-6, atol=0)


def test_a_row_can_be_made():
    found = hybrids_table.row("parity", "LSTM", steps=1, seeds=2)
    assert found["recall"] is None and len(found["parity"]) == 2 and len(found["tried"]) == 3
    assert np.array_equal(hybrids_table.worse(found), found["parity"])


CHOICES = {
    "the best on the rows for it": ([0.5, 0.8, 0.7], 0.01, 3),
    "of equals the largest": ([0.5, 0.8, 0.8], 0.01, 3),
    "no smaller one where all is right": ([1.0, 1.0, 1.0], 0.02, 1),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_rate_is_chosen(name, monkeypatch):
    """By the rows that are drawn for it: those on which is tested say the contrary here."""
    medians, wanted, trials = CHOICES[name]
    monkeypatch.setattr(hybrids, "train", lambda *_, rate: rate)

    def right(model, rate, share, rows):
        median = medians[hybrids.RATES.index(rate)]
        return np.full((1, 2), median if rows == hybrids.CHOSEN else 1 - median)

    monkeypatch.setattr(hybrids, "right", right)
    row = hybrids_table.row("mixture", "gate", steps=1, seeds=1)
    assert row["rate"] == wanted and len(row["tried"]) == trials
    assert row["parity"] == [round(1 - medians[hybrids.RATES.index(wanted)], 4)]
