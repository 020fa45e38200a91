"""What may be asked of a trained network to find out what its map of attention means.

Every test is of networks of ``experiments.reading_maps``, on rows (B, T, 13). How far an answer moves is told by the
total variation distance of its probabilities. Sources: Jain & Wallace, "Attention is not Explanation", NAACL 2019,
arXiv:1902.10186 (symbols left out, gradients, permuted and adversarial weights); Wiegreffe & Pinter, "Attention is not
not Explanation", EMNLP 2019, arXiv:1908.04626 (uniform weights, seeds, adversaries that are trained).
"""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook.experiments.reading_maps import LEARNED, Reader, answers, forward, looked_up, read, said_of
from lstmbook.measure.attention_maps import jensen_shannon, total_variation
from lstmbook.tasks import marked as task
from lstmbook.training.fit import PRECISION, fit

SHAKEN = 0.3


def effect_of_symbols(reader, inputs):
    """How far the answer moves when a symbol is replaced, the mean over those that are not in the row: (B, T)."""
    others = read(reader, task.replaced(inputs).reshape(-1, *inputs.shape[1:]))["answers"]
    others = others.reshape(*inputs.shape[:2], task.ABSENT, -1)
    return total_variation(others, read(reader, inputs)["answers"][:, None, None]).mean(axis=-1)


def effect_of_marks(reader, inputs):
    """How far the answer moves when the mark moves to another step and all symbols stay, the mean over the steps where
    marks can stand: (B,)."""
    symbols, steps = inputs[..., : task.SYMBOLS].argmax(axis=-1), range(reader.lag, inputs.shape[1])
    others = [task.encoded(symbols, np.full(len(inputs), step)) for step in steps]
    moved = np.stack([read(reader, one)["answers"] for one in others])
    apart = total_variation(moved, read(reader, inputs)["answers"])  # zero where the mark stood
    return apart.sum(axis=0) / (len(steps) - 1)


def effect_of_rows(reader, inputs):
    """How far the answer moves when a row of the memory gets no weight and the others share what is left: (B, T)."""
    found = read(reader, inputs)
    others = 1 - np.eye(inputs.shape[1])
    kept = (found["weights"][:, None] + 1e-300) * others  # where nothing is left, all others alike
    moved = answers(reader, found["memory"][:, None], kept / kept.sum(axis=-1, keepdims=True))
    return total_variation(moved, found["answers"][:, None])


def gradient_times_input(readers, inputs):
    """The size of the product of each symbol's input with the gradient there, and of each row of the memory with the
    gradient there: two arrays (R, B, T). The gradient is that of the log probability of the answer that is given; the
    mark, which is no part of the symbol, is left out."""
    weights = stacked(readers)
    inputs = tf.constant(np.broadcast_to(inputs, (len(readers), *inputs.shape)), PRECISION)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        rows, _, _ = forward(readers[0].memory, weights, inputs)
        rows = tf.identity(rows)
        _, said = looked_up(weights, rows)
        best = ops.sum(ops.max(ops.log_softmax(said, axis=-1), axis=-1))
    at_inputs, at_rows = tape.gradient(best, [inputs, rows])
    symbols = (inputs * at_inputs)[..., : task.SYMBOLS]
    return tuple(np.abs(ops.sum(one, axis=-1)) for one in (symbols, rows * at_rows))


def stacked(readers):
    """The arrays of several networks with an axis of R before their own, as tensors."""
    return [tf.constant(np.stack(arrays), PRECISION) for arrays in zip(*(one.arrays for one in readers), strict=True)]


def effect_of_permuting(reader, inputs, permutations=50, seed=0):
    """How far the answer moves when the weights of a row are permuted, the median over permutations: (B,)."""
    found, rng = read(reader, inputs), np.random.default_rng(seed)
    weights = np.broadcast_to(found["weights"][:, None], (len(inputs), permutations, inputs.shape[1]))
    moved = answers(reader, found["memory"][:, None], rng.permuted(weights, axis=-1))
    return np.median(total_variation(moved, found["answers"][:, None]), axis=-1)


def other_weights(readers, inputs, tolerance=0.01, steps=200, learning_rate=0.1):
    """How far from its own weights others lie that give almost the same answer: the largest Jensen-Shannon divergence
    that was found for each row, (R, B), among weights that move the answer by ``tolerance`` at most.

    From a start near each single step the search climbs in the divergence less a fine for what moves the answer too
    far, by Adam. What it finds is there; that there is no more, it cannot say.
    """
    found = [read(one, inputs) for one in readers]
    memory, own, said = (np.stack([one[name] for one in found]) for name in ("memory", "weights", "answers"))
    at = len(inputs), inputs.shape[1]
    begun = np.broadcast_to(4 * np.eye(at[1]), (len(readers), *at, at[1]))
    scores = keras.Variable(begun.copy(), dtype=PRECISION)
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build([scores])
    readout, bias = (tf.constant(np.stack([one.arrays[place] for one in readers]), PRECISION) for place in (-2, -1))
    given = [tf.constant(one, PRECISION) for one in (memory, own[:, :, None], said[:, :, None])]

    @tf.function(jit_compile=True)
    def climb():
        with tf.GradientTape() as tape:
            apart, moved = _apart(scores.value, *given, readout, bias)
            loss = ops.sum(50 * ops.relu(moved - 0.8 * tolerance) - apart)
        optimizer.apply([tape.gradient(loss, scores.value)])

    for _ in range(steps):
        climb()
    apart, moved = (np.asarray(one) for one in _apart(scores.value, *given, readout, bias))
    return np.where(moved <= tolerance, apart, 0).max(axis=-1)


def _apart(scores, memory, own, said, readout, bias):
    """For weights softmax(scores) (R, B, S, T): their divergence from a network's own and how far the answer moves."""
    weights = ops.softmax(scores, axis=-1)
    context = ops.matmul(weights, memory)
    shape = context.shape
    logits = said_of(ops.reshape(context, (shape[0], -1, shape[-1])), readout, bias)
    probabilities = ops.reshape(ops.softmax(logits, axis=-1), (*shape[:3], -1))
    return _divergence(weights, own), ops.sum(ops.abs(probabilities - said), axis=-1) / 2


def _divergence(one, other):
    """The Jensen-Shannon divergence in nats along the last axis, as ``measure.attention_maps`` has it."""
    return _entropy((one + other) / 2) - (_entropy(one) + _entropy(other)) / 2


def _entropy(weights):
    return -ops.sum(weights * ops.log(ops.maximum(weights, 1e-30)), axis=-1)


def train_adversaries(readers, strength, steps=300, sequences=32, learning_rate=0.03):
    """For each network another one, trained as a whole to answer alike and to look elsewhere: a list of ``Reader``.

    It starts beside the network, each weight changed by a normal share of standard deviation ``SHAKEN``: at the network
    itself the loss has no slope to follow.

    The loss is the total variation distance of the answers less ``strength`` times the Jensen-Shannon divergence of the
    weights. (Wiegreffe & Pinter take the Kullback-Leibler divergence, which has no upper bound: an adversary may then
    buy it with wrong answers.) Adam as in ``reading_maps.train``. ValueError for no networks.
    """
    if not readers:
        raise ValueError("there are no networks to find adversaries for")
    memory, lag, seeds, base = readers[0].memory, readers[0].lag, [one.seed for one in readers], stacked(readers)

    def losses(weights, inputs):
        _, own, wanted = forward(memory, base, inputs)
        _, looks, said = forward(memory, weights, inputs)
        moved = ops.sum(ops.abs(ops.softmax(said) - ops.softmax(wanted)), axis=-1) / 2
        return ops.mean(moved - strength * _divergence(looks, own), axis=-1)

    rngs = [np.random.default_rng([seed, 2]) for seed in seeds]
    batches = (
        (np.stack([task.batch(rng, sequences, lag)[0] for rng in rngs]).astype(PRECISION),) for _ in range(steps)
    )
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, max(steps, 1))
    starts = [_shaken(one.arrays, rng) for one, rng in zip(readers, rngs, strict=True)]
    ends = fit(losses, starts, seeds, batches, rate, clip=1.0)
    return [Reader(memory, LEARNED, lag, seed, *end) for seed, end in zip(seeds, ends, strict=True)]


def _shaken(arrays, rng):
    return [one * (1 + SHAKEN * rng.normal(size=one.shape)) for one in arrays]


def maps_apart(readers, others, inputs):
    """How far apart the maps of networks and of others are, pair by pair: the mean Jensen-Shannon divergence, (R,)."""
    pairs = zip(readers, others, strict=True)
    return np.array([jensen_shannon(*(read(one, inputs)["weights"] for one in pair)).mean() for pair in pairs])


def between_seeds(weights):
    """How far apart the maps (R, B, T) of networks are, each from each: mean Jensen-Shannon divergences, (R, R)."""
    return jensen_shannon(weights[:, None], weights[None]).mean(axis=-1)


def answers_apart(readers, others, inputs):
    """How far apart the answers of networks and of others are, pair by pair: mean total variation distances, (R,)."""
    pairs = zip(readers, others, strict=True)
    return np.array([total_variation(*(read(one, inputs)["answers"] for one in pair)).mean() for pair in pairs])


REPLACED, LEFT_OUT, AT_SYMBOL, AT_ROW = "symbol replaced", "row left out", "gradient, symbol", "gradient, row"


def asked(readers, inputs):
    """The weights of each network and, by the name of the question, how much its answer owes to each step: a dict of
    arrays (R, B, T), the weights under "weights"."""
    at_symbol, at_row = gradient_times_input(readers, inputs)
    return {
        "weights": np.stack([read(one, inputs)["weights"] for one in readers]),
        REPLACED: np.stack([effect_of_symbols(one, inputs) for one in readers]),
        LEFT_OUT: np.stack([effect_of_rows(one, inputs) for one in readers]),
        AT_SYMBOL: at_symbol,
        AT_ROW: at_row,
    }


def by_distance(values, places, distances):
    """The mean of values (R, B, T) over the rows, by the distance of a step from the place (B,): (R, distances)."""
    away = np.arange(values.shape[-1]) - np.asarray(places)[:, None]
    return np.stack([values[:, away == one].mean(axis=1) for one in distances], axis=1)
