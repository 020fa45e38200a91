"""The leaky integrator against a loop, against sums and against what must not be provable."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import leaky_integrator as leaky
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.printers import to_latex
from lstmbook.measure import memory
from lstmbook.notation.core import t
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

F, G, STEPS = 0.8, -0.6, 7


@pytest.mark.parametrize(
    "derive",
    [
        leaky.geometric_weights,
        leaky.approach,
        leaky.half_life,
        leaky.time_constant,
        leaky.log_gate_is_concave,
        leaky.noise_left,
        leaky.mean_age,
    ],
)
def test_is_proved_for_all_sizes(derive):
    derivation = derive()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def number(expression, **entries):
    """The expression at t = STEPS, with f_j = F; further entries of unit j by name, as functions of the step."""
    expression = expression.subs(t, STEPS).doit().subs(leaky.f, F)
    values = {one: entries[str(one.base)](*one.indices[:-1]) for one in expression.atoms(sp.Indexed)}
    return float(expression.subs(values))


def test_geometric_weights_are_the_cell_of_a_loop():
    offered = np.random.default_rng(0).normal(size=STEPS + 1)
    cell = offered[0]
    for step in range(1, STEPS + 1):
        cell = F * cell + (1 - F) * offered[step]
    formula = leaky.geometric_weights().last
    assert number(formula, c=lambda step: offered[0], g=lambda step: offered[int(step)]) == pytest.approx(cell)


def test_the_cell_approaches_its_candidate():
    cell = 0.9
    for _ in range(STEPS):
        cell = F * cell + (1 - F) * G
    assert number(leaky.approach().last, c=lambda step: 0.9, g=lambda: G) == pytest.approx(cell)


@pytest.mark.parametrize(
    "wrong",
    [
        leaky.g + leaky.f ** (t + 1) * (leaky._at("c", 0) - leaky.g),
        leaky.g - leaky.f**t * (leaky._at("c", 0) - leaky.g),
        leaky.f**t * (leaky._at("c", 0) - leaky.g),
    ],
)
def test_a_wrong_approach_is_refused(wrong):
    given = [leaky.FORGET_STANDS, leaky.INPUT_STANDS, leaky.CANDIDATE_STANDS]
    derivation = Derivation(leaky._at("c", t), claim="wrong", given=given)
    with pytest.raises(NotProved):
        derivation.by_induction(on=t, recurrence=LSTM.definition("c", leaky.j), formula=wrong)


def test_an_input_gate_that_does_not_follow_leaves_no_average():
    """With i and f both at f_j the cell does not approach the candidate."""
    given = [leaky.FORGET_STANDS, leaky.CANDIDATE_STANDS]
    derivation = Derivation(leaky._at("c", t), claim="wrong", given=given)
    formula = leaky.approach().last
    with pytest.raises(NotProved):
        derivation.by_induction(on=t, recurrence=LSTM.definition("c", leaky.j), formula=formula)


def test_half_life_halves():
    start, end = leaky.half_life().start, leaky.half_life().last
    values = {leaky.share: sp.Rational(9, 10), t: 3}
    assert float(start.subs(values)) == pytest.approx(0.9**3 / 2) == float(end.subs(values))


def test_the_half_life_on_the_page_is_the_one_that_is_proved_and_measured():
    shown = leaky.HALF_LIFE.subs(leaky.share, 0.9)
    assert float(shown) == pytest.approx(float(memory.half_life(0.9)))
    (power,) = (one.exp for one in leaky.half_life().start.atoms(sp.Pow) if one.base == leaky.share)
    assert sp.simplify(power - t - leaky.HALF_LIFE.doit()) == 0
    assert "0 < f < 1" in leaky.half_life()._repr_markdown_()


def test_variance_and_age_wear_no_colour_and_keep_their_comma():
    """Names of the notation would be shown as what they mean there, v as a value vector."""
    for derivation, start in ((leaky.noise_left(), "V_{t,j}"), (leaky.mean_age(), "a_{t,j}")):
        assert to_latex(derivation.start) == start
        assert start.replace("t", "0") + " = 0" in derivation._repr_markdown_()


def test_a_third_of_life_is_refused():
    right = leaky.half_life()
    with pytest.raises(NotProved):
        Derivation(right.start, claim="wrong", given=right.given).step(leaky.share**t / 3, because="wrong")


def test_time_constant_is_that_of_the_sigmoid():
    for bias in (-2.0, 0.0, 5.0):
        assert float(leaky.time_constant().last.subs(leaky.b, bias)) == pytest.approx(1 + np.exp(bias))


def test_noise_left_is_the_sum_of_the_squared_weights():
    weights = (1 - F) * F ** np.arange(STEPS)
    assert number(leaky.noise_left().last) == pytest.approx((weights**2).sum())


def test_mean_age_is_the_weighted_sum_of_the_ages():
    ages = np.arange(1, STEPS + 1)
    assert number(leaky.mean_age().last) == pytest.approx((ages * (1 - F) * F ** (ages - 1)).sum())
