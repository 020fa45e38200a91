"""What is proved of a memory that is a matrix and of the mLSTM; and that wrong statements are not."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import matrix_memory, mlstm, mlstm_backward
from lstmbook.derivations.matrix_memory import a, at, j, s, score, u, weight, written
from lstmbook.equations.definition import Definition
from lstmbook.equations.matrix_memory import GATED_MEMORY, MATRIX_MEMORY
from lstmbook.equations.mlstm import MLSTM
from lstmbook.notation.attention import d_k
from lstmbook.notation.core import t
from lstmbook.notation.matrix_memory import C, f, h, i, log_i, m, r, v
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

PROOFS = [
    matrix_memory.memory,
    matrix_memory.read,
    matrix_memory.gated_memory,
    matrix_memory.gated_read,
    matrix_memory.orthonormal_read,
    mlstm.scaled_memory,
    mlstm.scaled_normaliser,
    mlstm.plain_memory,
    mlstm.plain_normaliser,
    mlstm.hidden,
    mlstm.parallel,
]


@pytest.mark.parametrize("derive", PROOFS)
def test_is_proved_for_all_sizes(derive):
    derivation = derive()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.mark.parametrize("what", mlstm_backward.PLACES)
def test_gradients_of_what_is_written_are_proved_for_all_sizes(what):
    assert mlstm_backward.written(what).scope == FOR_ALL_SIZES


def by_induction(model, formula):
    derivation = Derivation(at(C, a, j), claim="wrong", given=[matrix_memory.EMPTY])
    return derivation.by_induction(on=t, recurrence=model.definition("C", a, j), formula=formula)


def decayed(first, last=t, gate=i):
    """The memory's closed form with the forget gates from step ``first`` to ``last``."""
    kept = sp.Product(at(f, step=u), (u, first, last)) * at(gate, step=s)
    return sp.Sum(kept * written(s), (s, 1, t))


WRONG = {
    "exclusive": (MATRIX_MEMORY, sp.Sum(written(s), (s, 1, t - 1)), sp.Sum(written(s), (s, 1, t))),
    "transposed": (MATRIX_MEMORY, sp.Sum(written(s, j, a), (s, 1, t)), sp.Sum(written(s), (s, 1, t))),
    "its own forget gate too": (GATED_MEMORY, decayed(s), decayed(s + 1)),
    "the last forget gate left out": (GATED_MEMORY, decayed(s + 1, t - 1), decayed(s + 1)),
    "without the input gate": (GATED_MEMORY, sp.Sum(weight(s) / at(i, step=s) * written(s), (s, 1, t)), decayed(s + 1)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_closed_form_is_refused(name):
    model, wrong, right = WRONG[name]
    with pytest.raises((NotProved, ValueError)):
        by_induction(model, wrong)
    assert by_induction(model, right).lines


def test_what_is_read_needs_the_whole_past():
    right = matrix_memory.read()
    shorter = sp.Sum(score(s) / sp.sqrt(d_k) * at(v, j, step=s), (s, 1, t - 1))
    with pytest.raises(NotProved):
        Derivation(at(r, j), claim="wrong", given=right.given).step(shorter, because="wrong")


def test_with_one_in_place_of_the_exponential_the_stabiliser_does_not_fall_out():
    right = mlstm.hidden()
    above = MLSTM.entry("h", j).as_numer_denom()[0]
    number = sp.Abs(sp.Sum(at(mlstm.q, a) * at(mlstm.norm, a), (a, 1, d_k)))
    for below, proved in ((sp.exp(-at(m)), True), (1, False)):
        own = Definition(at(h, j), above / sp.Max(number, below), (j,))
        derivation = Derivation(right.start, claim="one or exp(-m)", given=[own, *right.given[1:]])
        if proved:
            assert derivation.step(right.last, because="right").lines
        else:
            with pytest.raises(NotProved):
                derivation.step(right.last, because="wrong")


def test_a_stabiliser_missing_from_one_gate_is_refused():
    right = mlstm.scaled_memory()
    given = [one for one in right.given if str(one.left) != "i[t + 1]"]
    own = MLSTM.definition("i", step=t + 1)
    plain = Definition(own.left, sp.exp(at(log_i, step=t + 1)))
    recurrence = MLSTM.definition("C", a, j)
    for gate, proved in ((plain, False), (own, True)):
        derivation = Derivation(right.start, claim="a gate", given=[*given, gate])
        if proved:
            assert derivation.by_induction(on=t, recurrence=recurrence, formula=right.last).lines
        else:
            with pytest.raises(NotProved):
                derivation.by_induction(on=t, recurrence=recurrence, formula=right.last)


def test_a_normaliser_without_the_input_gate_is_refused():
    right = mlstm.scaled_normaliser()
    own = MLSTM.definition("n", a)
    key = at(mlstm.k, a)
    wrong = Definition(own.left, own.right - at(i) * key + key, (a,))
    derivation = Derivation(right.start, claim="wrong", given=right.given)
    with pytest.raises(NotProved):
        derivation.by_induction(on=t, recurrence=wrong, formula=right.last)


def test_the_parallel_form_with_an_exclusive_sum_is_refused():
    right = mlstm.parallel()
    late = sp.Sum(at(mlstm.log_f, step=u), (u, s + 1, t - 1)) + at(log_i, step=s)
    given = [Definition(one.left, late, one.over) if one.left.base == mlstm.exponent else one for one in right.given]
    assert given != list(right.given)
    with pytest.raises((NotProved, ValueError)):
        Derivation(right.start, claim="wrong", given=given).step(right.last, because="wrong")


def test_a_gradient_with_the_wrong_gate_is_refused():
    right = mlstm_backward.written("v")
    with pytest.raises(NotProved):
        wrong = right.last.xreplace({at(i): at(f)})
        Derivation(right.start, claim="wrong", given=right.given).step(wrong, because="wrong")


def test_orthonormal_keys_read_exactly_and_others_do_not():
    rng = np.random.default_rng(0)
    keys, values = np.linalg.qr(rng.normal(size=(6, 4)))[0], rng.normal(size=(4, 3))
    np.testing.assert_allclose(keys.T @ (keys @ values), values, rtol=0, atol=1e-12)
    keys = rng.normal(size=(6, 4))
    assert np.abs(keys.T @ (keys @ values) - values).max() > 0.1
