"""The sLSTM: the logarithms of its gates, its normaliser and its stabiliser. All else is as in an LSTM."""

from lstmbook.notation.core import n
from lstmbook.notation.recurrent import step_vector

# In code the two states are n and m, as in the paper; on a page n counts units, so that the normaliser is a Greek one.
norm = step_vector("n", n, tex=r"\nu", meaning="normaliser: the sum of what the input gate let in", order=27)
m = step_vector("m", n, tex=r"\mu", meaning="stabiliser: a logarithm that is taken out", order=28)
log_f = step_vector("log_f", n, role="forget", tex=r"\ell^{f}", meaning="logarithm of the forget gate", order=27)
log_i = step_vector("log_i", n, role="input", tex=r"\ell^{i}", meaning="logarithm of the input gate", order=27)
norm_bar_plus = step_vector(
    "n_bar_plus",
    n,
    tex=r"\bar{\nu}^{+}",
    meaning="part of the gradient at the normaliser that comes from the step after",
    order=2,
)
norm_bar = step_vector("n_bar", n, tex=r"\bar{\nu}", meaning="gradient at the normaliser, complete", order=4)
