"""What a variant costs, from its equations: parameters, multiplications, and numbers kept for the way back."""

from dataclasses import dataclass

from lstmbook.equations.coupled import COUPLED_LSTM
from lstmbook.equations.coupled_backward import COUPLED_LSTM_BACKWARD
from lstmbook.equations.gru import GRU_RESET_AFTER
from lstmbook.equations.gru_backward import GRU_RESET_AFTER_BACKWARD
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.equations.min_backward import MIN_GRU_BACKWARD, MIN_LSTM_BACKWARD
from lstmbook.equations.min_gru import MIN_GRU
from lstmbook.equations.min_lstm import MIN_LSTM
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.peephole_backward import PEEPHOLE_BACKWARD
from lstmbook.equations.slstm import SLSTM
from lstmbook.equations.slstm_backward import SLSTM_BACKWARD
from lstmbook.notation.core import Quantity, d, n

MODELS = {
    "LSTM": (LSTM, LSTM_BACKWARD),
    "peepholes": (PEEPHOLE_LSTM, PEEPHOLE_BACKWARD),
    "coupled gates": (COUPLED_LSTM, COUPLED_LSTM_BACKWARD),
    "GRU": (GRU_RESET_AFTER, GRU_RESET_AFTER_BACKWARD),
    "sLSTM": (SLSTM, SLSTM_BACKWARD),
    "minGRU": (MIN_GRU, MIN_GRU_BACKWARD),
    "minLSTM": (MIN_LSTM, MIN_LSTM_BACKWARD),
}
"""The step and the backward step of each variant that is one layer."""


@dataclass(frozen=True)
class Costs:
    """``parameters``, ``multiplications`` of one step of one sequence, and ``kept``, the numbers of one step that its
    backward step reads: integers, at given sizes."""

    parameters: int
    multiplications: int
    kept: int


def costs(variant, features, units):
    """The ``Costs`` of a layer. KeyError for a variant that is none of ``MODELS``."""
    model, backward = MODELS[variant]
    at = {d: features, n: units}
    counts = (model.parameter_count(), model.multiply_adds())
    sizes = [one.shape[1].subs(at) for one in kept(model, backward)]
    return Costs(*(int(one.subs(at)) for one in counts), int(sum(sizes)))


def kept(model, backward):
    """The quantities of a step that its backward step reads, each once: the state of the step before is its own."""
    read = set().union(*(right.atoms(Quantity) for _, right in backward.equations))
    own = {one.letter for one in model.quantities.values()} - {
        model.quantities[name].letter for name in model.parameters
    }
    found = {one.letter: one for one in read if one.letter in own}
    return [found[letter] for letter in sorted(found, key=lambda letter: letter.order)]
