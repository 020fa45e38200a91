"""The backward derivations: each is proved, and wrong conclusions are not."""

import re
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import lstm_backward as backward
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.notation.core import n, t
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Range

# The other derivations take seconds each and are proved whenever the book is built; see the last test.
QUICK = [backward.cell_before, backward.cell_by_cell_before, backward.one_step_of_the_sum, backward.sum_over_steps]


@pytest.mark.parametrize("derive", QUICK)
def test_is_proved_for_all_sizes(derive):
    derivation = derive()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def entry(name, *places, step=t):
    return {**LSTM.quantities, **LSTM_BACKWARD.quantities}[name].entry(*places, step=step)


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
    given = backward.STEP.given(Range(m, 1, n), Range(p, 1, n))
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


def test_the_page_on_gradient_flow_proves_every_derivation():
    page = Path(__file__).parents[2] / "book" / "lstm_architecture_deep_dive" / "gradient_flow.md"
    derivations = [name for name, one in vars(backward).items() if getattr(one, "__module__", "") == backward.__name__]
    public = [name for name in derivations if not name.startswith("_")]
    called = re.findall(r"lstm_backward\.(\w+)\(", page.read_text("utf-8"))
    assert public and set(public) <= set(called)
