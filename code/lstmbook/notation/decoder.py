"""A decoder that reads a memory: the states of its encoder, and the weights by which the two meet."""

from lstmbook.notation.attention import T_k, u
from lstmbook.notation.core import BATCH, matrix, n, size, vector
from lstmbook.notation.recurrent import GATES, step_vector

d_m = size("d_m", "features of one row of the memory", "a")

h_tilde = step_vector("h_tilde", n, role="hidden", tex=r"\tilde{h}", meaning="attentional vector", order=27)
# Not called a mask: a scan of the decoder's step takes one of its own, of the steps that it leaves out.
seen = vector(
    "seen", T_k, (BATCH,), tex="m", meaning="one at a row of the memory that may be read, else zero", order=40
)


def memory_of(width):
    """The memory M (T_k, width): the hidden state of the encoder at every step, which is both key and value."""
    return matrix("memory", T_k, width, (BATCH,), tex="M", meaning="memory: the encoder's hidden states", order=28)


def read_weights(rows):
    """For each gate the weights V (rows, n) of what was read of the memory, by the gate's letter."""
    return {
        gate: matrix(f"V_{gate}", rows, n, meaning=f"weights of what is read, of the {what}", order=140, learned=True)
        for gate, (_, what) in GATES.items()
    }


def score_weights(width):
    """The weights of an additive score, W (n, u), U (width, u) and w (u,), then of a general one, W (n, width)."""
    return (
        matrix("W_query", n, u, tex="W", meaning="what is compared of a hidden state", order=160, learned=True),
        matrix("U_memory", width, u, tex="U", meaning="what is compared of the memory", order=161, learned=True),
        vector("v_score", u, tex="w", meaning="score vector", order=29, learned=True),
        matrix("W_score", n, width, tex="W", meaning="what of state and memory meets", order=162, learned=True),
    )


def attentional_weights(width):
    """What the attentional vector makes of the context, W_r (width, n), and of the hidden state, W_h (n, n)."""
    return (
        matrix("W_read", width, n, tex="W_r", meaning="weights of the context", order=170, learned=True),
        matrix("W_shown", n, n, tex="W_h", meaning="weights of the hidden state", order=171, learned=True),
    )
