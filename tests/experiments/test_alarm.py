"""Alarms: the roads that a variant lacks are shut, training alone is training in company, and what is measured."""

import numpy as np
import pytest
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import alarm
from lstmbook.tasks import alarm as task

VARIANTS = [alarm.LSTM, alarm.BOTH, alarm.PEEPHOLES, alarm.NEITHER]
SMALL = {"units": 3, "steps": 3}


@pytest.fixture(scope="module")
def trained():
    return alarm.train(VARIANTS, (0, 1), quiet=5, **SMALL)


def test_a_road_that_is_shut_has_no_weights_and_an_open_one_is_trained(trained):
    start = alarm.train(VARIANTS, (0, 1), quiet=5, units=3, steps=0)
    for variant in VARIANTS:
        for run, before in zip(trained[variant], start[variant], strict=True):
            assert run.losses.shape == (3,) and before.losses.shape == (0,)
            for name, is_open in (("U_f", variant.hidden), ("p_o", variant.peepholes), ("W_g", True)):
                assert np.any(run.weights[name]) == is_open
                assert np.any(run.weights[name] != before.weights[name]) == is_open


def test_a_network_without_peepholes_is_an_lstm(trained):
    inputs, _ = task.every()
    run = trained[alarm.LSTM][0]
    plain = Scan(LSTM)(inputs, {name: run.weights[name] for name in LSTM.parameters})["h"]
    assert np.allclose(alarm.shown(run, inputs), plain, rtol=0, atol=1e-14)


def test_a_seed_is_trained_the_same_in_any_company(trained):
    (alone,) = alarm.train([alarm.BOTH], (1,), quiet=5, **SMALL)[alarm.BOTH]
    other = trained[alarm.BOTH][1]
    assert alone.seed == other.seed == 1 and np.allclose(alone.losses, other.losses, rtol=1e-9)
    assert all(np.allclose(alone.weights[name], other.weights[name], atol=1e-9) for name in alone.weights)


def test_the_first_loss_is_the_weighted_distance_of_all_units(trained):
    inputs, targets = task.every()
    (start, _) = alarm.train([alarm.BOTH], (0, 1), quiet=5, units=3, steps=0)[alarm.BOTH]
    each = (alarm.shown(start, inputs) - targets[..., None]) ** 2 * np.where(targets == 0, 5, 1)[..., None]
    assert trained[alarm.BOTH][0].losses[0] == pytest.approx(each.mean(), rel=1e-6)


def test_shuffled_targets_are_dealt_out_anew():
    shuffled = alarm.Roads(True, True, shuffled=True)
    batches = list(alarm._batches([alarm.BOTH, shuffled], (0, 1), 2))
    _, targets = task.every()
    for inputs, asked in batches:
        assert inputs.shape == (4, 12, task.STEPS, 2) and np.array_equal(asked[:2], [targets] * 2)
        assert all(np.array_equal(np.sort(one, axis=0), np.sort(targets, axis=0)) for one in asked)
    dealt = [one for _, asked in batches for one in asked[2:]]
    assert not any(np.array_equal(one, targets) for one in dealt) and not np.array_equal(dealt[0], dealt[2])


def test_what_is_measured(trained):
    right, loud = alarm.on_time(trained[alarm.BOTH]), alarm.loudness(trained[alarm.BOTH])
    assert right.shape == loud.shape == (2,) and np.all((0 <= right) & (right <= 1)) and np.all((0 < loud) & (loud < 1))


def test_what_the_gates_do_while_all_is_silent(trained):
    gate, cell = alarm.while_silent(trained[alarm.BOTH])
    inputs, targets = task.every()
    seen = Scan(PEEPHOLE_LSTM)(inputs, trained[alarm.BOTH][1].weights)
    assert gate[1] == np.median(seen["o"][targets == 0]) and cell[1] == np.median(np.abs(seen["c"])[targets == 0])
    assert gate.shape == cell.shape == (2,) and 0 < gate.min() and gate.max() < 1


def test_a_road_can_be_shut_after_training(trained):
    run, inputs = trained[alarm.BOTH][0], task.every()[0]
    deaf, blind = alarm.cut(run, "U"), alarm.cut(run, "p")
    assert not np.any(deaf.weights["U_o"]) and np.any(deaf.weights["p_o"]) and np.any(deaf.weights["W_o"])
    assert not np.any(blind.weights["p_i"]) and np.any(blind.weights["U_i"])
    shown = [alarm.shown(one, inputs) for one in (run, deaf, blind)]
    assert all(np.abs(shown[0] - one).max() > 1e-6 for one in shown[1:])
    with pytest.raises(ValueError, match="kind must be 'U' or 'p', got 'W'"):
        alarm.cut(run, "W")


def test_the_unit_set_by_hand():
    cells, seeing = alarm.by_hand(20.0, 0.0, [-2, -4])
    _, blind = alarm.by_hand(0.0, 20.0, [-2, -4])
    assert np.allclose(np.diff(cells), 0.25) and np.allclose(cells[:, 0], [-1.75, -3.75])
    assert [int(np.argmax(gate >= 0.499)) for gate in seeing] == [9, 17]
    assert blind.max() < 0.001 and np.abs(blind[0] - blind[1]).max() < 1e-4


@pytest.mark.parametrize(
    "call",
    [
        lambda: alarm.train([], (0,), 1),
        lambda: alarm.train([alarm.BOTH], (), 1),
        lambda: alarm.train([alarm.BOTH], (0,), 1, units=0),
        lambda: alarm.train([alarm.BOTH], (0,), 1, steps=-1),
        lambda: alarm.train([alarm.BOTH], (-1,), 1),
        lambda: alarm.by_hand(1.0, 0.0, [0], steps=0),
    ],
)
def test_impossible_settings_are_refused(call):
    with pytest.raises(ValueError):
        call()
