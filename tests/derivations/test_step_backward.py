"""What every model's backward step is proved by: right gradients pass, wrong ones and unknown names do not."""

import pytest
import sympy as sp
from lstmbook.derivations.step_backward import StepBackward, m, p
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.notation.core import n
from lstmbook.notation.gradients import c_bar
from lstmbook.notation.recurrent import f
from lstmbook.proof.derivation import FOR_ALL_SIZES, NotProved
from lstmbook.proof.hypotheses import Range

STEP = StepBackward(LSTM, LSTM_BACKWARD, "ifgo")


def test_the_gradients_of_an_lstm_are_proved_for_all_sizes():
    for derivation in (STEP.at_weights("U", "f"), STEP.at_weights("b", "o"), STEP.handed_back("c")):
        assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def test_a_wrong_gradient_is_rejected():
    ranges = Range(m, 1, n), Range(p, 1, n)
    with pytest.raises(NotProved):
        STEP.gradient("wrong", STEP.entry("U_f", m, p), STEP.entry("h", m) * STEP.entry("z_bar_f", p), *ranges)


def test_a_wrong_backward_step_is_rejected():
    """Without the forget gate's slope, or with the cell of the wrong step."""
    for right in (sp.HadamardProduct(c_bar, LSTM.quantities["c_prev"], f), sp.HadamardProduct(c_bar, f)):
        wrong = StepBackward(LSTM, LSTM_BACKWARD.but("wrong", z_bar_f=right), "ifgo")
        with pytest.raises(NotProved):
            wrong.at_weights("U", "f")


def test_a_kind_of_weights_that_has_no_equation_is_named():
    with pytest.raises(KeyError, match="lstm_backward has no equation 'p_bar_i'"):
        STEP.at_weights("p", "i")
