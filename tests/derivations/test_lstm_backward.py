"""The backward derivations: each is proved, and wrong conclusions are not."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import lstm_backward as backward
from lstmbook.notation import QUANTITIES, n, t
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Range

ONE_OF_EACH = [
    *((backward.recurrent_weights, gate) for gate in "ifgo"),
    *((backward.input_weights, gate) for gate in "ifgo"),
    *((backward.bias, gate) for gate in "ifgo"),
    (backward.hidden_before,),
    (backward.input_before,),
    (backward.cell_before,),
    (backward.cell_by_cell_before,),
    (backward.one_step_of_the_sum,),
    (backward.sum_over_steps,),
]


@pytest.mark.parametrize("derive", ONE_OF_EACH, ids=lambda one: " ".join([one[0].__name__, *one[1:]]))
def test_is_proved_for_all_sizes(derive):
    function, *gate = derive
    derivation = function(*gate)
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def entry(name, *places, step=t):
    return QUANTITIES[name].entry(*places, step=step)


m, p, j = backward.m, backward.p, backward.j
BY = entry("U_f", m, p)
RIGHT = entry("h_prev", m) * entry("z_bar_f", p)
WRONG = {
    "outer product with the new hidden state": entry("h", m) * entry("z_bar_f", p),
    "another gate's gradient": entry("h_prev", m) * entry("z_bar_i", p),
    "rows and columns exchanged": entry("h_prev", p) * entry("z_bar_f", m),
    "a sum left over": sp.Sum(entry("h_prev", m) * entry("z_bar_f", j), (j, 1, n)),
    "the sign": -RIGHT,
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_gradients_are_rejected(name):
    given = backward._given(Range(m, 1, n), Range(p, 1, n))
    with pytest.raises(NotProved):
        Derivation(sp.Derivative(backward.OBJECTIVE, BY), claim=name, given=given).step(WRONG[name], because="wrong")


def test_the_diagonal_alone_is_not_the_whole_derivative():
    whole = backward.cell_by_cell_before()
    with pytest.raises(NotProved, match="counterexample"):
        Derivation(whole.start, claim="diag(f)", given=whole.given).step(
            sp.KroneckerDelta(j, m) * entry("f", j), because="the direct path"
        )


def test_the_sum_over_steps_on_numbers():
    """lambda_T . s'_T plus what the loss took on the way is the sum of lambda . q, for a random linear recurrence."""
    rng, steps, size = np.random.default_rng(0), 5, 3
    A, q, e = (
        rng.normal(size=(steps + 1, size, size)),
        rng.normal(size=(steps + 1, size)),
        rng.normal(size=(steps + 1, size)),
    )
    tangent, adjoint = [np.zeros(size)], {steps: e[steps]}
    for time in range(1, steps + 1):
        tangent.append(tangent[-1] @ A[time] + q[time])
    for time in range(steps, 0, -1):
        adjoint[time - 1] = A[time] @ adjoint[time] + e[time - 1]
    total = sum(e[time] @ tangent[time] for time in range(1, steps + 1))
    assert total == pytest.approx(sum(adjoint[time] @ q[time] for time in range(1, steps + 1)))
