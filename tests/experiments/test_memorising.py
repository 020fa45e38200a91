"""What small networks learn by heart, and that nothing else is counted."""

import numpy as np
import pytest
from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.experiments import memorising
from lstmbook.tasks import memorising as tasks


@pytest.fixture(scope="module")
def runs():
    return memorising.train(range(3), counts=(8, 4), units=3, steps=3, updates=150)


def test_few_labels_are_learned_and_others_are_not_known(runs):
    known = memorising.stored_bits(runs[8], 8, steps=3)
    assert known.shape == (3,) and np.median(known) > 5 and known.max() <= 8 + 1e-9
    assert np.median(memorising.stored_bits(runs[8], 8, steps=3, others=True)) < 2.5
    untrained = memorising.train(range(3), (8,), units=3, steps=3, updates=0)[8]
    assert np.median(memorising.stored_bits(untrained, 8, steps=3)) < 2.5


def test_only_what_is_given_is_learned(runs):
    """The loss of the network for four labels is that of the first four; the other four are not in it."""
    run = runs[4][0]
    inputs, labels = tasks.labelled(8, 3, 2, run.seed)
    assert np.array_equal(tasks.labelled(4, 3, 2, run.seed)[0], inputs[:4])
    scores = run.read(Scan(SIMPLE_RNN)(inputs, run.weights)["h"][:, -1])[:, 0]
    each = np.logaddexp(0, scores) - scores * labels
    assert each[:4].mean() == pytest.approx(run.losses[-1], abs=0.02) and each[4:].mean() > 0.3


def test_what_is_counted_is_what_was_trained(runs):
    run = runs[8][0]
    assert run.losses.shape == (150,) and run.losses[-1] < run.losses[0]
    learned = sum(array.size for array in (*run.weights.values(), run.readout, run.bias))
    assert learned == memorising.parameters(2, 3) == 2 * 3 + 9 + 3 + 3 + 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: memorising.parameters(0, 3),
        lambda: memorising.parameters(2, 0),
        lambda: memorising.train(range(2), (8,), updates=-1),
        lambda: memorising.train([], (8,)),
        lambda: memorising.train([1, 1], (8,)),
        lambda: memorising.train(range(2), (7,)),
        lambda: memorising.train(range(2), (8,), units=0),
        lambda: memorising.train(range(2), ()),
        lambda: memorising.train(range(2), (8, 8)),
    ],
)
def test_bad_input_stops_with_a_reason(wrong):
    with pytest.raises(ValueError, match="."):
        wrong()
