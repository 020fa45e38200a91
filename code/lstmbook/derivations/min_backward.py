"""The gradients of one step of the minGRU and of the minLSTM, proved for all sizes.

The switch of the candidate is held fixed. It is constant wherever the candidate has a derivative: at a preactivation
of zero the slope is one to the right and one quarter to the left.
"""

from dataclasses import dataclass

from lstmbook.derivations.step_backward import StepBackward, j, k
from lstmbook.equations.min_backward import MIN_GRU_BACKWARD, MIN_LSTM_BACKWARD
from lstmbook.equations.min_gru import MIN_GRU
from lstmbook.equations.min_lstm import MIN_LSTM
from lstmbook.proof.hypotheses import Fixed

SWITCH = "s"


@dataclass(frozen=True)
class MinimalBackward(StepBackward):
    """A step whose switch a derivative leaves alone."""

    @property
    def quantities(self):
        return {**self.model.quantities, **self.backward.quantities}

    def given(self, *ranges, but=None):
        forward = [self.model.definition(name, j) for name, _ in self.model.equations if name != SWITCH]
        backward = [self.backward.definition(f"z_bar_{one}", j) for one in self.gates]
        held = {"h_bar": j, SWITCH: j, "h_prev": j, "x": k}
        fixed = [Fixed(self.entry(name, at), (at,)) for name, at in held.items() if name != but]
        return [*forward, *backward, *fixed, *ranges]


STEPS = {
    "min_gru": MinimalBackward(MIN_GRU, MIN_GRU_BACKWARD, "zg"),
    "min_lstm": MinimalBackward(MIN_LSTM, MIN_LSTM_BACKWARD, "ifg"),
}


def gradients(name):
    """The proofs of all gradients of one of ``STEPS``, by what they are the gradient at: "W_z", "b_g", "x", "h"."""
    step = STEPS[name]
    found = {f"{kind}_{gate}": step.at_weights(kind, gate) for kind in "Wb" for gate in step.gates}
    return found | {state: step.handed_back(state) for state in "xh"}
