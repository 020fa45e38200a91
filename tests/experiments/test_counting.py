"""Counters whose behaviour is known in advance, and what training makes of eight networks."""

from pathlib import Path

import numpy as np
import pytest
from lstmbook.experiments import counting, keep_counter, kept_counter
from lstmbook.training import fit
from lstmbook.training.runs import Run

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
    return Run(0, weights, readout, bias)


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
    blind = Run(0, counter.weights, counter.readout, counter.bias - [0, 0, 100])
    assert counting.trace(blind, 4)["right"].tolist() == [True] * 8 + [False]
    assert not counting.right_up_to(blind, 4).any()


def test_reach_is_the_last_before_the_first_mistake():
    assert counting.reach(np.array([True, True, False, True])) == 2
    assert counting.reach(np.array([False, True])) == 0
    assert counting.reach(np.array([True, True])) == 2


def test_margin_and_gate_of_a_counter_set_by_hand():
    counter = by_hand()
    assert counting.margin(counter, 6) == 1.0 and counting.leak(counter, 6) == 0.0
    assert counting.falls(counter, 6).tolist() == [1.0] * 3
    weights = {name: array.copy() for name, array in counter.weights.items()}
    weights["W_g"][:, 0] *= -1
    down = Run(0, weights, counter.readout, counter.bias)
    assert counting.trace(down, 6)["c"][6, 0] == -6 and counting.margin(down, 6) == 1.0
    assert counting.falls(down, 6).tolist() == [1.0] * 3
    weights = {name: array.copy() for name, array in counter.weights.items()}
    weights["W_f"][2, 0] = 1 - OPEN  # forgets while it reads b
    leaking = Run(0, weights, counter.readout, counter.bias)
    kept = 1 / (1 + np.exp(-1.0))
    cells = [kept * 6 - 1]
    for _ in range(3):
        cells.append(kept * cells[-1] - 1)
    assert np.allclose(counting.falls(leaking, 6), -np.diff(cells), rtol=0, atol=1e-12)


def test_the_leak_is_what_the_forget_gate_is_short_of_one():
    assert counting.leak(by_hand(keep=3.0), 8) == pytest.approx(1 - 1 / (1 + np.exp(-3.0)), abs=1e-12)


def test_a_held_gate_stands_where_it_is_held_and_the_other_units_stay():
    counter = by_hand(keep=1.0)
    for gate in (0.25, 0.9, 1):
        changed = counting.held(counter, gate, 8)
        traces, before = counting.trace(changed, 8), counting.trace(counter, 8)
        assert np.allclose(traces["f"][:, 0], gate, rtol=0, atol=1e-12)
        assert np.array_equal(traces["f"][:, 1:], before["f"][:, 1:])
    assert np.array_equal(counting.right_up_to(counting.held(counter, 1, 8), 30), np.full(30, True))
    for gate in (0, 1.5):
        with pytest.raises(ValueError, match="gate"):
            counting.held(counter, gate, 8)


def test_a_mirrored_unit_changes_nothing_but_its_sign():
    counter = counting.kept()
    unit = counting.counting_unit(counter, 15)
    one, other = counting.trace(counter, 20), counting.trace(counting.mirrored(counter, unit), 20)
    signs = np.where(np.arange(3) == unit, -1, 1)
    assert np.allclose(other["c"], signs * one["c"], rtol=0, atol=1e-12)
    assert np.allclose(other["h"], signs * one["h"], rtol=0, atol=1e-12)
    assert np.array_equal(other["right"], one["right"])


def test_the_survey_of_counters_set_by_hand():
    found = counting.survey([by_hand(), by_hand(keep=4.0)], 8, 45)
    exact, leaking = 0, 1
    reach = counting.reach(counting.right_up_to(by_hand(keep=4.0), 45))
    assert found.reach.tolist() == [45, reach] and reach < 45
    assert found.leak[exact] == 0 and found.leak[leaking] == pytest.approx(1 / (1 + np.exp(4.0)), abs=1e-12)
    assert found.places[exact].tolist() == [1, 1, 1] and found.cell[exact] == 20
    assert found.places[leaking, 0] == counting.margin(by_hand(keep=4.0), 8) and found.late.all()
    traces = counting.trace(by_hand(keep=4.0), 40)
    assert found.cell[leaking] == pytest.approx(traces["c"][40, 0] - traces["c"][20, 0], abs=1e-12)
    assert found.hidden[exact] == np.tanh(40) - np.tanh(20)
    # Each a adds exactly one, so that the leak takes all that a step loses.
    assert found.taken[leaking] == pytest.approx(1, abs=1e-9)
    for sizes in ((7, 45), (8, 8)):
        with pytest.raises(ValueError, match="longest"):
            counting.survey([by_hand()], *sizes)


def test_ranks_agree_or_not():
    one = np.array([3.0, 1.0, 2.0, 9.0])
    assert counting.ranks_agree(one, 10**one) == pytest.approx(1) == -counting.ranks_agree(one, -one)
    assert counting.ranks_agree([1, 1, 2, 2], [1, 2, 1, 2]) == pytest.approx(0, abs=1e-12)


def test_training_is_repeatable_and_depends_on_the_seed():
    (one, other), (again,) = (counting.train(seeds, longest=3, units=2, steps=20) for seeds in ([1, 2], [1]))
    assert [one.seed, other.seed] == [1, 2] and one.weights["U_f"].shape == (2, 2)
    assert all(np.allclose(one.weights[name], again.weights[name], rtol=0, atol=1e-9) for name in one.weights)
    assert not np.allclose(one.readout, other.readout, rtol=0, atol=1e-3)


def test_the_first_step_follows_the_gradient_of_the_loss():
    """A step of Adam moves every weight by its rate, against the sign of its gradient."""
    before, after = (counting.train([0], longest=3, units=2, steps=steps)[0] for steps in (0, 1))

    def loss(counter):
        entropies = []
        for n in (1, 2, 3):
            scores = counting.trace(counter, n)["h"] @ counter.readout + counter.bias
            follows = counting.counting.string(n)[1]
            entropies.append(np.mean(np.logaddexp(0, scores) - scores * follows, axis=1))
        return np.concatenate(entropies).mean()

    for name in ("W_i", "U_g", "b_f", "W_o"):
        moved = after.weights[name] - before.weights[name]
        for place in np.ndindex(moved.shape):
            shifted = {key: array.copy() for key, array in before.weights.items()}
            shifted[name][place] += 1e-6
            slope = (loss(counting.replace(before, weights=shifted)) - loss(before)) / 1e-6
            if abs(slope) > 1e-3:  # far above the constant in Adam's divisor
                assert moved[place] == pytest.approx(-0.03 * np.sign(slope), rel=1e-2), (name, place)


@pytest.fixture(scope="module")
def ensemble():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "COMPILED", True)  # for a thousand steps
        return counting.train(range(8))


def test_training_gives_counters_of_the_kept_kind(ensemble):
    kept = counting.kept()
    assert counting.right_up_to(kept, 60).all() and not counting.right_up_to(kept, 75).all()

    def clean(counter):
        steps = counting.falls(counter, 15)
        reach = counting.reach(counting.right_up_to(counter, 120))
        return 15 <= reach < 120 and counting.leak(counter, 15) < 0.01 and 0.9 < steps.min() <= steps.max() < 1.1

    assert clean(kept) and sum(map(clean, ensemble)) >= 2
    assert not any(map(clean, counting.train(range(8), steps=0)))


def test_what_is_kept_is_what_the_script_writes():
    source = Path(kept_counter.__file__).read_text("utf-8")
    assert source == keep_counter.text(counting.kept())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seeds": [-1]}, "seeds"),
        ({"seeds": [1.5]}, "seeds"),
        ({"seeds": [1, 1]}, "seeds"),
        ({"seeds": []}, "seeds"),
        ({"seeds": [0], "longest": 0}, "longest"),
        ({"seeds": [0], "units": 0}, "units"),
        ({"seeds": [0], "steps": -1}, "steps"),
    ],
)
def test_impossible_trainings_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        counting.train(**arguments)


def test_impossible_lengths_are_refused():
    counter = by_hand()
    impossible = {counting.trace: 0, counting.right_up_to: 0, counting.margin: 1, counting.leak: 2}
    for measure, n in (impossible | {counting.falls: 3}).items():
        with pytest.raises(ValueError):
            measure(counter, n)
