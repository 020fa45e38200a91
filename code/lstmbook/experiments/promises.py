"""Six promises of a layer that decodes from a memory, asked of any version of it, and what Keras's own helper says."""

from functools import cached_property

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from keras.src import testing

from lstmbook.equations.attention_decoder import BAHDANAU, masked
from lstmbook.equations.sequence import Scan
from lstmbook.layers import AttentionDecoder, AttentionLSTMCell

D, N, MEMORY_SIZE, SCORE_UNITS = 3, 4, 4, 4  # equal sizes, so that shapes alone show nothing
BATCH, STEPS, ROWS = 3, 3, 6
EXACT, HALF = 1e-10, 0.05  # largest differences allowed, in double and in half precision
GATES = "ifgo"


class Version:
    """A way to write the layer: a class of cells with its arguments, and a class of layers."""

    def __init__(self, cell=AttentionLSTMCell, layer=AttentionDecoder, **options):
        self.cell, self.layer, self.options = cell, layer, options

    def made(self, dtype="float64", built=True):
        """The layer, built, with the same random weights each time."""
        cell = self.cell(N, memory_size=MEMORY_SIZE, score_units=SCORE_UNITS, dtype=dtype, **self.options)
        layer = self.layer(cell, dtype=dtype)
        if built:
            layer.build((None, STEPS, D), (None, ROWS, MEMORY_SIZE))
            layer.set_weights(random_weights(layer))
        return layer

    @cached_property
    def exact(self):
        """The layer in double precision, made once for all questions."""
        return self.made()

    def classes(self):
        return {one.__name__: one for one in (self.cell, self.layer)}


def random_weights(layer):
    rng = np.random.default_rng(1)
    return [rng.normal(size=weight.shape) for weight in layer.weights]


def drawn():
    """Inputs (B, T, d), a memory (B, Tk, dm), the states before it, and which rows may be read (B, Tk)."""
    rng = np.random.default_rng(0)
    shapes = (BATCH, STEPS, D), (BATCH, ROWS, MEMORY_SIZE), (BATCH, N), (BATCH, N)
    seen = np.array([[1, 1, 1, 1, 1, 1], [1, 0, 1, 1, 0, 0], [0, 0, 1, 0, 0, 0]], bool)
    return *(rng.normal(size=shape) for shape in shapes), seen


def in_blocks(arrays):
    """The weights of the layer, named as in the equation."""
    blocks = {}
    for letter, packed in zip("WUbV", arrays, strict=False):
        split = np.split(packed, len(GATES), axis=-1)
        blocks |= {f"{letter}_{gate}": one for gate, one in zip(GATES, split, strict=True)}
    return blocks | dict(zip(("W_query", "U_memory", "v_score"), arrays[4:], strict=True))


def by_equation(layer, x, memory, h=None, c=None, seen=None):
    """What the equation says with the weights of a layer: hidden states (B, T, n) and attention weights (B, T, Tk)."""
    start = {"h": np.zeros((len(x), N)) if h is None else h, "c": np.zeros((len(x), N)) if c is None else c}
    model, fixed = (BAHDANAU, {}) if seen is None else (masked(BAHDANAU), {"seen": seen})
    found = Scan(model)(x, in_blocks(layer.get_weights()), start=start, memory=memory, **fixed)
    return found["h"], found["weights"]


def gap(found, wanted):
    """The largest difference between two pairs of arrays; not a number if one is not."""
    pairs = zip(found, wanted, strict=True)
    return np.max([np.abs(np.asarray(ops.cast(one, "float64")) - other).max() for one, other in pairs])


def computes_its_equation(version):
    x, memory, *_ = drawn()
    layer = version.exact
    return gap(layer(x, memory), by_equation(layer, x, memory)) < EXACT


def heeds_masks(version):
    """What masks hide might as well not be there; nothing to read is a context of zeros."""
    x, memory, *_, seen = drawn()
    x, memory, rows = x[[1, 1]], memory[[1, 1]], seen[1]
    counts = np.array([True, False, True])  # the steps
    allowed = np.array([rows, 0 * rows], bool)  # the second reads nothing
    layer = version.exact
    found = layer(x, memory, inputs_mask=[counts, counts], memory_mask=allowed)
    rest = memory[:, rows] * np.array([1, 0])[:, None, None]
    hidden, weights = layer(x[:, counts], rest)  # no mask
    wanted = np.zeros((2, counts.sum(), ROWS))
    wanted[0][:, rows] = weights[0]
    found = [np.asarray(one)[:, counts] for one in found]
    return gap(found, [hidden, wanted]) < EXACT


def starts_where_it_is_told(version):
    """The first step is the cell's from the states given, or zeros, and a loss sees both."""
    x, memory, h, c, _ = drawn()
    layer = version.exact
    for told, start in (([h, c], [h, c]), (None, [0 * h, 0 * c])):
        hidden, _ = layer(x, memory, initial_state=told)
        first, _ = layer.cell(x[:, 0], [*start, memory])
        if not gap([hidden[:, 0]], [first]) < EXACT:
            return False
    return reached(layer)


def reached(layer):
    """Whether the last step has a gradient, not zero, in each of the two states that each sequence starts from."""
    x, memory, h, c, _ = drawn()
    start = [tf.constant(h), tf.constant(c)]
    with tf.GradientTape() as tape:
        tape.watch(start)
        hidden, _ = layer(x, memory, initial_state=start)
        loss = tf.reduce_sum(hidden[:, -1])
    gradients = tape.gradient(loss, start)
    return all(one is not None and bool(np.abs(one).max(axis=-1).all()) for one in gradients)


def comes_back_as_it_was(version):
    """A layer made again from its configuration, with the old weights, gives the old answers."""
    x, memory, *_ = drawn()
    layer = version.exact
    stored = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(stored, custom_objects=version.classes())
    again.build(x.shape, memory.shape)
    again.set_weights(layer.get_weights())
    return gap(again(x, memory), layer(x, memory)) < EXACT


def computes_in_half_precision(version):
    x, memory, *_, seen = drawn()
    layer, exact = version.made("mixed_float16"), version.exact
    found = layer(x, memory, memory_mask=seen)
    halves = all(keras.backend.standardize_dtype(one.dtype) == "float16" for one in found)
    stored = all(weight.dtype == "float32" for weight in layer.weights)
    return halves and stored and bool(gap(found, exact(x, memory, memory_mask=seen)) < HALF)


def draws_each_weight(version):
    """No two weights of one shape start alike, and neither do two layers."""
    layer, other = (version.made(built=False) for _ in range(2))
    for one in (layer, other):
        one.build((None, STEPS, D), (None, ROWS, MEMORY_SIZE))
    matrices = [weight for weight in layer.get_weights() if weight.ndim == 2]
    alike = [a for k, a in enumerate(matrices) for b in matrices[:k] if a.shape == b.shape and np.array_equal(a, b)]
    same = [np.array_equal(a, b) for a, b in zip(layer.get_weights(), other.get_weights(), strict=True) if a.ndim == 2]
    return not alike and not any(same)


PROMISES = {
    "equation": computes_its_equation,
    "masks": heeds_masks,
    "states": starts_where_it_is_told,
    "return": comes_back_as_it_was,
    "precision": computes_in_half_precision,
    "weights": draws_each_weight,
}


def accepted(version):
    """Whether Keras's ``run_layer_test`` accepts the layer, with all it can ask of a layer with two inputs."""
    case = testing.TestCase()
    try:
        case.run_layer_test(
            version.layer,
            init_kwargs={"cell": version.made("float32", built=False).cell},
            input_shape={"inputs_shape": (BATCH, STEPS, D), "memory_shape": (BATCH, ROWS, MEMORY_SIZE)},
            expected_output_shape=((BATCH, STEPS, N), (BATCH, STEPS, ROWS)),
            expected_num_trainable_weights=7,
            expected_num_non_trainable_weights=0,
            expected_num_seed_generators=1,
            supports_masking=True,
            custom_objects=version.classes(),
            run_training_check=False,  # it hands on one input
        )
    except (AssertionError, TypeError, ValueError):
        return False
    return True


def kept(versions):
    """By name of a version which promises it keeps, by name, and as ``helper`` whether Keras accepts it."""
    return {
        name: {promise: bool(ask(version)) for promise, ask in PROMISES.items()} | {"helper": accepted(version)}
        for name, version in versions.items()
    }


def on_padding(cell_class, paddings, starts):
    """The share of the weights of one step, the first, on padding, (starts, paddings), and what it competes with.

    That is the sum of exp(s_l - s_0) over the rows of the memory, (starts, 1), where s_0 is the score of a row of
    zeros. Cells of 16 units with random weights, of variance one over the rows of each matrix, a memory of eight random
    rows, and more and more rows of zeros that a mask says are padding.
    """
    rows, size = 8, 16
    measured, against = np.zeros((len(starts), len(paddings))), np.zeros((len(starts), 1))
    for place, seed in enumerate(starts):
        rng = np.random.default_rng(seed)
        cell = cell_class(size, dtype="float64")
        cell.build((None, size))
        cell.set_weights([rng.normal(size=one.shape) / one.shape[0] ** 0.5 for one in cell.weights])
        x, memory, h, c = (rng.normal(size=shape) for shape in ((1, size), (1, rows, size), (1, size), (1, size)))
        for column, padding in enumerate(paddings):
            padded = np.pad(memory, [(0, 0), (0, padding), (0, 0)])
            mask = np.arange(rows + padding)[None] < rows
            _, _, weights = cell.step(x, h, c, padded, cell.offered(padded), mask)
            measured[place, column] = np.asarray(weights)[0, rows:].sum()
        scores = np.asarray(cell.scores(h, cell.offered(np.pad(memory, [(0, 0), (0, 1), (0, 0)]))))[0]
        against[place] = np.exp(scores[:-1] - scores[-1]).sum()
    return measured, against


def share(paddings, against):
    """What so many rows of padding should take, by what they compete with."""
    return np.asarray(paddings) / (np.asarray(paddings) + against)
