"""What peepholes change: each derivation is proved, and wrong conclusions are not."""

import re
from pathlib import Path

import pytest
import sympy as sp
from lstmbook.derivations import peephole
from lstmbook.derivations.step_backward import StepBackward, p
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.peephole_backward import PEEPHOLE_BACKWARD
from lstmbook.notation.core import n
from lstmbook.notation.gradients import z_bar_of
from lstmbook.notation.recurrent import c, p_of
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Range

entry, j, m = peephole.entry, peephole.j, peephole.m


def wrong_line(derivation, line):
    with pytest.raises(NotProved):
        Derivation(derivation.start, claim="wrong", given=derivation.given).step(line, because="wrong")


def test_what_is_new_in_the_derivatives_is_proved_and_not_less():
    """The other derivations are proved whenever the page is built; see the last test."""
    inner, shown = peephole.cell_by_cell_before(), peephole.shown_by_cell()
    assert {one.scope for one in (inner, shown)} == {FOR_ALL_SIZES}
    wrong_line(inner, entry("f", j))
    slope = entry("f", j) * (1 - entry("f", j)) * p_of["f"].entry(j)
    wrong_line(inner, inner.last - slope * entry("c_prev", j) + slope * entry("c", j))
    wrong_line(shown, entry("o", j) * (1 - sp.tanh(entry("c", j)) ** 2))


def test_a_gate_hears_a_cell_only_as_far_as_it_is_shown():
    heard = peephole.heard_of_a_cell()
    assert heard.scope == FOR_ALL_SIZES
    gate = peephole.recurrent.o.entry(m, step=peephole.t - 1)
    assert heard.last.subs(gate, 0) == 0 and heard.last.has(gate)


TIMES = sp.HadamardProduct
WRONG = {
    "p_o of the old cell": {"p_bar_o": peephole.PEEPHOLE_BACKWARD.expression("p_bar_o").subs(c, c.prev)},
    "p_f of the new cell": {"p_bar_f": peephole.PEEPHOLE_BACKWARD.expression("p_bar_f").subs(c.prev, c)},
    "the output gate's road to the cell left out": {
        "c_bar": PEEPHOLE_BACKWARD.expression("c_bar") - TIMES(z_bar_of["o"], p_of["o"])
    },
    "the forget gate's road left out": {
        "c_bar_plus_prev": PEEPHOLE_BACKWARD.expression("c_bar_plus_prev") - TIMES(z_bar_of["f"], p_of["f"])
    },
    "p_f for p_i": {"c_bar_plus_prev": PEEPHOLE_BACKWARD.expression("c_bar_plus_prev").subs(p_of["i"], p_of["f"])},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_backward_step_is_rejected(name):
    wrong = StepBackward(PEEPHOLE_LSTM, PEEPHOLE_BACKWARD.but("wrong", **WRONG[name]), "ifgo")
    with pytest.raises(NotProved):
        for gate in ("o", "f"):
            wrong.at_weights("p", gate)
        wrong.at_weights("b", "f")
        wrong.handed_back("c")


def test_rows_of_the_peepholes_are_not_exchanged():
    with pytest.raises(NotProved):
        result = PEEPHOLE_BACKWARD.entry("p_bar_f", p)
        peephole.STEP.gradient("wrong", entry("p_i", p), result, Range(p, 1, n))


def test_a_gate_without_peepholes_is_named():
    with pytest.raises(KeyError, match="p_bar_g"):
        peephole.peephole_weights("g")
    with pytest.raises(KeyError):
        peephole.reduction("g")


def test_the_page_proves_every_derivation():
    page = Path(__file__).parents[2] / "book" / "lstm_variations_comparison" / "peephole_connections.md"
    own = [name for name, one in vars(peephole).items() if getattr(one, "__module__", "") == peephole.__name__]
    public = {name for name in own if not name.startswith("_")}
    assert public and public <= set(re.findall(r"peephole\.(\w+)\(", page.read_text("utf-8")))
