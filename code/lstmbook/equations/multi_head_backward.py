"""Multi-head attention backwards: from the gradient at the output to those at all projections and at what they read.

A bar over a quantity is the gradient of the loss with respect to it. Between the projections each head goes back by
itself, by the equations of ``attention_backward``. All are derived, entry by entry and for all sizes, in
``derivations/attention_backward.py`` and ``derivations/multi_head_backward.py``, for one sequence; the gradient of a
weight is the sum over the sequences of a batch. Where one sequence is query, key and value at once, as in
self-attention, its gradient is the sum of the three.
"""

from lstmbook.equations.attention_backward import ATTENTION_BACKWARD
from lstmbook.equations.model import Model
from lstmbook.equations.multi_head_attention import W_k, W_out, W_q, W_v, context, k, of_each_head, q, v, weights
from lstmbook.equations.nodes import ColumnSums, Summed
from lstmbook.notation import attention_gradients as gradients
from lstmbook.notation.attention import HEAD, key, query, value
from lstmbook.notation.core import BATCH

y_bar, query_bar, key_bar, value_bar, b_out_bar = (
    getattr(gradients, f"{name}_bar") for name in "y query key value b_out".split()
)
q_bar, k_bar, v_bar, context_bar, W_out_bar = (
    getattr(gradients, f"{name}_bar").along(HEAD) for name in "q k v context W_out".split()
)


def _projection(name, sequence, weights, made_bar):
    """The gradients at a projection's weights and bias, and at the sequence that it reads."""
    kernel_bar, bias_bar = (getattr(gradients, f"{kind}_{name}_bar").along(HEAD) for kind in "Wb")
    sequence_bar = getattr(gradients, f"{sequence.name}_bar")
    return {
        kernel_bar: Summed(sequence.T * made_bar, BATCH),
        bias_bar: Summed(ColumnSums(made_bar), BATCH),
        sequence_bar: Summed(made_bar * weights.T, HEAD),
    }


MULTI_HEAD_BACKWARD = Model(
    "multi_head_backward",
    inputs=[query, key, value, q, k, v, weights, context, y_bar],
    states=[],
    equations={
        b_out_bar: Summed(ColumnSums(y_bar), BATCH),
        W_out_bar: Summed(context.T * y_bar, BATCH),
        context_bar: y_bar * W_out.T,
        **{
            ATTENTION_BACKWARD.quantities[name].along(HEAD): of_each_head(right)
            for name, right in ATTENTION_BACKWARD.equations
        },
        **_projection("q", query, W_q, q_bar),
        **_projection("k", key, W_k, k_bar),
        **_projection("v", value, W_v, v_bar),
    },
)
