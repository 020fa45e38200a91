"""What small networks learn by heart, and that nothing else is counted."""

import numpy as np
import pytest
from lstmbook.experiments import memorising


@pytest.fixture(scope="module")
def runs():
    return memorising.train(range(3), count=8, units=3, steps=3, updates=150)


def test_few_labels_are_learned_and_others_are_not_known(runs):
    known = memorising.stored_bits(runs, 8, steps=3)
    assert known.shape == (3,) and np.median(known) > 5 and known.max() <= 8 + 1e-9
    assert np.median(memorising.stored_bits(runs, 8, steps=3, others=True)) < 2.5
    assert np.median(memorising.stored_bits(memorising.train(range(3), 8, 3, 2, 3, updates=0), 8, steps=3)) < 2.5


def test_what_is_counted_is_what_was_trained(runs):
    run = runs[0]
    assert run.losses.shape == (150,) and run.losses[-1] < run.losses[0]
    learned = sum(array.size for array in (*run.weights.values(), run.readout, run.bias))
    assert learned == memorising.parameters(2, 3) == 2 * 3 + 9 + 3 + 3 + 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: memorising.parameters(0, 3),
        lambda: memorising.parameters(2, 0),
        lambda: memorising.train(range(2), 8, updates=-1),
        lambda: memorising.train([], 8),
        lambda: memorising.train([1, 1], 8),
        lambda: memorising.train(range(2), 7),
        lambda: memorising.train(range(2), 8, units=0),
    ],
)
def test_bad_input_stops_with_a_reason(wrong):
    with pytest.raises(ValueError, match="."):
        wrong()
