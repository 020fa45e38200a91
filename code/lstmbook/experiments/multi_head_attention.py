"""Layers with few wide heads or many narrow ones, all with as many parameters, trained to read several places."""

from dataclasses import dataclass, field

import keras
import numpy as np
from keras import ops

from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION
from lstmbook.layers.attention import attended
from lstmbook.layouts import multi_head_attention_from_keras
from lstmbook.tasks import places as task
from lstmbook.training import initialisers
from lstmbook.training.fit import drawn_apart, fit
from lstmbook.training.starts import checked_seeds

WIDTH = 16  # of the keys of all heads together, and of the values


@dataclass(frozen=True)
class Heads:
    """A layer with so many heads. ``shuffled``: it is trained on the answers to other queries."""

    number: int
    shuffled: bool = False

    @property
    def width(self):
        return WIDTH // self.number


@dataclass(frozen=True)
class Reader:
    """One layer, trained or not: its weights in the book's form, and the loss of every step of its training."""

    seed: int
    weights: dict[str, np.ndarray]
    losses: np.ndarray = field(default_factory=lambda: np.empty(0))


def train(asked, variants, seeds, steps, learning_rate=0.02, queries=64, wider=1):
    """Train every variant with every seed to give the contents of ``asked`` places: a dict, variant -> ``Reader``s.

    The keys hear the addresses of the places alone and the values their contents alone. Variants with the same seed
    start from the same numbers and see the same queries. Adam, with a rate that falls to zero; with no steps the layers
    are untrained. ``wider``: how many times as wide as usual the queries and keys are; the values stay as they are.
    ValueError for variants that are missing, repeated or do not divide the width, for seeds that are missing, repeated
    or not whole numbers from 0 on, for a ``wider`` below one, and what ``tasks.places`` refuses.
    """
    variants, seeds = list(variants), checked_seeds(seeds)
    if not variants or len(set(variants)) < len(variants) or any(WIDTH % one.number for one in variants):
        raise ValueError(f"variants must be distinct, with a number of heads that divides {WIDTH}, got {variants}")
    if wider < 1:
        raise ValueError(f"wider must be at least 1, got {wider}")
    task.batch(np.random.default_rng(0), queries, asked)  # what does not fit stops here, also without steps
    runs = [(variant, seed) for variant in variants for seed in seeds]

    def losses(weights, query, contents, answers):
        found = []
        for place, variant in enumerate(variants):
            own = slice(place * len(seeds), (place + 1) * len(seeds))
            said = answered([one[own] for one in weights], query, contents, variant.number)
            found.append(ops.mean(ops.square(said - answers[own]), axis=(1, 2)))
        return ops.concatenate(found)

    rate = keras.optimizers.schedules.CosineDecay(learning_rate, max(steps, 1))
    batches = _batches(asked, variants, seeds, steps, queries)
    ends = fit(losses, [start(asked, seed, wider) for _, seed in runs], [seed for _, seed in runs], batches, rate)
    found = {variant: [] for variant in variants}
    for (variant, seed), (arrays, history) in zip(runs, ends, strict=True):
        found[variant].append(Reader(seed, in_the_books_form(arrays, variant.number), history))
    return found


def _batches(asked, variants, seeds, steps, queries):
    """Queries and contents of each seed, (S, B, ...), and the answers that each run is given, (R, B, P)."""
    for own, others in drawn_apart(lambda rng: task.batch(rng, queries, asked), seeds, steps, [asked]):
        query, contents, answers = map(np.stack, zip(*own, strict=True))
        of_others = np.stack([answers for *_, answers in others])
        yield query, contents, np.concatenate([of_others if one.shuffled else answers for one in variants])


def start(asked, seed, wider=1):
    """Kernel and bias of query, key, value and output as Keras starts them, those of all heads side by side."""
    keys = WIDTH * wider
    sizes = [(asked * task.PLACES, keys), (task.PLACES, keys), (1, WIDTH), (WIDTH, asked)]
    arrays = [initialisers.dense(*one, 4 * seed + place) for place, one in enumerate(sizes)]
    return [array.astype("float64") for pair in arrays for array in pair]


def answered(weights, query, contents, heads):
    """What S layers answer, (S, B, P), to queries (S, B, 8 P) about contents (S, B, 8).

    ``weights`` are those of ``start``, with an axis of S before their own.
    """
    W_q, b_q, W_k, b_k, W_v, b_v, W_out, b_out = weights
    runs, batch = query.shape[:2]
    q = of_heads(ops.expand_dims(ops.matmul(query, W_q) + ops.expand_dims(b_q, 1), 2), heads)
    k = of_heads(ops.expand_dims(W_k + ops.expand_dims(b_k, 1), 1), heads)  # an address picks a row of the kernel
    v = of_heads(ops.expand_dims(contents, -1) * ops.expand_dims(W_v, 1) + b_v[:, None, None], heads)
    scores = ops.matmul(q / q.shape[-1] ** 0.5, ops.swapaxes(k, -1, -2))
    context, _ = attended(scores, v)
    beside = ops.reshape(ops.swapaxes(context, 2, 3), (runs, batch, WIDTH))
    return ops.matmul(beside, W_out) + ops.expand_dims(b_out, 1)


def of_heads(array, heads):
    """(..., T, H dk) with its last axis split and the heads before the steps: (..., H, T, dk)."""
    split = ops.reshape(array, (*array.shape[:-1], heads, array.shape[-1] // heads))
    return ops.swapaxes(split, -2, -3)


def in_the_books_form(arrays, heads):
    """The arrays of ``start`` by their names in the book's form, each head by itself."""
    W_q, b_q, W_k, b_k, W_v, b_v, W_out, b_out = arrays
    split = [one.reshape(*one.shape[:-1], heads, -1) for one in (W_q, b_q, W_k, b_k, W_v, b_v)]
    return multi_head_attention_from_keras(*split, W_out.reshape(heads, -1, W_out.shape[-1]), b_out)


def read(reader, places, contents):
    """All that the equations make of queries for ``places`` (Q, P) to memories with ``contents`` (B, 8)."""
    rows = len(contents)
    return MULTI_HEAD_ATTENTION.numpy()(
        query=np.tile(task.addressed(places), (rows, 1, 1)),
        key=np.tile(task.LOOKUP, (rows, 1, 1)),
        value=contents[..., None],
        **reader.weights,
    )


def error(reader, asked):
    """The mean squared error of each number in the answers, over all queries and all contents.

    No sample is needed: the weights do not depend on the contents, so an answer is a constant and a sum over places of
    a factor times a content, of which the mean square is known.
    """
    places = task.all_queries(asked)
    answers = read(reader, places, np.vstack([np.zeros(task.PLACES), task.LOOKUP]))["y"]
    constant, factors = answers[0], answers[1:] - answers[0]
    wanted = np.moveaxis(task.LOOKUP[places], -1, 0)
    return np.mean(((factors - wanted) ** 2).sum(axis=0) + constant**2)


def errors(readers, asked):
    """The errors of several layers, (readers,)."""
    return np.array([error(one, asked) for one in readers])


def looks(reader, asked):
    """How much each head of a layer looks at each place asked for, the mean over all queries: (H, P)."""
    places = task.all_queries(asked)
    weights = read(reader, places, np.zeros((1, task.PLACES)))["weights"][0]
    return np.take_along_axis(weights, places[None], axis=-1).mean(axis=1)
