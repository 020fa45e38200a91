"""What is proved of layers whose gates do not hear h, and of the stabiliser; and that wrong statements are not."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import linear_recurrence as linear
from lstmbook.derivations import min_backward, min_gru, slstm, slstm_backward
from lstmbook.derivations.step_backward import m as unit
from lstmbook.equations.min_gru import MIN_GRU
from lstmbook.notation.core import index, n, t
from lstmbook.notation.minimal import z
from lstmbook.notation.recurrent import g, h
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Range

j, m, s = index("j"), index("m"), index("s")

PROOFS = [
    linear.associative,
    linear.weighted_past,
    linear.scan_work,
    linear.scan_rounds,
    min_gru.weighted_past,
    min_gru.weighted_past_of_min_lstm,
    min_gru.difference,
    min_gru.approach,
    min_gru.keeps_order,
    slstm.scaled_cell,
    slstm.scaled_normaliser,
    slstm.hidden,
]


@pytest.mark.parametrize("derive", PROOFS)
def test_is_proved_for_all_sizes(derive):
    derivation = derive()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def test_joined_the_other_way_round_is_another_step():
    one, two, _ = zip(linear._a, linear._b, strict=True)
    with pytest.raises(NotProved):
        Derivation(linear.after(one, two)[1], claim="wrong").step(linear.after(two, one)[1], because="wrong")


def past(last, factor=lambda step: 1 - z.entry(j, step=step)):
    """A closed form of the minGRU whose sum ends at ``last``."""
    passed = sp.Product(factor(s), (s, m + 1, t)) * z.entry(j, step=m) * g.entry(j, step=m)
    return sp.Product(factor(s), (s, 1, t)) * h.entry(j, step=sp.Integer(0)) + sp.Sum(passed, (m, 1, last))


@pytest.mark.parametrize("wrong", [past(t - 1), past(t, lambda step: z.entry(j, step=step))], ids=["exclusive", "z"])
def test_a_wrong_closed_form_is_refused(wrong):
    derivation = Derivation(h.entry(j), claim="wrong")
    with pytest.raises(NotProved):
        derivation.by_induction(on=t, recurrence=MIN_GRU.definition("h", j), formula=wrong)
    derivation.by_induction(on=t, recurrence=MIN_GRU.definition("h", j), formula=past(t))


def test_a_stabiliser_missing_from_one_gate_is_refused():
    right = slstm.scaled_cell()
    given = [one for one in right.given if not str(one.left).startswith("i[")]
    left_out = slstm.SLSTM.definition("i", slstm.j, step=t + 1)
    plain_gate = type(left_out)(left_out.left, sp.exp(slstm.log_i.entry(slstm.j, step=t + 1)), (slstm.j,))
    recurrence = slstm.SLSTM.definition("c", slstm.j)
    for gate, proved in ((plain_gate, False), (left_out, True)):
        derivation = Derivation(right.start, claim="wrong", given=[*given, gate])
        if proved:
            derivation.by_induction(on=t, recurrence=recurrence, formula=right.last)
        else:
            with pytest.raises(NotProved):
                derivation.by_induction(on=t, recurrence=recurrence, formula=right.last)


def test_the_counts_are_those_of_small_scans():
    for k in range(6):
        assert linear.scan_work().last.subs(linear.k, k) == 2 * 2**k - k - 2
    assert [linear.scan_rounds().last.subs(linear.k, k) for k in (1, 2, 3)] == [1, 3, 5]


def test_two_states_keep_their_order_until_rounding_makes_them_one():
    rng = np.random.default_rng(0)
    gates, low = rng.uniform(0.01, 0.99, (50, 4)), rng.normal(size=4)
    high = low + rng.uniform(0.1, 1, 4)
    for step, gate in enumerate(gates):
        written = rng.normal(size=4)
        low, high = ((1 - gate) * one + gate * written for one in (low, high))
        assert np.all(low < high) or (step > 20 and np.all(low <= high))


@pytest.mark.parametrize("name", min_backward.STEPS)
def test_a_gradient_with_the_wrong_share_is_refused(name):
    """What is handed back is what is kept, and not what is taken."""
    step = min_backward.STEPS[name]
    taken = step.entry("z" if name == "min_gru" else "taken", unit)
    with pytest.raises(NotProved):
        result = step.entry("h_bar", unit) * taken
        step.gradient("wrong", step.entry("h_prev", unit), result, Range(unit, 1, n), but="h_prev")


def test_the_exponential_forget_gate_has_other_gradients():
    assert slstm_backward.before("z_f", "exponential").scope == FOR_ALL_SIZES
    right = slstm_backward.before("z_f")
    other = slstm_backward.before("z_f", "exponential")
    with pytest.raises(NotProved):
        Derivation(right.start, claim="wrong", given=right.given).step(other.last, because="wrong")
