"""What it costs to let every step of a sequence hear every other: multiplications, and how far apart two steps are.

Counted from the equations, for a layer as wide as its input: n = d_k = d_v = d.
"""

from functools import cache

import numpy as np
import sympy as sp

from lstmbook.equations.convolution import CONVOLUTION
from lstmbook.equations.cross_attention import SELF_ATTENTION
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION
from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.measure import costs
from lstmbook.notation.attention import H, T_k, T_q, d_k, d_key, d_out, d_query, d_v, d_value
from lstmbook.notation.core import T, d, n

KINDS = {
    "simple RNN": SIMPLE_RNN,
    "LSTM": LSTM,
    "convolution": CONVOLUTION,
    "attention": SELF_ATTENTION,
    "heads": MULTI_HEAD_ATTENTION,  # attention with an output projection: one head, or H with d / H features each
}
_SIZES = {T_q: T, T_k: T, H: 1} | dict.fromkeys((n, d_k, d_v, d_query, d_key, d_value, d_out), d)


@cache
def work(kind):
    """Multiplications of one layer over T steps, a polynomial in T, d and, for a convolution, its window w.

    KeyError for a kind that is none of ``KINDS``.
    """
    one = KINDS[kind].multiply_adds()
    whole = one if kind in ("attention", "heads") else T * one
    return sp.expand(whole.subs(_SIZES))


def mixing(kind):
    """The part of the work by which steps hear each other: of attention its scores and its context, of a recurrence all
    that it does without inputs. KeyError for another kind."""
    if kind == "attention":
        return sp.expand(SCALED_DOT_PRODUCT.multiply_adds().subs(_SIZES))
    recurrent = {"simple RNN": SIMPLE_RNN, "LSTM": LSTM}[kind].multiply_adds()
    return sp.expand(T * recurrent.subs(d, 0).subs(n, d))


def kept(kind):
    """The numbers that a layer keeps of T steps for the way back, beside its input: of attention what its gradients are
    made of, of a recurrence its gates and states. A polynomial in T and d; KeyError for another kind."""
    if kind == "attention":
        return _size(SELF_ATTENTION, "q", "k", "v", "weights")
    names = {"simple RNN": ("h",), "LSTM": [one.name for one in costs.kept(*costs.MODELS["LSTM"]) if one.name != "x"]}
    model = KINDS[kind]
    return sp.expand(T * _size(model, *names[kind]))


def state(kind):
    """The numbers that a layer keeps to go on by one step after T of them, and computes nothing again: of attention,
    under a causal mask, keys and values. KeyError for another kind."""
    if kind == "attention":
        return _size(SELF_ATTENTION, "k", "v")
    model = {"simple RNN": SIMPLE_RNN, "LSTM": LSTM}[kind]
    return _size(model, *model.states)


def _size(model, *names):
    sizes = (sp.Mul(*model.quantities[name].shape) for name in names)
    return sp.expand(sp.Add(*sizes).subs(_SIZES))


def balance(one, other):
    """The lengths T > 0, whole or not, at which two amounts of work are equal: expressions in d."""
    length = sp.Dummy(positive=True)
    return sp.solve((one - other).subs(T, length), length)


def hears(kind, steps, window=3, layer=0):
    """Who hears whom in one round: booleans (steps, steps), row t the steps whose output reaches t at once.

    A round is one step of a recurrence, else one layer; in its first round, ``layer`` 0, a recurrence takes in its
    inputs and hands nothing on. "dilated" is a convolution whose window is spread by a factor of ``window`` more in
    every layer. A window holds a step and those before it. KeyError for another kind.
    """
    if kind == "attention":
        return np.ones((steps, steps), bool)
    back = np.subtract.outer(np.arange(steps), np.arange(steps))
    reach = {"recurrence": min(layer, 1) + 1, "convolution": window, "dilated": window}[kind]
    apart = window**layer if kind == "dilated" else 1
    return (back >= 0) & (back < reach * apart) & (back % apart == 0)


def rounds_apart(kind, steps, window=3):
    """How many rounds it takes until what comes out at the last of ``steps`` depends on what came in at the first, by
    following who hears whom."""
    heard, rounds = np.arange(steps) == 0, 0
    while not (rounds and heard[-1]):
        heard = hears(kind, steps, window, rounds) @ heard
        rounds += 1
    return rounds
