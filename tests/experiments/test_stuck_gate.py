"""The stuck gate against its closed form."""

import numpy as np
import pytest
from lstmbook.experiments import stuck_gate


@pytest.mark.parametrize("start", [-1, -3, -6])
def test_small_steps_follow_the_closed_form(start):
    steps = stuck_gate.steps_to_open(start, rate=0.01)
    assert steps * 0.01 == pytest.approx(stuck_gate.time_to_open(start), rel=1e-2)


def test_the_closed_form_is_the_integral_of_one_over_the_speed():
    z = np.linspace(-4, 0, 200_001)
    s = 1 / (1 + np.exp(-z))
    speed = s * (1 - s) ** 2
    assert stuck_gate.time_to_open(-4) == pytest.approx(np.trapezoid(1 / speed, z), rel=1e-8)


def test_an_open_gate_needs_no_step():
    assert stuck_gate.steps_to_open(0) == 0 and stuck_gate.time_to_open(0) == pytest.approx(0)


def test_impossible_starts_and_rates_are_refused():
    with pytest.raises(ValueError, match="not be positive"):
        stuck_gate.steps_to_open(1)
    with pytest.raises(ValueError, match="must be"):
        stuck_gate.steps_to_open(-1, rate=0)
    with pytest.raises(ValueError, match="not be positive"):
        stuck_gate.time_to_open(1)
    with pytest.raises(RuntimeError, match="not half open"):
        stuck_gate.steps_to_open(-5, limit=10)


def test_adam_needs_few_steps_and_as_many_as_written_out():
    assert stuck_gate.steps_of_adam(0.0) == 0
    assert stuck_gate.steps_of_adam(-0.05) == 1  # the first step of Adam is as long as its rate
    assert stuck_gate.steps_of_adam(-8.0) < stuck_gate.steps_to_open(-8.0) / 100
    with pytest.raises(ValueError, match="start"):
        stuck_gate.steps_of_adam(1.0)


def test_single_precision_rests_where_a_step_is_half_a_unit_in_the_last_place():
    # Between 8 and 16 that is four times the precision, and far from its aim a step is the rate times exp(-z).
    for rate in (0.1, 0.01):
        half = 4 * float(np.finfo(np.float32).eps)
        expected = pytest.approx(np.log(rate / half), rel=0.01)
        assert stuck_gate.single_precision_rest(rate) == {"open": expected, "shut": expected}
    with pytest.raises(ValueError, match="rate"):
        stuck_gate.single_precision_rest(0)


def test_single_precision_ends_where_its_own_limits_say():
    ends = stuck_gate.single_precision_ends()
    precision = np.finfo(np.float32)
    # Open: 1 + exp(-z) rounds to one below half a unit in the last place. Shut: exp(z) overflows.
    assert ends["open"] == int(np.ceil(-np.log(precision.eps / 2)))
    assert ends["shut"] == int(np.ceil(np.log(float(precision.max))))
