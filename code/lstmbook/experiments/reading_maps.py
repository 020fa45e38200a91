"""Networks that find a marked symbol by attention, over the symbols themselves or over the states of an LSTM.

A learned query scores each row of the memory by their product; the mean of the rows at the weights is read, and the
answer is said from it. What is asked of such networks stands in ``experiments.map_tests``.
"""

from dataclasses import dataclass, field

import keras
import numpy as np
from keras import ops

from lstmbook import layouts
from lstmbook.equations.attention_scores import DOT
from lstmbook.equations.function import softmax
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.tasks import marked as task
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.fit import PRECISION, drawn_apart, fit
from lstmbook.training.starts import checked_seeds

SYMBOLS, STATES = "symbols", "states"
LEARNED, UNIFORM, SHUFFLED = "learned", "uniform", "shuffled"
"""How a network looks: as it has learned, at all rows alike, or as it has learned from the answers to other rows."""


@dataclass(frozen=True)
class Reader:
    """One network: its ``memory``, how it looks, how many steps after the symbol the mark comes, and its arrays:
    encoder, query (n,), readout (n, 12) and bias (12,)."""

    memory: str
    looks: str
    lag: int
    seed: int
    arrays: list
    losses: np.ndarray = field(default_factory=lambda: np.empty(0))


def start(memory, units, seed):
    """The arrays of a network as Keras starts layers. The encoder is a dense layer (2) or an LSTM (3)."""
    kind = {SYMBOLS: initialisers.dense, STATES: initialisers.lstm}[memory]
    query, _ = initialisers.dense(units, 1, 1000 + seed)
    return [*kind(task.FEATURES, units, seed), query[:, 0], *initialisers.dense(units, task.OUTPUTS, 2000 + seed)]


def by_hand(score, gain, looks=LEARNED):
    """A network over symbols that is not trained: rows are the inputs, the mark adds ``score`` to a step's score, and
    the logits are ``gain`` times what is read."""
    query, readout = np.zeros(task.FEATURES), gain * np.eye(task.FEATURES, task.OUTPUTS)
    query[-1] = score
    return Reader(SYMBOLS, looks, 0, 0, [np.eye(task.FEATURES), 0 * query, query, readout, np.zeros(task.OUTPUTS)])


def train(memory, looks, seeds, lag=0, steps=300, units=16, sequences=32, learning_rate=0.03):
    """Networks that look in each of these ways, with every seed: a dict, way of looking -> ``Reader``s.

    Adam, with a rate that falls to zero and gradients clipped to norm one; networks with the same seed start from the
    same numbers and see the same rows. With no steps they are untrained. ValueError for an unknown memory, ways of
    looking that are unknown, missing or repeated, and wrong seeds.
    """
    looks, seeds = list(looks), checked_seeds(seeds)
    if memory not in (SYMBOLS, STATES):
        raise ValueError(f"memory must be {SYMBOLS!r} or {STATES!r}, got {memory!r}")
    if not looks or len(set(looks)) < len(looks) or set(looks) - {LEARNED, UNIFORM, SHUFFLED}:
        raise ValueError(f"looks must be distinct, of learned, uniform and shuffled, got {looks}")
    pairs = [(one, seed) for one in looks for seed in seeds]
    sharpness = np.array([float(one != UNIFORM) for one, _ in pairs])

    def losses(weights, inputs, answers):
        said = forward(memory, weights, inputs, sharpness)[-1]
        return ops.mean(ops.sparse_categorical_crossentropy(answers, said, from_logits=True), axis=-1)

    def batches():
        for own, others in drawn_apart(lambda rng: task.batch(rng, sequences, lag), seeds, steps):
            inputs, right = (np.stack([one[part] for one in own]) for part in (0, 1))
            wrong = np.stack([one[1] for one in others])
            answers = [wrong if one == SHUFFLED else right for one in looks]
            yield np.concatenate([inputs.astype(PRECISION)] * len(looks)), np.concatenate(answers)

    starts = [start(memory, units, seed) for _, seed in pairs]
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, max(steps, 1))
    ends = fit(losses, starts, [seed for _, seed in pairs], batches(), rate, clip=1.0)
    found = {one: [] for one in looks}
    for (one, seed), (arrays, history) in zip(pairs, ends, strict=True):
        found[one].append(Reader(memory, one, lag, seed, arrays, history))
    return found


def forward(memory, weights, inputs, sharpness=1.0):
    """What R networks make of inputs (R, B, T, 13): memory (R, B, T, n), weights (R, B, T) and logits (R, B, 12).

    ``sharpness``, a number or (R,), is multiplied to the scores: zero looks at all rows alike.
    """
    *encoder, _, _, _ = weights
    rows = _dense(encoder, inputs) if memory == SYMBOLS else walk.hidden(encoder, inputs, kinds.LSTM)
    return rows, *looked_up(weights, rows, sharpness)


def looked_up(weights, rows, sharpness=1.0):
    """Weights (R, B, T) and logits (R, B, 12) from a memory (R, B, T, n)."""
    *_, query, readout, bias = weights
    scores = ops.sum(rows * query[:, None, None], axis=-1)
    looks = ops.softmax(scores * ops.reshape(ops.convert_to_tensor(sharpness, rows.dtype), (-1, 1, 1)), axis=-1)
    return looks, said_of(ops.sum(ops.expand_dims(looks, -1) * rows, axis=2), readout, bias)


def said_of(context, readout, bias):
    """Logits (R, B, 12) of what is read (R, B, n)."""
    return ops.matmul(context, readout) + ops.expand_dims(bias, 1)


def _dense(weights, inputs):
    kernel, bias = weights
    return ops.matmul(inputs, kernel[:, None]) + bias[:, None, None]


def read(reader, inputs):
    """What the equations make of inputs (B, T, 13): a dict of ``memory`` (B, T, n), ``weights`` (B, T) and ``answers``
    (B, 12), probabilities."""
    *encoder, query, _, _ = reader.arrays
    if reader.memory == SYMBOLS:
        rows = inputs @ encoder[0] + encoder[1]
    else:
        rows = Scan(LSTM)(inputs, layouts.lstm_from_keras(*encoder))["h"]
    asked = np.broadcast_to(query * (reader.looks != UNIFORM), (len(rows), 1, len(query)))
    weights = DOT.numpy()(q=asked, k=rows, v=rows)["weights"][:, 0]
    return {"memory": rows, "weights": weights, "answers": answers(reader, rows, weights)}


def answers(reader, memory, weights):
    """The probabilities (..., 12) that a network gives when it reads a memory (..., T, n) at any weights (..., T)."""
    context = np.einsum("...t,...tn->...n", weights, memory)
    logits = context @ reader.arrays[-2] + reader.arrays[-1]
    return softmax(logits)


def right(readers, sequences=500):
    """The share of right answers of each network to new rows, (networks,)."""
    inputs, wanted, _ = new_rows(readers[0], sequences)
    return np.array([np.mean(read(one, inputs)["answers"].argmax(axis=-1) == wanted) for one in readers])


def new_rows(reader, sequences):
    """Rows that no network was trained on, the same for all with one lag: as ``tasks.marked.batch``."""
    return task.batch(np.random.default_rng(10_000), sequences, reader.lag)
