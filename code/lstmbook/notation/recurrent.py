"""Recurrent layers: the input, the states, the gates and their weights."""

from lstmbook.notation.core import BATCH, TIME, d, matrix, n, vector

STEP = (BATCH, TIME)
GATES = {
    "i": ("input", "input gate"),
    "f": ("forget", "forget gate"),
    "g": ("candidate", "candidate"),
    "o": ("output", "output gate"),
}


def step_vector(name, length, **about):
    """A vector that every sequence of a batch has at every step."""
    return vector(name, length, STEP, **about)


def weights_of(gate, what, order):
    """Input weights W (d, n), recurrent weights U (n, n) and bias b (n,) of a gate, written in this order.

    ``gate`` is its letter and ``what`` its name in words; ``order`` is the place of the first among all factors.
    """
    return (
        matrix(f"W_{gate}", d, n, meaning=f"input weights of the {what}", order=order, learned=True),
        matrix(f"U_{gate}", n, n, meaning=f"recurrent weights of the {what}", order=order + 1, learned=True),
        vector(f"b_{gate}", n, meaning=f"bias of the {what}", order=order + 2, learned=True),
    )


x = step_vector("x", d, meaning="input of the step", order=20)
h = step_vector("h", n, role="hidden", meaning="hidden state: what the layer shows", order=26)
c = step_vector("c", n, role="cell", meaning="cell state: what the layer stores", order=24)
f = step_vector("f", n, role="forget", meaning="forget gate", order=21)
i = step_vector("i", n, role="input", meaning="input gate", order=22)
o = step_vector("o", n, role="output", meaning="output gate", order=23)
g = step_vector("g", n, role="candidate", meaning="candidate", order=25)

# By the letter of the gate; in sums the forget gate's weights come first.
z_of = {
    gate: step_vector(f"z_{gate}", n, role=role, tex=f"z^{{{gate}}}", meaning=f"preactivation of the {what}")
    for gate, (role, what) in GATES.items()
}
_weights = {gate: weights_of(gate, GATES[gate][1], 100 + 3 * place) for place, gate in enumerate("figo")}
W_of, U_of, b_of = ({gate: _weights[gate][kind] for gate in GATES} for kind in range(3))
# Peepholes, one weight for each unit: what a gate makes of its own unit's cell.
p_of = {
    gate: vector(f"p_{gate}", n, meaning=f"peephole weights of the {GATES[gate][1]}", order=130 + place, learned=True)
    for place, gate in enumerate("ifo")
}

# Of a layer without gates.
W = matrix("W", d, n, meaning="input weights", order=150, learned=True)
U = matrix("U", n, n, meaning="recurrent weights", order=151, learned=True)
b = vector("b", n, meaning="bias", order=152, learned=True)
