"""Parity by layers that hear h and layers that do not: what is trained is what is read, and a network made by hand."""

import numpy as np
import pytest
from keras import ops
from lstmbook.experiments import parity
from lstmbook.tasks import parity as task
from lstmbook.training import walk
from lstmbook.training.runs import Run


@pytest.mark.parametrize("name", parity.KINDS)
def test_the_equations_read_what_the_walk_trains(name):
    kind, _ = parity.KINDS[name]
    arrays = [np.asarray(one, float) for one in kind.start(2, 3, 1)]
    inputs, _ = task.batch(np.random.default_rng(0), 4, 6)
    run = Run(1, kind.by_name(*arrays), np.eye(3, 2), np.zeros(2))
    stacked = [ops.convert_to_tensor(one[None]) for one in arrays]
    walked = walk.last_hidden(stacked, ops.convert_to_tensor(inputs[None].astype(float)), kind)[0]
    np.testing.assert_allclose(parity.hidden(run, inputs, name)[:, -1], walked, rtol=0, atol=1e-12)


@pytest.fixture(scope="module")
def trained():
    return parity.train("LSTM", range(2), steps=2, control=True, units=3, longest=4)


def test_a_few_steps_train_every_seed_and_its_control(trained):
    ours, control = trained
    assert [run.seed for run in ours] == [run.seed for run in control] == [0, 1]
    assert all(run.losses.shape == (2,) and run.weights["W_i"].shape == (2, 3) for run in (*ours, *control))
    assert np.abs(ours[0].weights["W_g"] - control[0].weights["W_g"]).max() > 1e-4
    found = parity.accuracies(ours, "LSTM", steps=5, sequences=20)
    assert found.shape == (2, 5) and np.all((found >= 0) & (found <= 1))


def memory_of_the_last_bit():
    """A minGRU of one unit that shows the bit that came last: it takes all of a large or a small candidate."""
    weights = {"W_z": np.zeros((2, 1)), "b_z": np.array([30.0]), "W_g": np.array([[-5.0], [5.0]]), "b_g": np.zeros(1)}
    return Run(0, weights, np.array([[0.0, 1.0]]), np.array([1.0, 0.0]))


def test_a_network_made_by_hand_is_right_as_often_as_it_must_be():
    """The last bit is the parity at the first step, and afterwards in half of the rows."""
    shares = parity.accuracies([memory_of_the_last_bit()], "minGRU", steps=6, sequences=4000)[0]
    assert shares[0] == 1 and np.all(np.abs(shares[1:] - 0.5) < 0.04)


def test_who_shows_the_last_bit_seldom_counts():
    """Of rows of two bits, 01 and 10 and 11 are counted as odd, and 01 and 11 end with a one: three of four agree."""
    found = parity.as_if_counting([memory_of_the_last_bit()], "minGRU", steps=2, sequences=4000)
    assert found[0] == pytest.approx((1 + 3 / 4) / 2, abs=0.02)


def test_turns_counts_the_changes_of_the_answer():
    run = memory_of_the_last_bit()
    assert parity.turns(run, "minGRU") == 0
    late = Run(0, run.weights | {"b_z": np.array([-3.0])}, run.readout, np.array([3.0, 0.0]))
    assert parity.turns(late, "minGRU") == 1


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        parity.train("GRU", range(1), 1)
