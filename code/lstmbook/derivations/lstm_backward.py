"""The gradients of one LSTM step, derived for all sizes, and their sum over the steps.

They are told step by step; ``directly`` leaves it at the one line of ``step_backward``, for where nobody reads the way.
"""

import sympy as sp

from lstmbook.derivations.step_backward import StepBackward
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import GATES, LSTM_BACKWARD
from lstmbook.equations.nodes import TotalDerivative
from lstmbook.notation import recurrent
from lstmbook.notation.core import d, index, n, size, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

j, k, m, p, i = (index(name) for name in "jkmpi")
N = size("N")


STEP = StepBackward(LSTM, LSTM_BACKWARD, GATES)
OBJECTIVE, entry = STEP.objective, STEP.entry


def _by_gates(by):
    """The sum over units and blocks of z_bar times the derivative of the preactivation z."""
    terms = (entry(f"z_bar_{gate}", j) * sp.Derivative(entry(f"z_{gate}", j), by) for gate in GATES)
    return sp.Sum(sp.Add(*terms), (j, 1, n))


def _derive(claim, by, result, given, last):
    """J differentiated with respect to ``by``: through the cell and the output gate, the gates, their weights."""
    derivation = Derivation(sp.Derivative(OBJECTIVE, by), claim=claim, given=given)
    through_cell = entry("c_bar", j) * sp.Derivative(entry("c", j), by)
    through_output = entry("h_bar", j) * sp.tanh(entry("c", j)) * sp.Derivative(entry("o", j), by)
    derivation.step(
        sp.Sum(through_cell + through_output, (j, 1, n)),
        because="the product rule in $h_t$, and the two ways to $c_t$ gathered in $\\bar{c}_t$",
    )
    derivation.step(
        _by_gates(by),
        because="each block by the chain rule, with its slope; what stands before the derivative is its $\\bar{z}_t$",
    )
    if result != derivation.last:
        derivation.step(result, because=last)
    return derivation.conclude(result)


def recurrent_weights(gate, directly=False):
    """dJ / dU[m, p] of one gate is h_{t-1,m} z_bar_{t,p}. KeyError for an unknown gate."""
    if directly:
        return STEP.at_weights("U", gate)
    by = entry(f"U_{gate}", m, p)
    return _derive(
        f"The gradient at the recurrent weights $U_{gate}$",
        by,
        LSTM_BACKWARD.entry(f"U_bar_{gate}", m, p),
        STEP.given(Range(m, 1, n), Range(p, 1, n)),
        last=f"$U_{{{gate},mp}}$ occurs only before gate ${gate}$ of unit $p$, beside $h_{{t-1,m}}$",
    )


def input_weights(gate, directly=False):
    """dJ / dW[k, p] of one gate is x_{t,k} z_bar_{t,p}. KeyError for an unknown gate."""
    if directly:
        return STEP.at_weights("W", gate)
    by = entry(f"W_{gate}", k, p)
    return _derive(
        f"The gradient at the input weights $W_{gate}$",
        by,
        LSTM_BACKWARD.entry(f"W_bar_{gate}", k, p),
        STEP.given(Range(k, 1, d), Range(p, 1, n)),
        last=f"$W_{{{gate},kp}}$ occurs only before gate ${gate}$ of unit $p$, beside $x_{{t,k}}$",
    )


def bias(gate, directly=False):
    """dJ / db[p] of one gate is z_bar_{t,p}. KeyError for an unknown gate."""
    if directly:
        return STEP.at_weights("b", gate)
    return _derive(
        f"The gradient at the bias $b_{gate}$",
        entry(f"b_{gate}", p),
        entry(f"z_bar_{gate}", p),
        STEP.given(Range(p, 1, n)),
        last=f"$b_{{{gate},p}}$ occurs only before gate ${gate}$ of unit $p$, beside one",
    )


def hidden_before():
    """dJ / dh_{t-1,m}: through all four blocks of every unit."""
    return _derive(
        "What step $t$ hands back to $h_{t-1}$",
        entry("h_prev", m),
        LSTM_BACKWARD.entry("h_bar_plus_prev", m),
        STEP.given(Range(m, 1, n), but="h_prev"),
        last="of each sum over units of step $t-1$ only the term with $h_{t-1,m}$ depends on it",
    )


def input_before(directly=False):
    """dJ / dx_{t,k}: through all four blocks of every unit."""
    if directly:
        return STEP.handed_back("x")
    return _derive(
        "What step $t$ hands back to $x_t$",
        entry("x", k),
        LSTM_BACKWARD.entry("x_bar", k),
        STEP.given(Range(k, 1, d), but="x"),
        last="of each sum over features only the term with $x_{t,k}$ depends on it",
    )


def cell_before():
    """dJ / dc_{t-1,p}: along the line, and along nothing else within the step."""
    by = entry("c_prev", p)
    derivation = Derivation(
        sp.Derivative(OBJECTIVE, by),
        claim="What step $t$ hands back to $c_{t-1}$",
        given=STEP.given(Range(p, 1, n), but="c_prev"),
    )
    derivation.step(
        sp.Sum(entry("c_bar", j) * sp.Derivative(entry("c", j), by), (j, 1, n)),
        because="within the step no gate hears $c_{t-1}$, so the output gate stays where it is",
    )
    result = LSTM_BACKWARD.entry("c_bar_plus_prev", p)
    derivation.step(result, because="on the line no unit mixes with another, and the factor is the forget gate")
    return derivation.conclude(result)


def cell_by_cell_before():
    """d c_{t,j} / d c_{t-1,m} with h_{t-1} following c_{t-1}: the direct path and the way round by h_{t-1}."""
    by, slope = entry("c_prev", m), lambda gate: gate * (1 - gate)
    f, inp, g, c_prev = entry("f", j), entry("i", j), entry("g", j), entry("c_prev", j)
    before = LSTM.definition("h", j, step=t - 1)
    given = [
        *(LSTM.definition(name, j) for name in "ifgc"),
        before,
        Fixed(entry("x", k), (k,)),
        Fixed(recurrent.o.entry(j, step=t - 1), (j,)),
        Range(m, 1, n),
    ]
    derivation = Derivation(
        TotalDerivative(entry("c", j), by), claim="The whole derivative of the new cell in the old one", given=given
    )
    way_round = (
        slope(f) * c_prev * entry("U_f", m, j)
        + slope(inp) * g * entry("U_i", m, j)
        + inp * (1 - g**2) * entry("U_g", m, j)
    )
    shown = recurrent.o.entry(m, step=t - 1) * (1 - sp.tanh(by) ** 2)
    result = sp.KroneckerDelta(j, m) * f + way_round * shown
    derivation.step(
        result,
        because="the line, and then $c_{t-1,m}$ shown as $h_{t-1,m} = o_{t-1,m} \\tanh c_{t-1,m}$ to the two gates "
        "and the candidate",
    )
    return derivation.conclude(result)


# -- the sum over steps ---------------------------------------------------------------------------------------

lam, e, a, u, tangent = (sp.IndexedBase(name) for name in (r"\lambda", "e", "A", "u", r"\dot{s}"))


def _product(one, other, step=t):
    """The sum over the N entries of the state of two families at one step."""
    return sp.Sum(one[step, j] * other[step, j], (j, 1, N))


def _recursions(step):
    """Forwards into ``step`` and back out of it, each for every entry of the state."""
    forward = Definition(tangent[step, j], sp.Sum(tangent[step - 1, i] * a[step, i, j], (i, 1, N)) + u[step, j], (j,))
    back = Definition(lam[step - 1, i], sp.Sum(lam[step, j] * a[step, i, j], (j, 1, N)) + e[step - 1, i], (i,))
    return [forward, back]


def sum_over_steps():
    """For any recurrence s_t = F_t(s_{t-1}, theta): the gradient in theta is a sum of one term a step.

    With a dot for the derivative in theta, A_t for dF_t/ds_{t-1} and u_t for dF_t/dtheta at fixed s_{t-1}, the dots
    obey s'_t = s'_{t-1} A_t + u_t. The adjoint obeys lambda_{t-1} = lambda_t A_t^T + e_{t-1}, e being the loss's own
    gradient at the state. Then lambda_t . s'_t = lambda_0 . s'_0 plus the sum of lambda . u up to t, less the sum of
    e . s' before t.
    """
    formula = (
        _product(lam, tangent, sp.Integer(0))
        + sp.Sum(_product(lam, u, m), (m, 1, t))
        - sp.Sum(_product(e, tangent, m - 1), (m, 1, t))
    )
    derivation = Derivation(
        _product(lam, tangent), claim="The gradient of any recurrence is a sum over its steps", given=_recursions(t + 1)
    )
    derivation.by_differences(on=t, formula=formula, because="by the one step proved above")
    return derivation.conclude(formula)


def one_step_of_the_sum():
    """lambda_t . s'_t = lambda_{t-1} . s'_{t-1} - e_{t-1} . s'_{t-1} + lambda_t . u_t."""
    derivation = Derivation(_product(lam, tangent), claim="One step of the sum", given=_recursions(t))
    result = _product(lam, tangent, t - 1) - _product(e, tangent, t - 1) + _product(lam, u)
    derivation.step(result, because="the recursion for $\\dot{s}_t$, and then the one for $\\lambda_{t-1}$")
    return derivation.conclude(result)
