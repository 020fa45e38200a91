"""Random sequences with random labels."""

import numpy as np
import pytest
from lstmbook.tasks import memorising


def test_half_of_the_labels_are_true_and_say_nothing_of_the_sequences():
    inputs, labels = memorising.labelled(4000, 3, 2, seed=0)
    assert inputs.shape == (4000, 3, 2) and labels.dtype == bool and labels.sum() == 2000
    assert abs(inputs.mean()) < 0.05 and abs(inputs.std() - 1) < 0.05
    flat = inputs.reshape(4000, -1)
    assert np.abs(flat[labels].mean(axis=0) - flat[~labels].mean(axis=0)).max() < 0.15


def test_a_seed_gives_the_same_again_and_another_seed_others():
    one, again, other = (memorising.labelled(4, 3, 2, seed)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


@pytest.mark.parametrize("sizes", [(0, 1, 1), (3, 1, 1), (2, 0, 1), (2, 1, 0)])
def test_impossible_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="."):
        memorising.labelled(*sizes, seed=0)
