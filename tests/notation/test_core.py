"""Symbols carry all that is said about them through everything that SymPy does to expressions."""

import pickle

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.definition import Definition
from lstmbook.equations.printers import to_latex
from lstmbook.notation import attention, gradients, recurrent
from lstmbook.notation.attention import HEAD, T_k, q
from lstmbook.notation.colours import COLOURS
from lstmbook.notation.core import (
    BATCH,
    TIME,
    Letter,
    Size,
    all_of,
    d,
    index,
    letter_of,
    matrix,
    n,
    size,
    t,
    value_of,
    vector,
)
from lstmbook.notation.recurrent import U_of, c, f, h
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Range
from lstmbook.proof.normal_form import normal_form
from lstmbook.proof.signs import Known

j, l, m = (index(name) for name in "jlm")


ALL = [one for family in (recurrent, gradients, attention) for one in all_of(family)]


def test_roles_have_colours_and_shapes_are_sizes():
    assert len(ALL) > 40
    for one in ALL:
        assert one.letter.role in {"", *COLOURS}
        assert all(length == 1 or isinstance(length, Size) for length in one.shape)
        assert one.letter.meaning


def test_entries_carry_their_step():
    assert str(h.prev.entry(l)) == "h[t - 1, l]"
    assert str(c.entry(j, step=t + 1)) == "c[t + 1, j]"
    assert str(U_of["f"].entry(l, j)) == "U_f[l, j]"
    assert str(q.along(HEAD).entry(l, j, head=m)) == "q[m, l, j]"


SUM = sp.Sum(h.prev.entry(l) * U_of["f"].entry(l, j), (l, 1, n))


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.func(*e.args),
        lambda e: pickle.loads(pickle.dumps(e)),  # noqa: S301 - our own
        lambda e: e.xreplace({j: j}),
        lambda e: e.subs(j, m).subs(m, j),
        lambda e: sp.expand(e),
        lambda e: e.subs("h", 3),
    ],
)
def test_a_letter_survives(change):
    changed = change(SUM)
    assert changed == SUM and hash(changed) == hash(SUM)
    assert {letter_of(entry) for entry in changed.atoms(sp.Indexed)} == {h.letter, U_of["f"].letter}
    assert letter_of(next(iter(changed.atoms(sp.Indexed)))).meaning


def test_a_matrix_survives_pickling_and_sizes_can_be_put_in():
    expression = h.prev * U_of["f"] + h
    assert pickle.loads(pickle.dumps(expression)) == expression  # noqa: S301
    assert expression.subs(n, 3).shape == (1, 3)


def test_a_number_that_is_put_in_does_not_move_a_step():
    assert h.prev.xreplace({sp.Integer(-1): sp.Integer(0)}) == h.prev != h


GRU_Z = vector("z", n, (BATCH, TIME), meaning="update gate")
OTHER_Z = vector("z", n, (BATCH, TIME), meaning="preactivation")


def test_two_families_may_use_one_letter():
    one, other = GRU_Z.entry(j), OTHER_Z.entry(j)
    assert one != other and one - other != 0 and len({one, other}) == 2
    assert to_latex(one) == to_latex(other)
    assert one + other == other + one


def test_a_proof_may_not_show_two_things_by_one_name():
    derivation = Derivation(
        GRU_Z.entry(j) * 1, claim="a clash", given=[Definition(GRU_Z.entry(j), OTHER_Z.entry(j), (j,))]
    )
    with pytest.raises(ValueError, match="two different things are called z"):
        derivation.step(OTHER_Z.entry(j), because="they read alike").conclude(OTHER_Z.entry(j))


def test_a_derivative_by_an_entry_is_not_lost():
    """Two entries have no plain symbol in common; SymPy would call the derivative zero."""
    b = recurrent.b_of["f"]
    assert b.entry(j).diff(b.entry(m)) == sp.KroneckerDelta(j, m)
    assert normal_form(SUM.diff(h.prev.entry(m)), Known([Range(m, 1, n)])) == U_of["f"].entry(m, j)


def test_letters_are_equal_only_if_everything_is():
    assert Letter("h", (1, n), meaning="a") == Letter("h", (1, n), meaning="a")
    for other in (
        {"meaning": "b"},
        {"role": "cell"},
        {"order": 3},
        {"tex": "H"},
        {"axes": (BATCH,)},
        {"learned": True},
    ):
        assert Letter("h", (1, n), **{"meaning": "a"} | other) != Letter("h", (1, n), meaning="a")
    assert Letter("h", (1, n)) != Letter("h", (1, d))
    assert size("n", "one") != size("n", "another") != n


def test_steps_are_there_or_refused():
    assert h.prev.name == "h_prev" and h.prev.mirrored.name == "h_next" and h.prev.mirrored.mirrored == h.prev
    with pytest.raises(ValueError, match="W has no step before it"):
        recurrent.W.prev  # noqa: B018
    with pytest.raises(ValueError, match="h_prev has no step before it"):
        h.prev.prev  # noqa: B018


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        (("head",), "wrong: unknown axis 'head'"),
        ((BATCH, BATCH), "wrong has an axis twice: batch, batch"),
        ((BATCH, HEAD, TIME), "wrong: the time must come before head"),
    ],
)
def test_axes_that_cannot_be_are_refused(axes, message):
    """Proofs take the first index of what has a time for its step."""
    with pytest.raises(ValueError, match=message):
        vector("wrong", n, axes)


def test_a_size_without_a_letter_cannot_be_summed_over():
    width = size("w", "features of something")
    product = vector("a", width) * matrix("A", width, n)
    from lstmbook.equations.printers import to_entry

    with pytest.raises(ValueError, match="the size w needs a letter"):
        to_entry(product, 1, j)


def test_latex_shows_the_axes_that_a_person_would():
    assert h.prev.latex() == r"\textcolor{#b02a6f}{h_{t-1}}"
    assert q.latex() == r"\textcolor{#00707d}{q}" and q.along(HEAD).latex() == r"\textcolor{#00707d}{q^{(e)}}"
    assert attention.W_out.along(HEAD).latex() == "W_O^{(e)}"
    assert gradients.W_bar_of["f"].latex() == r"\bar{W}_{f,t}"
    assert T_k.tex == "T_k" and attention.d_query.tex == r"d_{\text{query}}"


def test_the_number_behind_an_entry():
    arrays = {"h_prev": np.array([[1.0, 2.0], [3.0, 4.0]]), "U_f": np.array([[5.0, 6.0], [7.0, 8.0]])}
    two = sp.Integer(2)
    assert value_of(h.prev.entry(two), arrays) == 2 and value_of(h.prev.entry(two), arrays, row=1) == 4
    assert value_of(U_of["f"].entry(sp.Integer(1), two), arrays) == 6
    with pytest.raises(KeyError, match="f"):
        value_of(f.entry(two), arrays)
