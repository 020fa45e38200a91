import numpy as np
import pytest
from lstmbook.tasks import alarm


def test_the_first_step_says_when_and_the_target_is_silent_until_then():
    inputs, targets, delays = alarm.batch(np.random.default_rng(0), 400)
    assert inputs.shape == (400, alarm.STEPS, 2) and targets.shape == (400, alarm.STEPS)
    assert set(delays) == set(range(alarm.FIRST, alarm.LAST + 1))
    assert np.all(inputs[:, 0, 0] == 1) and np.allclose(inputs[:, 0, 1] * alarm.STEPS, delays)
    assert not inputs[:, 1:].any()
    assert np.array_equal(alarm.rings(targets), delays) and set(np.unique(targets)) == {0, alarm.LOUD}


def test_an_alarm_rings_at_the_first_loud_step_and_never_if_there_is_none():
    assert alarm.rings([[0.0, 0.39, 0.41, 0.0], [0.0, 0.1, 0.2, 0.3]]).tolist() == [2, 4]


def test_no_sequences_are_refused():
    with pytest.raises(ValueError, match="sequences must be at least 1, got 0"):
        alarm.batch(np.random.default_rng(0), 0)
