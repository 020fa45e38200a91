"""What a simple recurrent network makes of a gradient on its way back: one step, two steps, bounds over all steps.

``h_bar`` is the gradient of a loss with respect to the hidden state, ``e[t]`` its squared length after t steps back.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import TotalDerivative, sigma
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.notation import gradients, recurrent
from lstmbook.notation.core import index, n, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Orthonormal, Range
from lstmbook.proof.induction import SLACK

i, j, k, l, m, p = (index(name) for name in "ijklmp")
# A number larger than every singular value of the recurrent matrix, and the size of all of them in the linear case.
S = sp.Symbol("S", positive=True)
rho = sp.Symbol(r"\rho", positive=True)

h = recurrent.h.entry
h_bar = gradients.h_bar.entry
U = recurrent.U.entry
P, Q, a, v, y, e, r = (sp.IndexedBase(name) for name in ("P", "Q", "a", "v", "y", "e", "r"))

# Every singular value is a share of S below one, and so some tanh(a_i); zero is one too, which sigma would leave out.
SINGULAR_VALUES = Definition(U(m, j), sp.Sum(P[m, i] * S * sp.tanh(a[i]) * Q[i, j], (i, 1, n)), over=(m, j))
COLUMNS = [Orthonormal(P, n), Orthonormal(Q, n)]


def one_step():
    """d h_{t,j} / d h_{t-1,m} = U_{mj} (1 - h_{t,j}^2): the slope stands on the side of the new state."""
    derivation = Derivation(
        sp.Derivative(h(j), h(m, step=t - 1)),
        claim="One step of a simple recurrent network",
        given=[SIMPLE_RNN.definition("h", j), Fixed(recurrent.x.entry(k), (k,)), Range(m, 1, n)],
    )
    result = (1 - h(j) ** 2) * U(m, j)
    derivation.step(
        result, because="the slope of $\\tanh$ is one minus its square, and $h_{t-1,m}$ stands beside $U_{mj}$ only"
    )
    return derivation.conclude(result)


def handed_back():
    """What step t hands back to h_{t-1}: with the gradient at h_t held fixed, the derivative of their product."""
    derivation = Derivation(
        sp.Derivative(sp.Sum(h_bar(j) * h(j), (j, 1, n)), h(m, step=t - 1)),
        claim="What a step hands back",
        given=[
            SIMPLE_RNN.definition("h", j),
            Fixed(recurrent.x.entry(k), (k,)),
            Fixed(h_bar(j), (j,)),
            Range(m, 1, n),
        ],
    )
    result = sp.Sum(h_bar(j) * (1 - h(j) ** 2) * U(m, j), (j, 1, n))
    derivation.step(result, because="the step above, in every term of the sum")
    return derivation.conclude(result)


def two_steps():
    """d h_{t,j} / d h_{t-2,m}: the factors of the two steps, in this order, and a sum over the units between."""
    now, before = SIMPLE_RNN.definition("h", j), SIMPLE_RNN.definition("h", j, step=t - 1)
    held = [Fixed(recurrent.x.entry(k), (k,)), Fixed(recurrent.x.entry(k, step=t - 1), (k,))]
    derivation = Derivation(
        TotalDerivative(h(j), h(m, step=t - 2)),
        claim="Two steps of a simple recurrent network",
        given=[now, before, *held, Range(m, 1, n)],
    )
    result = sp.Sum(U(m, l) * (1 - h(l, step=t - 1) ** 2) * U(l, j) * (1 - h(j) ** 2), (l, 1, n))
    derivation.step(result, because="the chain rule: every unit $l$ of the step between hands its part on")
    return derivation.conclude(result)


def pascanu():
    """In the columns of Pascanu et al. (2013), x_t = W sigma(x_{t-1}) + ..., the derivative of x_{t,j} in x_{t-1,m} is
    W_{jm} sigma'(x_{t-1,m}): the entry of W diag(sigma'), and not of W^T diag(sigma')."""
    x, w, drive = (sp.IndexedBase(name) for name in ("x", "W", "u"))
    state = Definition(x[t, j], sp.Sum(w[j, l] * sp.tanh(x[t - 1, l]), (l, 1, n)) + drive[t, j], over=(j,))
    derivation = Derivation(
        sp.Derivative(x[t, j], x[t - 1, m]),
        claim="The same step in the convention of Pascanu and others",
        given=[state, Fixed(w[j, l], (j, l)), Fixed(drive[t, j], (j,)), Range(m, 1, n)],
    )
    result = w[j, m] * (1 - sp.tanh(x[t - 1, m]) ** 2)
    derivation.step(result, because="of the sum only the term $l = m$ depends on $x_{t-1,m}$")
    return derivation.conclude(result)


def longest():
    """The squared length of v U^T is at most S^2 that of v, S being larger than every singular value of U."""
    product = sp.Sum(sp.Sum(v[j] * U(m, j), (j, 1, n)) ** 2, (m, 1, n))
    turned = sp.Sum(Q[i, j] * v[j], (j, 1, n))
    derivation = Derivation(
        product,
        claim="No vector is stretched by more than the largest singular value",
        given=[SINGULAR_VALUES, *COLUMNS],
    )
    derivation.step(
        S**2 * sp.Sum(sp.tanh(a[i]) ** 2 * turned**2, (i, 1, n)),
        because="the columns of $P$ are orthonormal, so that $P$ changes no length",
    )
    bound = S**2 * sp.Sum(v[j] ** 2, (j, 1, n))
    derivation.at_most(
        bound,
        certificate=S**2 * sp.Sum((1 - sp.tanh(a[i]) ** 2) * turned**2, (i, 1, n)),
        because="$Q$ changes no length either, and no share is more than one",
    )
    return derivation.conclude(bound)


def slopes():
    """The slopes of tanh make no gradient longer: the squared length of h_bar (1 - h^2) is at most that of h_bar."""
    derivation = Derivation(
        sp.Sum((h_bar(j) * (1 - h(j) ** 2)) ** 2, (j, 1, n)),
        claim="The slopes of $\\tanh$ make no gradient longer",
        given=[SIMPLE_RNN.definition("h", j)],
    )
    bound = sp.Sum(h_bar(j) ** 2, (j, 1, n))
    derivation.at_most(
        bound,
        certificate=sp.Sum(h_bar(j) ** 2 * h(j) ** 2 * (1 + (1 - h(j) ** 2)), (j, 1, n)),
        because="what is lost is the sum of $\\bar{h}^2\\, h^2 (1 + (1 - h^2))$ over the units, and no factor of it is "
        "negative",
    )
    return derivation.conclude(bound)


def all_steps():
    """e_t <= S^{2t} e_0 for every t, if no step back multiplies the squared length e by more than S^2."""
    recurrence = Definition(e[t], S**2 * e[t - 1] - r[t] ** 2)
    derivation = Derivation(e[t], claim="Over $t$ steps back the bound is a power")
    bound = S ** (2 * t) * e[0]
    derivation.at_most_by_induction(
        on=t,
        recurrence=recurrence,
        bound=bound,
        certificate=S**2 * SLACK + r[t + 1] ** 2,
        because="neither term is negative",
    )
    return derivation.conclude(bound)


def same_length():
    """In a linear network with U = rho Q, Q orthogonal, one step back multiplies the squared length by rho^2."""
    before = sp.Sum(h_bar(m, step=t - 1) ** 2, (m, 1, n))
    scaled = Definition(U(m, j), rho * Q[m, j], over=(m, j))
    back = Definition(h_bar(m, step=t - 1), sp.Sum(h_bar(j) * U(m, j), (j, 1, n)), over=(m,))
    derivation = Derivation(
        before,
        claim="One step back through a scaled orthogonal matrix",
        given=[back, scaled, Orthonormal(Q, n)],
    )
    result = rho**2 * sp.Sum(h_bar(j) ** 2, (j, 1, n))
    derivation.step(result, because="an orthogonal matrix changes no length")
    return derivation.conclude(result)


def power_law():
    """e_t = rho^{2t} e_0 for every t: the length itself goes as rho^t, exactly."""
    derivation = Derivation(e[t], claim="Over $t$ steps back it is a power, exactly")
    result = rho ** (2 * t) * e[0]
    derivation.by_induction(on=t, recurrence=Definition(e[t], rho**2 * e[t - 1]), formula=result)
    return derivation.conclude(result)


def shear():
    """With U = [[s, b], [0, s]] the first entry of the gradient is s^t (v_{0,1} + t (b/s) v_{0,2}).

    Both eigenvalues are s. ``v[t, 1]`` and ``v[t, 2]`` are the entries t steps back.
    """
    s, b = sp.Symbol("s", positive=True), sp.Symbol("b", real=True)
    second = Definition(v[t, 2], s * v[t - 1, 2])
    derivation = Derivation(v[t, 2], claim="Two units with one eigenvalue: the entry that hears only itself")
    derivation.by_induction(on=t, recurrence=second, formula=s**t * v[0, 2])
    derivation.conclude(s**t * v[0, 2])
    # What has just been proved, one step earlier, for every step.
    known = Definition(y[t], s**t * v[0, 2])
    first = Definition(v[t, 1], s * v[t - 1, 1] + b * y[t - 1])
    whole = Derivation(v[t, 1], claim="The entry that hears both", given=[known])
    result = s**t * (v[0, 1] + t * b / s * v[0, 2])
    whole.by_induction(on=t, recurrence=first, formula=result)
    return derivation, whole.conclude(result)


def sigmoid_slope():
    """s (1 - s) <= 1/4 for a gate s: the slope of sigma is at most a quarter."""
    z = sp.Symbol("z", real=True)
    gate = sigma(z)
    derivation = Derivation(gate * (1 - gate), claim="The slope of $\\sigma$ is at most a quarter")
    derivation.at_most(
        sp.Rational(1, 4), certificate=(gate - sp.Rational(1, 2)) ** 2, because="a square is not negative"
    )
    return derivation.conclude(sp.Rational(1, 4))
