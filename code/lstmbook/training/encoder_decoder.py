"""Encoder-decoder networks, with attention and without, trained side by side.

An LSTM reads a source; another one starts from its last states and says the targets, hearing before each what should
have been said before it (teacher forcing). With attention it also reads the encoder's hidden states at every step.
"""

from dataclasses import dataclass, field

import keras
import numpy as np
from keras import ops

from lstmbook import layouts
from lstmbook.training import initialisers, walk
from lstmbook.training.fit import PRECISION, drawn_apart, fit
from lstmbook.training.starts import checked_seeds

LEARNING_RATE = 0.01
PLACES = (None, "before", "after")
SCORE_NAMES = {"additive": ("W_query", "U_memory", "v_score"), "general": ("W_score",), "dot": ()}
ATTENTIONAL = ("W_read", "W_shown")


@dataclass(frozen=True)
class Network:
    """One kind of encoder-decoder.

    Attributes:
        attention: None; "before" the cell with the query h_{t-1}, as Bahdanau's; or "after" it with h_t, as Luong's
            with input feeding.
        score: "additive", "general" or "dot"; without attention it says nothing.
        shuffled: it is trained on the answers to other sources.

    ValueError for anything else.
    """

    attention: str | None = None
    score: str = "additive"
    shuffled: bool = False

    def __post_init__(self):
        if self.attention not in PLACES or self.score not in SCORE_NAMES:
            raise ValueError(f"attention must be one of {PLACES} and score one of {list(SCORE_NAMES)}, got {self}")

    @property
    def kernels(self):
        """The names of the arrays between decoder and readout: of the score, then of the attentional vector."""
        score = SCORE_NAMES[self.score] if self.attention else ()
        return (*score, *ATTENTIONAL) if self.attention == "after" else score

    def start(self, sizes, units, seed):
        """A network's arrays for ``sizes``, the features of source and heard and the outputs, as Keras starts layers.

        Encoder (3), decoder (3; in its kernel (d + n, 4n) what is read follows the input), ``kernels``, readout (2).
        """
        features, heard, outputs = sizes
        read = units if self.attention else 0
        arrays = [*initialisers.lstm(features, units, seed), *initialisers.lstm(heard + read, units, 1000 + seed)]
        for place, name in enumerate(self.kernels, 2):
            kernel, _ = initialisers.dense(units, 1 if name == "v_score" else units, 1000 * place + seed)
            arrays.append(kernel[:, 0] if name == "v_score" else kernel)
        return [*arrays, *initialisers.dense(units, outputs, seed)]


@dataclass(frozen=True)
class Run:
    """One encoder-decoder: the weights of its parts by name, as the equations take them, and its training losses.

    ``decoder`` holds those of the step with its score, ``readout`` (n, k) and ``bias`` (k,) read what the step shows.
    """

    seed: int
    encoder: dict[str, np.ndarray]
    decoder: dict[str, np.ndarray]
    readout: np.ndarray
    bias: np.ndarray
    losses: np.ndarray = field(default_factory=lambda: np.empty(0))
    arrays: list = field(default_factory=list, repr=False)

    def read(self, shown):
        """What the readout makes of what a step shows (..., n): (..., k)."""
        return shown @ self.readout + self.bias


def train(networks, drawn, sizes, units, seeds, steps, learning_rate=LEARNING_RATE):
    """Train every network with every seed, with Adam, gradients clipped to norm one and a rate that falls to zero.

    Networks with the same seed see the same sequences.

    Args:
        networks: distinct ``Network``s.
        drawn: makes a batch of a NumPy generator: a source (B, T, d), its mask (B, T), what is heard (B, S, e), targets
            (B, S), and, where some are not asked for, booleans (B, S); without these S is T and the mask says it.
        sizes: d, e and the number of symbols that a target can be.
        units: n, of encoder and decoder.
        seeds: distinct integers that are not negative.
        steps: training steps, each on a fresh batch; with none the networks are untrained.
        learning_rate: where the rate begins.

    Returns:
        A dict: each network -> its ``Run``, one for each seed.

    Raises:
        ValueError: for networks that are missing or repeated, wrong seeds, sizes below one, or what ``drawn`` refuses.
    """
    networks, seeds = list(networks), checked_seeds(seeds)
    if not networks or len(set(networks)) != len(networks):
        raise ValueError(f"networks must be at least one and distinct, got {networks}")
    if min(units, *sizes) < 1 or steps < 0:
        raise ValueError(f"units and sizes must be at least 1 and steps at least 0, got {units}, {sizes} and {steps}")
    drawn(np.random.default_rng(0))  # what does not fit stops here, also without steps
    groups = {}
    for network in networks:
        groups.setdefault((network.attention, network.kernels), []).append(network)
    runs = {}
    for group in groups.values():
        starts = [network.start(sizes, units, seed) for network in group for seed in seeds]

        def losses(weights, *batch, network=group[0]):
            return _losses(network, weights, *batch)

        rate = keras.optimizers.schedules.CosineDecay(learning_rate, max(steps, 1))
        batches = _batches(drawn, group, seeds, steps)
        ends = iter(fit(losses, starts, seeds * len(group), batches, rate, clip=1.0))
        runs |= {network: [as_run(network, seed, *next(ends)) for seed in seeds] for network in group}
    return {network: runs[network] for network in networks}


def _batches(drawn, networks, seeds, steps):
    """Stacked batches; a network that is ``shuffled`` gets sources and masks of other sequences."""
    for right, wrong in drawn_apart(lambda rng: _whole(drawn(rng)), seeds, steps):
        mixed = [(*b[:2], *a[2:]) for a, b in zip(right, wrong, strict=True)]
        chosen = [batch for network in networks for batch in (mixed if network.shuffled else right)]
        yield tuple(map(np.stack, zip(*chosen, strict=True)))


def _whole(batch):
    source, mask, heard, targets, *asked = batch
    return source.astype(PRECISION), mask, heard.astype(PRECISION), targets, asked[0] if asked else mask


def as_run(network, seed, arrays, losses):
    """The ``Run`` of a network from its arrays, in the order of ``Network.start``."""
    encoder, decoder = layouts.lstm_from_keras(*arrays[:3]), layouts.lstm_from_keras(*arrays[3:6])
    *kernels, readout, bias = arrays[6:]
    if network.attention:
        heard = len(decoder["W_i"]) - decoder["U_i"].shape[0]
        packed = {gate: np.split(decoder[f"W_{gate}"], [heard]) for gate in "ifgo"}
        decoder |= {f"W_{gate}": W for gate, (W, _) in packed.items()} | {f"V_{g}": V for g, (_, V) in packed.items()}
    decoder |= dict(zip(network.kernels, kernels, strict=True))
    return Run(seed, encoder, decoder, readout, bias, losses, list(arrays))


# ---- The networks as R runs side by side, in operations of Keras


def _losses(network, weights, source, mask, heard, targets, asked):
    """The mean cross-entropy (R,) over all targets that are asked for."""
    said = logits(network, weights, *encode(weights, source, mask), heard, mask)
    each = ops.sparse_categorical_crossentropy(targets, said, from_logits=True)
    asked = ops.cast(asked, each.dtype)
    return ops.sum(each * asked, axis=(1, 2)) / ops.sum(asked, axis=(1, 2))


def encode(weights, source, mask):
    """The memory (R, B, T, n), the hidden states of the encoder, and its last h and c, each (R, B, n).

    At a step where the mask (R, B, T) is false the states are handed on as they are.
    """
    zeros = ops.zeros((*source.shape[:2], weights[1].shape[1]), source.dtype)
    places = ops.eye(source.shape[2], dtype=source.dtype)

    def one(states, x, real, place):
        *old, kept = states
        new = walk.lstm(weights[:3], x, old)
        h, c = (ops.where(ops.expand_dims(real, -1), a, b) for a, b in zip(new, old, strict=True))
        return h, c, kept + ops.reshape(place, (-1, 1, 1, 1)) * h

    start = (zeros, zeros, ops.zeros((source.shape[2], *zeros.shape), source.dtype))
    by_time = ops.transpose(source, (2, 0, 1, 3)), ops.transpose(mask, (2, 0, 1))
    h, c, kept = walk.walk(one, start, *by_time, places)
    return ops.transpose(kept, (1, 2, 0, 3)), h, c


def logits(network, weights, memory, h, c, heard, mask):
    """What the decoder says (R, B, S, k), from a memory, the states it starts from and what it hears (R, B, S, e)."""
    *kernels, readout, bias = weights[6:]
    kernels = dict(zip(network.kernels, kernels, strict=True))
    places = ops.eye(heard.shape[2], dtype=heard.dtype)
    score = scored(network.score, kernels, memory) if network.attention else None

    def one(states, x, place):
        *states, kept = states
        states, shown = _step(network, weights[3:6], kernels, score, memory, mask, x, states)
        return *states, kept + ops.reshape(place, (-1, 1, 1, 1)) * shown

    states = (h, c, ops.zeros_like(h)) if network.attention == "after" else (h, c)
    kept = walk.walk(one, (*states, ops.zeros((heard.shape[2], *h.shape), h.dtype)), *_by_time(heard), places)[-1]
    return ops.matmul(ops.transpose(kept, (1, 2, 0, 3)), readout[:, None]) + bias[:, None, None]


def _by_time(heard):
    return (ops.transpose(heard, (2, 0, 1, 3)),)


def _step(network, cell, kernels, score, memory, mask, x, states):
    """The states after one step, and what it shows."""
    if network.attention is None:
        states = walk.lstm(cell, x, states)
        return states, states[0]
    if network.attention == "before":
        context, _ = read(score(states[0]), memory, mask)
        states = walk.lstm(cell, ops.concatenate([x, context], -1), states)
        return states, states[0]
    h, c, fed = states
    h, c = walk.lstm(cell, ops.concatenate([x, fed], -1), (h, c))
    context, _ = read(score(h), memory, mask)
    read_part = ops.matmul(context, kernels["W_read"])
    shown = ops.tanh(read_part + ops.matmul(h, kernels["W_shown"]))
    return (h, c, shown), shown


def scored(score, kernels, memory):
    """The function from queries (R, B, n) to their scores (R, B, T) against a memory (R, B, T, n)."""
    if score == "additive":
        compared, w = ops.matmul(memory, kernels["U_memory"][:, None]), kernels["v_score"]

        def additive(query):
            both = ops.expand_dims(ops.matmul(query, kernels["W_query"]), 2) + compared
            return ops.sum(ops.tanh(both) * w[:, None, None], axis=-1)

        return additive

    def multiplied(query):
        query = ops.matmul(query, kernels["W_score"]) if score == "general" else query
        return ops.sum(ops.expand_dims(query, 2) * memory, axis=-1)

    return multiplied


def read(scores, memory, mask):
    """The context (R, B, n) and the weights (R, B, T), none where the mask (R, B, T) is false."""
    weights = ops.softmax(ops.where(mask, scores, -1e30), axis=-1)
    return ops.sum(ops.expand_dims(weights, -1) * memory, axis=2), weights
