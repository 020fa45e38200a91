"""The gated recurrent unit: its two gates, and the weights of these and of its candidate."""

from lstmbook.notation.core import n, vector
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
