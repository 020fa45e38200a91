"""Every answer is the one that the row calls for, and who remembers nothing is as often right as is said."""

import numpy as np
import pytest
from lstmbook.tasks import two_questions as task


def test_answers_are_those_found_by_hand():
    inputs, answers = task.batch(np.random.default_rng(0), 50)
    assert inputs.shape == (50, 32, 20) and inputs.dtype == np.float32
    assert answers.shape == (50, 24) and answers.dtype == np.int32
    for row, wanted in zip(inputs, answers, strict=True):
        values = {step[:8].argmax(): step[8:16].argmax() for step in row[:8]}
        assert len(values) == 8
        ones = 0
        for step, answer in zip(row[8:], wanted, strict=True):
            ones += step[17]
            assert step[16:18].sum() == 1 and step[18:].sum() == 1 and not step[8:16].any()
            assert answer == (values[step[:8].argmax()] if step[18] else 8 + ones % 2)
            assert step[:8].sum() == step[18]


@pytest.mark.parametrize(("share", "lowest", "highest"), [(0.0, 0, 7), (1.0, 8, 9)])
def test_one_kind_of_question_alone(share, lowest, highest):
    _, answers = task.batch(np.random.default_rng(1), 100, share)
    assert answers.min() == lowest and answers.max() == highest


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_is_right_without_memory(share):
    """The answer that was most frequent for a step alone, in some rows, is right in others as often as is said."""
    inputs, answers = task.batch(np.random.default_rng(2), 10000, share)
    steps = inputs[:, task.KEYS :] @ 2 ** np.arange(task.FEATURES)  # a number for what is heard
    _, alike = np.unique(steps.ravel(), return_inverse=True)
    seen, tried = np.split(alike, 2)
    known, wanted = np.split(answers.ravel(), 2)
    counts = np.zeros((alike.max() + 1, task.OUTPUTS))
    np.add.at(counts, (seen, known), 1)
    assert abs((counts.argmax(axis=1)[tried] == wanted).mean() - task.without_memory(share)) < 0.005


def test_errors_say_what_is_wrong():
    with pytest.raises(ValueError, match="sequences must be at least 1, got 0"):
        task.batch(np.random.default_rng(0), 0)
    with pytest.raises(ValueError, match="parity_share must be from 0 to 1, got 1.5"):
        task.batch(np.random.default_rng(0), 3, 1.5)
