"""The gated recurrent unit: its two gates, the weights of these and of its candidate, and their gradients."""

from lstmbook.notation.core import d, n, vector
from lstmbook.notation.gradients import before_squashing, of_weights
from lstmbook.notation.recurrent import step_vector, weights_of

GATES = {
    "z": ("forget", "update gate"),
    "r": ("input", "reset gate"),
    "g": ("candidate", "candidate"),
}

z = step_vector("z", n, role="forget", meaning="update gate: what is kept", order=21)
r = step_vector("r", n, role="input", meaning="reset gate", order=22)

_weights = {gate: weights_of(gate, GATES[gate][1], 100 + 10 * place) for place, gate in enumerate(GATES)}
W_of, U_of, b_of = ({gate: _weights[gate][kind] for gate in GATES} for kind in range(3))

# Where the reset gate acts after the product with U, every gate has a second bias.
bU_of = {
    gate: vector(
        f"bU_{gate}",
        n,
        tex=f"b^U_{gate}",
        meaning=f"bias of the {GATES[gate][1]}'s recurrent product",
        order=103 + 10 * place,
        learned=True,
    )
    for place, gate in enumerate(GATES)
}

# What a gate or the candidate squashes. Since z is the update gate here, the letter is a.
a_of = {
    gate: step_vector(f"z_{gate}", n, role=role, tex=f"a^{{{gate}}}", meaning=f"preactivation of the {what}")
    for gate, (role, what) in GATES.items()
}

# On the way back.
z_bar_of = before_squashing(GATES, "a")
s_bar = step_vector(
    "s_bar", n, role="hidden", tex=r"\bar{s}", meaning="gradient at what U_g multiplies, or at its product", order=8
)
W_bar_of, U_bar_of = of_weights("W", d, "input", GATES), of_weights("U", n, "recurrent", GATES)
bU_bar_of = {
    gate: step_vector(
        f"bU_bar_{gate}",
        n,
        tex=rf"\bar{{b}}^U_{gate}",
        meaning=f"one step's part of the gradient of the second bias of the {what}",
    )
    for gate, (_, what) in GATES.items()
}
