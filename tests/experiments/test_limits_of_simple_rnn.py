"""What is trained for each lag is what is asked, and the network made by hand holds."""

import numpy as np
import pytest
from keras import ops
from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.experiments import horizon_table
from lstmbook.experiments import limits_of_simple_rnn as experiment
from lstmbook.experiments.limits_of_simple_rnn import Gated, Simple
from lstmbook.measure.gradients import norms_by_lag
from lstmbook.tasks import adding, copy
from lstmbook.tasks import delayed_recall as task

SMALL = {"units": 8, "sequences": 16, "steps": 120}
SEEDS = (0, 1, 2)
KINDS = [Simple(0.5), Simple(1.0), Simple(1.0, shuffled=True)]


@pytest.fixture(scope="module")
def trained():
    return experiment.train(1, KINDS, SEEDS, **SMALL)


@pytest.fixture(scope="module")
def untrained():
    return experiment.train(1, KINDS, SEEDS, **SMALL | {"steps": 0})


def test_each_starts_from_an_orthogonal_matrix_of_its_size(untrained):
    for kind, runs in untrained.items():
        for run in runs:
            U = run.weights["U"]
            assert np.allclose(U @ U.T, kind.size**2 * np.eye(8), atol=1e-6)


def test_sizes_share_all_other_weights(untrained):
    for one, other in zip(untrained[KINDS[0]], untrained[KINDS[1]], strict=True):
        assert np.array_equal(one.weights["W"], other.weights["W"]) and np.array_equal(one.readout, other.readout)
        assert np.allclose(2 * one.weights["U"], other.weights["U"])


def test_the_forget_bias_alone_is_changed():
    (one,), (five,) = experiment.train(2, [Gated(1.0), Gated(5.0)], seeds=(3,), **SMALL | {"steps": 0}).values()
    for name, array in one.weights.items():
        assert np.array_equal(array + 4 * (name == "b_f"), five.weights[name])


def test_shuffled_answers_train_something_else(trained):
    right, wrong = trained[KINDS[1]], trained[KINDS[2]]
    assert all(np.isfinite(run.losses).all() and run.losses.shape == (120,) for run in (*right, *wrong))
    assert all(np.abs(one.readout - other.readout).max() > 1e-4 for one, other in zip(right, wrong, strict=True))


@pytest.mark.parametrize("seed", [0, 1])
def test_the_first_loss_is_that_of_the_task(trained, untrained, seed):
    inputs, targets = task.batch(np.random.default_rng([seed, 1]), 16, 1)
    said = experiment.answers(untrained[KINDS[0]][seed], inputs)
    loss = np.mean(ops.sparse_categorical_crossentropy(targets, said, from_logits=True))
    assert trained[KINDS[0]][seed].losses[0] == pytest.approx(loss, abs=1e-6)


def test_adding_and_copying_have_the_losses_of_their_tasks():
    kind, settings = Simple(0.9), {"units": 3, "sequences": 5, "seeds": (1,)}
    (start,) = experiment.train_to_add(4, [kind], **settings, steps=0)[kind]
    inputs, sums = adding.batch(np.random.default_rng([1, 4]), 5, 4)
    (run,) = experiment.train_to_add(4, [kind], **settings, steps=1)[kind]
    assert run.losses[0] == pytest.approx(np.mean((experiment.answers(start, inputs) - sums) ** 2), rel=1e-5)

    (start,) = experiment.train_to_copy(3, 2, [kind], **settings, steps=0)[kind]
    inputs, targets = copy.batch(np.random.default_rng([1, 3, 2]), 5, 3, 2)
    (run,) = experiment.train_to_copy(3, 2, [kind], **settings, steps=1)[kind]
    said = start.read(np.asarray(experiment.keras_layer(start)(inputs)))
    loss = np.mean(ops.sparse_categorical_crossentropy(targets, said, from_logits=True))
    assert run.losses[0] == pytest.approx(loss, rel=1e-5)


def test_losses_are_shares_of_guessing():
    silent = experiment.by_hand(copy.FEATURES - 1)
    silent.weights["U"][:] = 0  # and now make it say "blank" always, for sure
    silent.readout[:], silent.bias[:] = 0, np.where(np.arange(9) == copy.BLANK, 0.0, -3.0)
    (found,) = experiment.losses_of_copying([silent], 4, 2)
    surprise = np.log(1 + 8 * np.exp(-3))
    one = experiment.by_hand(1)
    one.readout[:], one.bias[:] = 0, 1.0
    assert experiment.errors_of_adding([one], 6)[0] == pytest.approx(1, abs=0.15)
    assert found == pytest.approx((2 * (3 + surprise) + 6 * surprise) / 8 / copy.guessing(4, 2))


def test_training_on_the_right_answers_helps(trained, untrained):
    small, usual, shuffled = (found[0] for found in experiment.accuracies({1: trained}).values())
    assert np.median(small) > 0.9 and np.median(usual) > 0.9 and shuffled.max() < 0.5
    (*_, start) = experiment.accuracies({1: untrained}).values()
    assert start.shape == (1, 3) and start.max() < 0.6


def test_the_equations_and_keras_agree(trained):
    inputs, _ = task.batch(np.random.default_rng(5), 7, 4)
    for run in (trained[KINDS[0]][1], experiment.by_hand()):
        found = np.asarray(experiment.keras_layer(run)(inputs))
        assert np.allclose(found, Scan(SIMPLE_RNN)(inputs, run.weights)["h"], rtol=0, atol=1e-12)


def test_what_comes_back_is_the_gradient_of_the_layer():
    for kind in (Simple(0.7), Gated(5.0)):
        found = experiment.arriving([kind], steps=6, seeds=(2,), units=3, sequences=4)[kind]
        (run,) = experiment.train(5, [kind], seeds=(2,), **SMALL | {"units": 3, "steps": 0})[kind]
        rng = np.random.default_rng(0)
        inputs, _ = task.batch(rng, 4, 5)
        layer, direction = experiment.keras_layer(run), rng.normal(size=(1, 4, 3))[0]
        lengths = norms_by_lag(lambda x, layer=layer: layer(x)[:, -1], inputs.astype("float64"), direction)
        assert found.shape == (6,) and np.allclose(found, lengths / lengths[0], rtol=1e-9)


def test_nothing_comes_back_faster_than_the_size_allows():
    for kind, shares in experiment.arriving([Simple(0.3), Simple(0.6)], steps=12, seeds=(0, 1), units=4).items():
        ratios = shares[1:] / shares[:-1]
        assert (ratios < 1.6 * kind.size).all()


@pytest.mark.parametrize("lag", [0, 7, 300])
def test_the_network_made_by_hand_is_right_at_every_lag(lag):
    assert experiment.accuracy([experiment.by_hand()], lag).tolist() == [1.0]


def test_a_readout_is_fitted_anew_to_what_is_held():
    held, wrong, nothing = (experiment.by_hand() for _ in range(3))
    wrong.readout[:] = np.roll(wrong.readout, 1, axis=1)  # it holds the symbol and always names another
    nothing.weights["U"][:] = 0
    assert experiment.accuracy([wrong], 12)[0] == 0
    found = experiment.read_anew([held, wrong, nothing], 12)
    assert found[:2].tolist() == [1.0, 1.0] and found[2] < 0.5
    with pytest.raises(ValueError, match="sequences"):
        experiment.read_anew([held], 12, sequences=1)


def test_rows_are_read_that_the_readout_was_not_fitted_to():
    (run,) = experiment.train(3, [Simple(0.5)], seeds=(0,), units=40, steps=0)[Simple(0.5)]
    assert experiment.read_anew([run], 60, sequences=60)[0] < 0.6  # forty numbers fit thirty rows exactly


@pytest.mark.parametrize(("name", "factor"), [("U", 0.5), ("U", 0.0), ("b", 0.5)])
def test_other_weights_hold_nothing(name, factor):
    run = experiment.by_hand()
    run.weights[name] *= factor
    assert experiment.accuracy([run], 40)[0] < 0.6


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"variants": []}, "variants"),
        ({"variants": [Simple(), Simple(1.0)]}, "variants"),
        ({"variants": [Simple(), Gated()]}, "variants"),
        ({"seeds": (1, 1)}, "seeds"),
        ({"units": 0}, "units"),
        ({"steps": -1}, "steps"),
        ({"sequences": 0}, "sequences"),
        ({"lag": -1}, "lag"),
    ],
)
def test_impossible_settings_are_refused(changes, word):
    with pytest.raises(ValueError, match=word):
        experiment.train(**{"lag": 2, "variants": [Simple()], "seeds": (0,), "steps": 1, **changes})


def test_the_stored_table_has_the_rows_that_are_made():
    table = horizon_table.stored()
    assert [row["settings"] for row in table["recall"]] == list(horizon_table.RECALL)
    assert [row["settings"] for row in table["tasks"]] == list(horizon_table.TASKS)
    assert table["lags"] == list(horizon_table.LAGS) and set(table["versions"]) == {"Python", "TensorFlow", "Keras"}


def test_a_row_of_the_stored_table_is_made_again():
    settings = {"units": 4}
    (stored,) = [row for row in horizon_table.stored()["recall"] if row["settings"] == settings]
    again = horizon_table.recall_row(settings, lags=(5, 20))
    assert again["horizon"] == 5
    assert again["medians"] == pytest.approx([stored["medians"][0], stored["medians"][2]], abs=0.1)
    assert again["reach"] == stored["reach"]


def test_reach_is_of_the_settings_and_not_of_the_training():
    stored = {str(row["settings"]): row["reach"] for row in horizon_table.stored()["recall"]}
    assert stored["{'steps': 900}"] == stored["{'steps': 100}"] == stored["{}"]
    made = horizon_table.reach_before_training({"strength": 0.0, "steps": 900, "units": 4}, seeds=(0,))
    assert made > 2 * stored["{'units': 4}"]  # nothing comes in that could saturate a unit
