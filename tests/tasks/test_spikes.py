import numpy as np
import pytest
from lstmbook.tasks import spikes


def test_three_spikes_at_one_of_two_distances():
    inputs, kinds = spikes.batch(np.random.default_rng(0), 300, gap=4)
    assert inputs.shape == (300, spikes.steps(4), 1) and set(kinds) == {0, 1}
    places = np.stack([np.flatnonzero(row) for row in inputs[..., 0]])
    assert places.shape == (300, 3) and np.array_equal(np.diff(places), 4 + np.stack([kinds, kinds], axis=1))
    assert set(places[:, 0]) == set(range(spikes.PHASES))


@pytest.mark.parametrize(("sequences", "gap"), [(0, 4), (3, 0)])
def test_impossible_sizes_are_refused(sequences, gap):
    with pytest.raises(ValueError, match="sequences and gap must be at least 1"):
        spikes.batch(np.random.default_rng(0), sequences, gap)
