"""Counters whose behaviour is known in advance, and a short training."""

import numpy as np
import pytest
from lstmbook.experiments import counting

OPEN = 40.0  # a gate with this bias is one in double precision


def by_hand(keep=OPEN, limit=None):
    """A counter of three units. The first counts: +1 for a, -1 for b, forget gate sigma(keep). The others show the
    last letter: the second is one after S, the third after b. It names what may follow without a mistake, unless
    ``limit`` makes the readout take a count above it for the end of the a.
    """
    weights = {
        f"{kind}_{gate}": np.zeros({"W": (3, 3), "U": (3, 3), "b": (3,)}[kind]) for gate in "ifgo" for kind in "WUb"
    }
    weights["b_i"], weights["b_o"] = np.full((2, 3), OPEN)
    weights["b_f"] = np.array([keep, -OPEN, -OPEN])
    weights["W_g"] = OPEN * np.array([[0.0, 1, 0], [1, 0, 0], [-1, 0, 1]])
    one = np.tanh(1.0)
    # Scores of a, b and T from h: the count (0 or at least tanh 1), S, b.
    readout = np.array([[0.0, 4 / one, -4 / one], [2 / one, -4 / one, -4 / one], [-4 / one, -1 / one, 5 / one]])
    bias = np.array([1.0, -2.0, -2.0])
    if limit is not None:
        readout[:, 0], bias[0] = [-1e6, 0, -1e7], 1e6 * np.tanh(limit + 0.5)
    return counting.Counter(0, weights, readout, bias)


def test_a_counter_set_by_hand_is_right_at_every_step():
    counter = by_hand()
    assert counting.right_up_to(counter, 40).all()
    assert counting.reach(counting.right_up_to(counter, 40)) == 40
    traces = counting.trace(counter, 7)
    assert traces["right"].all()
    assert np.array_equal(traces["c"][:, 0], [*range(8), *range(6, -1, -1)])
    assert counting.counting_unit(counter, 7) == 0


def test_a_leaking_counter_stops_where_its_trace_is_wrong_first():
    counter = by_hand(keep=1.0)
    right = counting.right_up_to(counter, 12)
    single = [bool(counting.trace(counter, n)["right"].all()) for n in range(1, 13)]
    assert right.tolist() == single and not all(single)


def test_a_mistake_among_the_a_counts_against_every_longer_string():
    counter = by_hand(limit=5)
    right = counting.right_up_to(counter, 12)
    assert right.tolist() == [bool(counting.trace(counter, n)["right"].all()) for n in range(1, 13)]
    assert counting.reach(right) == 5 and not right[5:].any()


def test_a_counter_that_never_sees_the_end_is_never_right():
    counter = by_hand()
    blind = counting.Counter(0, counter.weights, counter.readout, counter.bias - [0, 0, 100])
    assert counting.trace(blind, 4)["right"].tolist() == [True] * 8 + [False]
    assert not counting.right_up_to(blind, 4).any()


def test_reach_is_the_last_before_the_first_mistake():
    assert counting.reach(np.array([True, True, False, True])) == 2
    assert counting.reach(np.array([False, True])) == 0
    assert counting.reach(np.array([True, True])) == 2


def test_margin_and_gate_of_a_counter_set_by_hand():
    counter = by_hand()
    assert counting.margin(counter, 6) == 1.0 and counting.least_kept(counter, 6) == (1.0, 1.0)
    assert counting.falls(counter, 6).tolist() == [1.0] * 3
    weights = {name: array.copy() for name, array in counter.weights.items()}
    weights["W_g"][:, 0] *= -1
    down = counting.Counter(0, weights, counter.readout, counter.bias)
    assert counting.trace(down, 6)["c"][6, 0] == -6 and counting.margin(down, 6) == 1.0
    assert counting.falls(down, 6).tolist() == [1.0] * 3
    weights = {name: array.copy() for name, array in counter.weights.items()}
    weights["W_f"][2, 0] = 1 - OPEN  # forgets while it reads b
    leaking = counting.Counter(0, weights, counter.readout, counter.bias)
    over_a, over_b = counting.least_kept(leaking, 6)
    assert over_a == 1.0 and over_b == pytest.approx(1 / (1 + np.exp(-1.0)), abs=1e-15)
    cells = [over_b * 6 - 1]
    for _ in range(3):
        cells.append(over_b * cells[-1] - 1)
    assert np.allclose(counting.falls(leaking, 6), -np.diff(cells), rtol=0, atol=1e-12)


def test_training_is_repeatable_depends_on_the_seed_and_learns():
    one, again, other = (counting.train(seed, longest=3, units=2, steps=20) for seed in (1, 1, 2))
    assert all(np.array_equal(one.weights[name], again.weights[name]) for name in one.weights)
    assert not np.array_equal(one.readout, other.readout)
    learnt = counting.train(0, longest=3, units=3, steps=400)
    assert counting.right_up_to(learnt, 3).all() and learnt.weights["U_f"].shape == (3, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"seed": 0, "longest": 0}, "longest"),
        ({"seed": 0, "units": 0}, "units"),
        ({"seed": 0, "steps": 0}, "steps"),
    ],
)
def test_impossible_trainings_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        counting.train(**arguments)


def test_impossible_lengths_are_refused():
    counter = by_hand()
    impossible = {counting.trace: 0, counting.right_up_to: 0, counting.margin: 1, counting.least_kept: 2}
    for measure, n in (impossible | {counting.falls: 3}).items():
        with pytest.raises(ValueError):
            measure(counter, n)
