"""Gradients of a loss, one step back in time: a bar over a quantity is the loss's gradient with respect to it."""

from lstmbook.notation.core import TIME, d, matrix, n, vector
from lstmbook.notation.recurrent import GATES, step_vector

loss_bar = step_vector(
    "loss_bar", n, role="hidden", tex=r"\bar{\ell}", meaning="the loss's own gradient at the hidden state", order=0
)
h_bar_plus, c_bar_plus = (
    step_vector(
        f"{letter}_bar_plus",
        n,
        role=role,
        tex=rf"\bar{{{letter}}}^{{+}}",
        meaning=f"part of the gradient at the {what} that comes from the step after",
        order=order,
    )
    for letter, role, what, order in (("h", "hidden", "hidden state", 1), ("c", "cell", "cell", 2))
)
h_bar, c_bar = (
    step_vector(
        f"{letter}_bar",
        n,
        role=role,
        tex=rf"\bar{{{letter}}}",
        meaning=f"gradient at the {what}, complete",
        order=order,
    )
    for letter, role, what, order in (("h", "hidden", "hidden state", 3), ("c", "cell", "cell", 4))
)
x_bar = step_vector("x_bar", d, tex=r"\bar{x}", meaning="gradient at the input of the step")


def before_squashing(gates, letter="z"):
    """The gradient before the squashing of each of ``gates``, a dict such as ``recurrent.GATES``."""
    return {
        gate: step_vector(
            f"z_bar_{gate}",
            n,
            role=role,
            tex=rf"\bar{{{letter}}}^{{{gate}}}",
            meaning=f"gradient before the {what}'s squashing",
            order=5 + place,
        )
        for place, (gate, (role, what)) in enumerate(gates.items())
    }


def of_weights(kind, rows, what, gates):
    """One step's part of the gradient of one kind of weights, for each of ``gates``."""
    return {
        gate: matrix(
            f"{kind}_bar_{gate}",
            rows,
            n,
            (TIME,),
            tex=rf"\bar{{{kind}}}_{gate}",
            meaning=f"one step's part of the gradient of the {name}'s {what} weights",
        )
        for gate, (_, name) in gates.items()
    }


z_bar_of = before_squashing(GATES)
W_bar_of, U_bar_of = of_weights("W", d, "input", GATES), of_weights("U", n, "recurrent", GATES)
p_bar_of = {
    gate: vector(
        f"p_bar_{gate}",
        n,
        (TIME,),
        tex=rf"\bar{{p}}_{gate}",
        meaning=f"one step's part of the gradient of the {GATES[gate][1]}'s peephole weights",
    )
    for gate in "ifo"
}
