import numpy as np
from lstmbook.tasks import alarm


def test_the_first_step_says_when_and_the_target_is_silent_until_then():
    inputs, targets = alarm.every()
    assert inputs.shape == (12, alarm.STEPS, 2) and targets.shape == (12, alarm.STEPS)
    assert np.all(inputs[:, 0, 0] == 1) and np.allclose(inputs[:, 0, 1] * alarm.STEPS, alarm.DELAYS)
    assert not inputs[:, 1:].any()
    assert np.array_equal(alarm.rings(targets), alarm.DELAYS) and set(np.unique(targets)) == {0, alarm.LOUD}


def test_an_alarm_rings_at_the_first_loud_step_and_never_if_there_is_none():
    assert alarm.rings([[0.0, 0.39, 0.41, 0.0], [0.0, 0.1, 0.2, 0.3]]).tolist() == [2, 4]
