"""What follows from clocks and chunks: wrong conclusions are not proved. The page proves the right ones."""

import pytest
import sympy as sp
from lstmbook.derivations import chunks, clockwork
from lstmbook.derivations.step_backward import StepBackward, p
from lstmbook.equations.clockwork import CLOCKWORK, CLOCKWORK_BACKWARD
from lstmbook.notation.clockwork import M, a
from lstmbook.notation.core import n
from lstmbook.notation.gradients import h_bar
from lstmbook.notation.recurrent import U
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

m, entry = clockwork.m, clockwork.entry


def wrong_line(derivation, line):
    with pytest.raises(NotProved):
        Derivation(derivation.start, claim="wrong", given=derivation.given).step(line, because="wrong")


def test_what_a_unit_owes_is_proved_and_not_less():
    right = clockwork.hidden_by_hidden()
    assert right.scope == FOR_ALL_SIZES
    wrong_line(right, right.last.subs(M.entry(m, p), M.entry(p, m)))
    wrong_line(right, right.last.subs(M.entry(m, p), 1))
    wrong_line(right, right.last.subs(sp.KroneckerDelta(m, p), 0))


def test_several_modules_are_not_the_simple_network():
    right = clockwork.one_module()
    without = [one for one in right.given if one.left != M.entry(clockwork.l, clockwork.j)]
    with pytest.raises(NotProved):
        wrong = Derivation(right.start, claim="wrong", given=without)
        wrong.step(right.last, because="wrong")


WRONG = {
    "the pattern transposed": {"U_bar": CLOCKWORK_BACKWARD.expression("U_bar").subs(M, M.T)},
    "a hidden weight is told": {"U_bar": CLOCKWORK_BACKWARD.expression("U_bar").args[0]},
    "nothing to itself": {
        "h_bar_plus_prev": CLOCKWORK_BACKWARD.expression("h_bar_plus_prev")
        - sp.HadamardProduct(h_bar, sp.OneMatrix(1, n) - a)
    },
    "U not turned": {"h_bar_plus_prev": CLOCKWORK_BACKWARD.expression("h_bar_plus_prev").subs(U, U.T)},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_backward_step_is_rejected(name, monkeypatch):
    wrong = CLOCKWORK_BACKWARD.but("wrong", **WRONG[name])
    monkeypatch.setattr(clockwork, "CLOCKWORK_BACKWARD", wrong)
    monkeypatch.setattr(clockwork, "STEP", StepBackward(CLOCKWORK, wrong, "g"))
    with pytest.raises(NotProved):
        clockwork.gradient("U") if "U_bar" in WRONG[name] else clockwork.handed_back("h")


def test_unknown_names_are_refused():
    with pytest.raises(KeyError):
        clockwork.gradient("V")
    with pytest.raises(KeyError):
        clockwork.handed_back("c")


def test_the_least_way():
    way, three = chunks.least_path(), chunks.least_of_three_levels()
    assert way.scope.startswith("proved") and three.scope.startswith("proved")
    assert chunks.LONGEST.subs({chunks.T: 196, chunks.k: 14}) == 28
    with pytest.raises(NotProved):
        Derivation(chunks.LONGEST, claim="wrong").at_least(
            3 * sp.sqrt(chunks.T), certificate=(sp.sqrt(chunks.T) - chunks.k) ** 2 / chunks.k, because="wrong"
        )
