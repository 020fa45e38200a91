"""Associative recall: memories of one size, what is trained is what is read, and a memory made by hand."""

import numpy as np
import pytest
from keras import ops
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import associative_recall as recall
from lstmbook.tasks import associative_recall as task
from lstmbook.training.matrix_memories import by_name, mlstm_of
from lstmbook.training.runs import Run


def test_both_hand_on_as_many_numbers():
    assert len(set(recall.STATES.values())) == 1
    for name, (kind, units, model) in recall.KINDS.items():
        weights = kind.by_name(*(np.asarray(one, float) for one in kind.start(task.FEATURES, units, 0)))
        found = Scan(model)(np.zeros((1, 1, task.FEATURES)), weights)
        assert sum(found[model.quantities[state].letter.name].size for state in model.states) == recall.STATES[name]


@pytest.mark.parametrize("name", recall.KINDS)
def test_the_equations_read_what_is_trained(name):
    kind, units, model = recall.KINDS[name]
    rng = np.random.default_rng(0)
    several = [[rng.normal(size=one.shape) for one in kind.start(task.FEATURES, units, seed)] for seed in (0, 1)]
    inputs, _ = task.batch(rng, 4, 3)
    stacked = [ops.convert_to_tensor(np.stack(arrays)) for arrays in zip(*several, strict=True)]
    both = ops.convert_to_tensor(np.stack([inputs, inputs[::-1]]).astype(float))
    found = kind.last_hidden(stacked, both)
    for arrays, hidden, x in zip(several, found, (inputs, inputs[::-1]), strict=True):
        true = Scan(model)(x, kind.by_name(*arrays))["h"][:, -1]
        np.testing.assert_allclose(hidden, true, rtol=0, atol=1e-10)
    assert kind.units(stacked) == units


def test_starts():
    kind = mlstm_of(3)
    arrays, again, other = (kind.start(5, 4, seed) for seed in (0, 0, 1))
    assert [one.shape for one in arrays[::2]] == [(5, 3), (5, 3), (5, 4), (5, 1), (5, 1), (5, 4)]
    assert all(np.array_equal(one, two) for one, two in zip(arrays, again, strict=True))
    assert np.abs(arrays[0] - other[0]).max() > 0 and np.abs(arrays[0] - arrays[2]).max() > 0
    named = by_name(*arrays)
    assert named["W_f"] is arrays[8] and np.all(named["b_f"] == 1) and not named["b_i"].any()
    for name, (kind, units, _) in recall.KINDS.items():
        assert np.all(kind.by_name(*kind.start(task.FEATURES, units, 0))["b_f"] == 4), name
    with pytest.raises(ValueError, match="seeds must be whole numbers"):
        mlstm_of(3).start(5, 4, -1)


@pytest.fixture(scope="module")
def trained():
    return recall.train("mLSTM", range(2), steps=2, control=True, longest=3)


def test_a_few_steps_train_every_seed_and_its_control(trained):
    ours, control = trained
    assert [run.seed for run in ours] == [run.seed for run in control] == [0, 1]
    assert all(run.losses.shape == (2,) for run in (*ours, *control))
    assert np.abs(ours[0].weights["W_v"] - control[0].weights["W_v"]).max() > 1e-4
    found = recall.accuracies(ours, "mLSTM", longest=3, sequences=20)
    assert found.shape == (2, 3) and np.all((found >= 0) & (found <= 1))


def memory_by_hand():
    """An mLSTM with a key for each of the first seven keys of the task: it knows what it is asked."""
    kind, units, model = recall.KINDS["mLSTM"]
    weights = kind.by_name(*(0 * np.asarray(one, float) for one in kind.start(task.FEATURES, units, 0)))
    keys = np.eye(task.FEATURES, recall.KEY_DIM)
    values = np.vstack([np.zeros((task.KEYS, units)), np.eye(task.VALUES)])
    weights |= {"W_q": 10 * keys, "W_k": keys, "W_v": values, "b_f": np.array([30.0])}
    return Run(0, weights, np.eye(units), np.zeros(units))


def test_a_memory_made_by_hand_knows_the_values_of_the_keys_that_it_has_room_for():
    """Seven keys of twelve have a direction of their own: of a single pair it knows that many values, and of the other
    five one in eight, since zero scores are answered by the first value."""
    (found,) = recall.accuracies([memory_by_hand()], "mLSTM", longest=2, sequences=6000)
    assert np.abs(found - (7 / 12 + 5 / 12 / 8)).max() < 0.02


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        recall.train("GRU", range(1), 1)
