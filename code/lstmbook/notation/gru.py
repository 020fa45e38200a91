"""The gated recurrent unit: its two gates, the weights of these and of its candidate, and their gradients."""

from lstmbook.notation.core import TIME, d, matrix, n, vector
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
z_bar_of = {
    gate: step_vector(
        f"z_bar_{gate}",
        n,
        role=role,
        tex=rf"\bar{{a}}^{{{gate}}}",
        meaning=f"gradient before the {what}'s squashing",
        order=5 + place,
    )
    for place, (gate, (role, what)) in enumerate(GATES.items())
}
s_bar = step_vector(
    "s_bar", n, role="hidden", tex=r"\bar{s}", meaning="gradient at what U_g multiplies, or at its product", order=8
)
W_bar_of, U_bar_of = (
    {
        gate: matrix(
            f"{kind}_bar_{gate}",
            rows,
            n,
            (TIME,),
            tex=rf"\bar{{{kind}}}_{gate}",
            meaning=f"one step's part of the gradient of the {what}'s {weights} weights",
        )
        for gate, (_, what) in GATES.items()
    }
    for kind, rows, weights in (("W", d, "input"), ("U", n, "recurrent"))
)
bU_bar_of = {
    gate: step_vector(
        f"bU_bar_{gate}",
        n,
        tex=rf"\bar{{b}}^U_{gate}",
        meaning=f"one step's part of the gradient of the second bias of the {what}",
    )
    for gate, (_, what) in GATES.items()
}
