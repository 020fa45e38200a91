"""The gradients of one GRU step in both conventions, proved for all sizes by the rule of ``step_backward``."""

from lstmbook.derivations.step_backward import StepBackward
from lstmbook.equations.gru import GRU, GRU_RESET_AFTER
from lstmbook.equations.gru_backward import GATES, GRU_BACKWARD, GRU_RESET_AFTER_BACKWARD
from lstmbook.notation.gru import a_of

BEFORE = StepBackward(GRU, GRU_BACKWARD, GATES, a_of)
AFTER = StepBackward(GRU_RESET_AFTER, GRU_RESET_AFTER_BACKWARD, GATES, a_of)


def all_of(step):
    """Every gradient of a step, ``BEFORE`` or ``AFTER``: what it hands back to h and x, then those of its weights."""
    kinds = ("W", "U", "b") + (("bU",) if step is AFTER else ())
    return [*map(step.handed_back, "hx"), *(step.at_weights(kind, gate) for kind in kinds for gate in GATES)]
