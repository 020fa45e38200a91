"""LSTMs and attention in three orders, on a task for each of them and on a mixture of both.

A prediction, written down and committed before any of these networks was trained:

    State tracking, here the parity of the bits so far, needs recurrence: every model with an LSTM in it will solve it,
    attention alone will not. Associative recall needs attention: every model with attention in it will solve it, an
    LSTM alone will not. A row that asks now for the one and now for the other needs both: the three hybrids (LSTM then
    attention, attention then LSTM, both with a gate) will solve it, and neither the LSTM nor attention alone. The order
    in a hybrid will not matter.

What counts: a task is solved by a model where the median over seeds of the share of right answers is at least 0.95,
and not solved where it is at most 0.75; in between the prediction is wrong for that model either way. In the mixture
the share is that of the kind of question which is answered worse. The order matters where the medians of two hybrids
differ by more than 0.05.
"""

SOLVED, UNSOLVED, SAME_ORDER = 0.95, 0.75, 0.05

PREDICTION = {
    "parity": {"LSTM", "LSTM, attention", "attention, LSTM", "gate"},
    "recall": {"attention", "LSTM, attention", "attention, LSTM", "gate"},
    "mixture": {"LSTM, attention", "attention, LSTM", "gate"},
}
"""Which models solve which task: predicted, not measured."""
