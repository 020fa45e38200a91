"""Layer normalisation, attention in a block with it before or after, and a gate between an LSTM and attention.

Sources: Ba, Kiros & Hinton, "Layer Normalization", arXiv:1607.06450, equations 3 and 4, without the small number that
all implementations add under the root; Vaswani et al., arXiv:1706.03762, section 3.1, for the block with the
normalisation after the sum; Xiong et al., "On Layer Normalization in the Transformer Architecture", ICML 2020,
arXiv:2002.04745, figure 1, for both.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import MaskedSoftmax, Ratio, Root, Rows, RowSums, Sigmoid
from lstmbook.notation.blocks import (
    W_h,
    W_k,
    W_out,
    W_q,
    W_r,
    W_v,
    X,
    Y,
    b_gate,
    beta,
    centred,
    context,
    deviation,
    gamma,
    gate,
    k,
    mask,
    mean,
    norm,
    q,
    r,
    scores,
    total,
    v,
    weights,
    y,
)
from lstmbook.notation.core import T, n
from lstmbook.notation.recurrent import h

EPSILON = sp.Rational(1, 10**5)
KERAS_EPSILON = sp.Rational(1, 10**3)


def _normalised(source, epsilon=EPSILON):
    """The equations of the layer normalisation of ``source``."""
    variance = RowSums(sp.HadamardProduct(centred, centred)) / n
    return {
        mean: RowSums(source) / n,
        centred: source - mean,
        deviation: Root(variance + epsilon * sp.OneMatrix(T, n)),
        norm: sp.HadamardProduct(Rows(gamma, T), Ratio(centred, deviation)) + Rows(beta, T),
    }


def _attention(source):
    return {
        q: source * W_q,
        k: source * W_k,
        v: source * W_v,
        scores: q * k.T / sp.sqrt(n),
        weights: MaskedSoftmax(scores, mask),
        context: weights * v,
    }


LAYER_NORM = Model("layer_norm", inputs=[X], states=[], equations=_normalised(X))
KERAS_LAYER_NORM = Model("layer_norm", inputs=[X], states=[], equations=_normalised(X, KERAS_EPSILON))
PRE_NORM = Model(
    "pre_norm", inputs=[X, mask], states=[], equations=_normalised(X) | _attention(norm) | {Y: X + context * W_out}
)
POST_NORM = Model(
    "post_norm",
    inputs=[X, mask],
    states=[],
    equations=_attention(X) | {total: X + context * W_out} | _normalised(total),
)

GATE = Model(
    "gate",
    inputs=[h, r],
    states=[],
    equations={
        gate: Sigmoid(h * W_h + r * W_r + b_gate),
        y: sp.HadamardProduct(gate, h) + sp.HadamardProduct(sp.OneMatrix(1, n) - gate, r),
    },
)
