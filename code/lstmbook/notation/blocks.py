"""A block of attention with its normalisation and its residual connection: whole sequences of n features, one head."""

from lstmbook.notation.core import BATCH, T, matrix, n, vector
from lstmbook.notation.recurrent import step_vector


def _sequence(name, tex, meaning, order, role=""):
    return matrix(name, T, n, (BATCH,), tex=tex, meaning=meaning, order=order, role=role)


X = _sequence("X", "X", "what comes in, a row for every step", 20)
mean = _sequence("mean", r"\mu", "mean of the row, repeated in all its columns", 25)
centred = _sequence("centred", "Z", "what comes in less the mean of its row", 21)
deviation = _sequence("deviation", "D", "standard deviation of the row, repeated in all its columns", 22)
norm = _sequence("norm", "N", "what comes in, normalised", 23)
total = _sequence("total", "R", "what came in plus what was read", 24)
q = _sequence("q", "q", "query of every step", 30, "query")
k = _sequence("k", "k", "key of every step", 31, "key")
v = _sequence("v", "v", "value of every step", 32, "value")
context = _sequence("context", "C", "context: the weighted mean of the values", 38, "value")
Y = _sequence("Y", "Y", "what goes out", 40)

mask = matrix("mask", T, T, (BATCH,), tex="M", meaning="mask: one where a step may see another, else zero", order=40)
scores = matrix("scores", T, T, (BATCH,), tex="S", meaning="scores: how well each query fits each key", order=36)
weights = matrix("weights", T, T, (BATCH,), tex="A", meaning="attention weights: each row sums to one", order=37)

gamma = vector("gamma", n, tex=r"\gamma", meaning="scale of every feature", order=19, learned=True)
beta = vector("beta", n, tex=r"\beta", meaning="shift of every feature", order=29, learned=True)
W_q, W_k, W_v, W_out = (
    matrix(f"W_{name}", n, n, tex=tex, meaning=f"projection to the {what}", order=160 + place, learned=True)
    for place, (name, tex, what) in enumerate(
        [("q", "W_q", "query"), ("k", "W_k", "key"), ("v", "W_v", "value"), ("out", "W_O", "output")]
    )
)

# The gate between an LSTM and attention, at one step.
r = step_vector("r", n, role="value", meaning="what attention reads", order=28)
gate = step_vector("gate", n, tex="u", meaning="gate between the two", order=25)
y = step_vector("y", n, meaning="what goes out", order=40)
W_h = matrix("W_h", n, n, meaning="what the gate hears of the LSTM", order=170, learned=True)
W_r = matrix("W_r", n, n, meaning="what the gate hears of attention", order=171, learned=True)
b_gate = vector("b_gate", n, tex="b_u", meaning="bias of the gate", order=172, learned=True)
