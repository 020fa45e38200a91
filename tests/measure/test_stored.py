"""Stored bits against what can be counted by hand."""

import numpy as np
import pytest
from lstmbook.measure import stored

LABELS = np.arange(8) % 2 == 1


def test_all_right_and_all_wrong_give_away_one_bit_a_label():
    assert stored.bits(LABELS, LABELS) == pytest.approx(8) == stored.bits(LABELS, ~LABELS)


def test_always_the_same_answer_and_one_that_knows_nothing_give_away_none():
    for answers in (np.ones(8, bool), np.zeros(8, bool), np.arange(8) < 4):
        assert stored.bits(LABELS, answers) == pytest.approx(0, abs=1e-12)


def test_three_of_four_right_leave_what_the_entropy_of_a_quarter_does_not_take():
    answers = np.array([0, 1, 0, 1, 0, 1, 1, 0], bool)
    entropy = -0.25 * np.log2(0.25) - 0.75 * np.log2(0.75)
    assert stored.bits(LABELS, answers) == pytest.approx(8 * (1 - entropy))
    both = stored.bits(LABELS, np.stack([answers, LABELS]))
    assert both.shape == (2,) and both == pytest.approx([8 * (1 - entropy), 8])


def test_chance_gives_away_less_than_one_bit_on_average():
    answers = np.random.default_rng(0).random((2000, 64)) < 0.5
    found = stored.bits(np.arange(64) % 2 == 1, answers)
    assert found.mean() == pytest.approx(1 / (2 * np.log(2)), abs=0.1) and (found > -1e-12).all()


@pytest.mark.parametrize(
    "wrong", [([], []), ([1, 0], [True, False]), (LABELS, np.ones(8)), (LABELS, LABELS[:5]), (np.bool_(1), np.bool_(1))]
)
def test_bad_input_stops_with_a_reason(wrong):
    with pytest.raises(ValueError, match="."):
        stored.bits(*wrong)
