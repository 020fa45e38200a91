"""What a page shows of a derivation: what was given, what a step used, and how far the proof reaches."""

import pytest
import sympy as sp
from lstmbook.derivations import cell_bounds, leaky_integrator, lstm_backward
from lstmbook.equations.definition import Definition
from lstmbook.notation.core import index, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Between, Distribution

a, j = sp.IndexedBase("a"), index("j")
x = sp.Symbol("x", real=True)


def shown(derivation):
    return derivation._repr_markdown_()


def test_one_mark_serves_a_proof_whose_steps_share_it():
    chain = Derivation(x, claim="twice").step(x + 0, because="one").step(x * 1, because="two").conclude(x)
    assert shown(chain).count("proof-mark") == 1
    mixed = Derivation(x, claim="both").step(x, because="one").step(x, because="two", numerically=True).conclude(x)
    assert shown(mixed).count("proof-mark") == 2 and "only checked" in shown(mixed)
    # Outside the site nothing but the text sets a mark off.
    assert 'one; <em class="proof-mark proved">' in shown(mixed)


def test_long_lists_of_hypotheses_are_folded():
    long, short = shown(lstm_backward.cell_before()), shown(cell_bounds.cell_at_most())
    assert "<details" in long and "hypotheses</summary>" in long and "<details" not in short


def test_a_later_start_is_said():
    recurrence = Definition(a[t], a[t - 1])
    derivation = Derivation(a[t], claim="constant").by_induction(t, recurrence, a[3], start=3).conclude(a[3])
    assert r"t \ge 3" in shown(derivation) and "at these sizes" not in shown(derivation)


def test_what_a_symbol_is_assumed_to_be_is_said():
    p = sp.Symbol("p", positive=True)
    derivation = Derivation(sp.Abs(p), claim="no bars").step(p, because="it is positive").conclude(p)
    assert "p > 0" in shown(derivation)
    bounded = (
        Derivation(p, claim="below one", given=[Between(p, 0, 1)]).less_than(1, 1 - p, because="it is").conclude(1)
    )
    assert "0 < p < 1" in shown(bounded) and "p > 0" not in shown(bounded)


def test_a_certificate_s_hypotheses_are_named():
    derivation = cell_bounds.hidden_below_one()
    assert {str(one.left) for one in derivation.lines[-1].used} == {"o[t, j]"}


def test_the_recurrence_of_an_induction_is_given_for_every_step():
    assert "for every $t$" in shown(leaky_integrator.mean_age()) and "a_{0,j} = 0" in shown(leaky_integrator.mean_age())


def test_a_theorem_that_is_not_proved_here_says_so():
    derivation = Derivation(2 * x, claim="means").by_theorem(r"\le", 1 + x**2, "the inequality of means (Cauchy 1821)")
    assert "not proved here" in shown(derivation.conclude(1 + x**2)) and "Cauchy 1821" in shown(derivation)


@pytest.mark.parametrize("mark", ["\\mathrm{d}", "\\partial"])
def test_a_total_derivative_is_told_from_a_partial_one(mark):
    derivation = lstm_backward.cell_by_cell_before() if "d}" in mark else cell_bounds.direct_slope()
    assert mark in shown(derivation)


def test_a_distribution_is_shown_with_letters_of_its_own():
    size, rows = (sp.Symbol(name, integer=True, positive=True) for name in "lk")
    assert Distribution(a, size).latex() == r"a_{k} > 0 \text{ and } \sum_{k = 1}^{l} a_{k} = 1"
    assert Distribution(a, rows, given=1).latex() == r"a_{l,m} > 0 \text{ and } \sum_{m = 1}^{k} a_{l,m} = 1"


@pytest.mark.parametrize("wrong", [("a", 3), (a[j], 3), (a, 3, -1), (a, 3, 1.5), (a, 3, True), (a, 0), (a, x)])
def test_what_is_no_distribution_is_refused(wrong):
    with pytest.raises(ValueError, match=r"claim: "):
        Derivation(x, claim="claim", given=[Distribution(*wrong)])
