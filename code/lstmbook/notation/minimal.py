"""Layers whose gates hear the input alone, minGRU and minLSTM: their gates, and what a step keeps and takes."""

from lstmbook.notation.core import d, n
from lstmbook.notation.gradients import before_squashing, of_weights
from lstmbook.notation.recurrent import GATES, step_vector, weights_of

BLOCKS = {"z": ("input", "update gate"), **{gate: GATES[gate] for gate in "ifg"}}

z = step_vector("z", n, role="input", meaning="update gate: what is taken of the candidate", order=22)
s = step_vector("s", n, meaning="switch: one where the candidate is a straight line, else zero", order=19)
z_g = step_vector("z_g", n, role="candidate", tex="z^{g}", meaning="preactivation of the candidate", order=20)
kept = step_vector("kept", n, role="forget", tex=r"\hat{f}", meaning="share of the old state that is kept", order=21)
taken = step_vector("taken", n, role="input", tex=r"\hat{i}", meaning="share of the candidate that is taken", order=22)

_weights = {gate: weights_of(gate, what, 100 + 3 * place) for place, (gate, (_, what)) in enumerate(BLOCKS.items())}
W_of, b_of = ({gate: _weights[gate][kind] for gate in BLOCKS} for kind in (0, 2))

# Gradients, as in ``notation.gradients``.
z_bar_of, W_bar_of = before_squashing(BLOCKS), of_weights("W", d, "input", BLOCKS)
