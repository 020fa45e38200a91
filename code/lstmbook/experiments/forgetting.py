"""Simple recurrent networks that learn lists: what they can say of each place, what is left of an item in the state,
and what is left of the learning when training goes on with something else."""

import keras
import numpy as np
from keras import ops

from lstmbook import layouts
from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.tasks import lists
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.fit import PRECISION, fit
from lstmbook.training.starts import checked_seeds
from lstmbook.training.trainer import as_run

CLIP = 1.0
ITEMS, UNITS, BATCH = 20, 16, 32


def untrained(**settings):
    """The same networks as ``train`` starts from."""
    return train(steps=0, **settings)


def train(units=UNITS, seeds=range(6), steps=400, items=ITEMS, batch=BATCH, learning_rate=0.015, shuffled=False):
    """Train a simple recurrent network for each seed to say every item of a list after the last one.

    The loss is the mean cross-entropy over all places. Adam, the gradient of each run clipped to norm one, the rate
    falling to zero along half a cosine. With ``shuffled`` each list gets the answers of another one, so that there is
    nothing to learn. Returns a list of ``Run``; a readout has a column for each place and symbol, places first.
    ValueError for sizes below one, a negative number of steps, or seeds that are repeated or no integers from 0 on.
    """
    if min(units, items, batch) < 1 or steps < 0:
        raise ValueError("units, items and the batch must be at least 1, and steps at least 0")
    seeds = checked_seeds(seeds)
    starts = [_start(units, items, seed) for seed in seeds]
    generators = [np.random.default_rng(seed) for seed in seeds]

    def drawn():
        inputs, symbols = _drawn(generators, batch, items)
        return inputs, np.roll(symbols, 1, axis=1) if shuffled else symbols

    falling = keras.optimizers.schedules.CosineDecay(learning_rate, max(steps, 1))
    ends = fit(_losses, starts, seeds, (drawn() for _ in range(steps)), falling, clip=CLIP)
    return [as_run(kinds.SIMPLE_RNN, seed, *end) for seed, end in zip(seeds, ends, strict=True)]


def retrained(runs, updates, batch=BATCH, learning_rate=0.005):
    """The runs after more training in which the answer to each symbol is the next one, the first for the last.

    Every run is trained for as many steps as the largest of ``updates``, first on the old answers and then, for its
    number of updates, on the new ones; so all have been trained equally long. Returns a list of lists of ``Run``, one
    for each number of updates. ValueError for no runs, no updates or a negative number of them.
    """
    runs, updates = list(runs), [int(one) for one in updates]
    if not runs or not updates or min(updates) < 0 or batch < 1:
        raise ValueError("retraining needs runs, a batch, and numbers of updates from zero on")
    items = _items(runs[0])
    generators = [np.random.default_rng([run.seed, 1]) for run in runs]
    starts = [[*layouts.simple_rnn_to_keras(run.weights), run.readout, run.bias] for run in runs]
    longest = max(updates)

    def drawn(step):
        inputs, symbols = _drawn(generators, batch, items)
        moved = [(symbols + (step >= longest - number)) % lists.SYMBOLS for number in updates]
        return np.tile(inputs, (len(updates), 1, 1, 1)), np.concatenate(moved)

    seeds = [run.seed for run in runs] * len(updates)
    ends = iter(fit(_losses, starts * len(updates), seeds, map(drawn, range(longest)), learning_rate, clip=CLIP))
    return [[as_run(kinds.SIMPLE_RNN, run.seed, *next(ends)) for run in runs] for _ in updates]


def relearned(runs, moved=0, updates=250, steps=400, batch=BATCH, learning_rate=0.015):
    """The losses (runs, updates) of training the runs once more, as ``train`` does, from the weights that they have.

    The answer to each symbol is the one ``moved`` places on, so that 0 asks for what ``train`` has taught. Only the
    first ``updates`` of ``steps`` are carried out, with the rates that they have in ``train``; what Adam has averaged
    starts from nothing, as there. The lists are others. ValueError for no runs, or updates not from one to ``steps``.
    """
    runs = list(runs)
    if not runs or not 1 <= updates <= steps or batch < 1:
        raise ValueError("relearning needs runs, a batch, and as many updates as there are steps or fewer")
    items = _items(runs[0])
    generators = [np.random.default_rng([run.seed, 2]) for run in runs]
    starts = [[*layouts.simple_rnn_to_keras(run.weights), run.readout, run.bias] for run in runs]

    def drawn():
        inputs, symbols = _drawn(generators, batch, items)
        return inputs, (symbols + moved) % lists.SYMBOLS

    falling = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    seeds = [run.seed for run in runs]
    ends = fit(_losses, starts, seeds, (drawn() for _ in range(updates)), falling, clip=CLIP)
    return np.array([losses for _, losses in ends])


def said(run, inputs):
    """The symbols (B, T) that a run says for each place of the lists ``inputs`` (B, T, 4)."""
    last = Scan(SIMPLE_RNN)(inputs, run.weights)["h"][:, -1]
    return run.read(last).reshape(len(inputs), -1, lists.SYMBOLS).argmax(axis=-1)


def recalled(runs, sequences=1000, seed=10_000):
    """The share of lists in which each place is said rightly, (runs, T), on lists that nobody was trained on."""
    inputs, symbols = lists.batch(np.random.default_rng(seed), sequences, _items(runs[0]))
    return np.array([np.mean(said(run, inputs) == symbols, axis=0) for run in runs])


def traces(runs, sequences=200, seed=10_001):
    """How far the last state moves if the item shown k steps before the end is another one, for k = 0, ..., T - 1.

    Root mean squares over lists, as a share of that for k = 0: (runs, T).
    """
    inputs, symbols = lists.batch(np.random.default_rng(seed), sequences, _items(runs[0]))
    other = np.eye(lists.SYMBOLS)[(symbols + 1) % lists.SYMBOLS]
    items = symbols.shape[1]
    changed = [np.where(np.arange(items)[:, None] == items - 1 - lag, other, inputs) for lag in range(items)]
    found = []
    for run in runs:
        plain, *moved = (Scan(SIMPLE_RNN)(one, run.weights)["h"][:, -1] for one in (inputs, *changed))
        size = np.array([np.sqrt(np.mean((one - plain) ** 2)) for one in moved])
        found.append(size / size[0])
    return np.array(found)


def _items(run):
    return len(run.bias) // lists.SYMBOLS


def _drawn(generators, batch, items):
    """Lists of each generator, (R, B, T, 4) in double precision, and their symbols (R, B, T)."""
    inputs, symbols = zip(*(lists.batch(rng, batch, items) for rng in generators), strict=True)
    return np.stack(inputs).astype(PRECISION), np.stack(symbols)


def _start(units, items, seed):
    network = initialisers.simple_rnn(lists.FEATURES, units, seed)
    return [*network, *initialisers.dense(units, items * lists.SYMBOLS, seed)]


def _losses(weights, inputs, symbols):
    """Mean cross-entropy (R,) in nats, for inputs (R, B, T, 4) and symbols (R, B, T)."""
    last = walk.last_hidden(weights[:3], inputs, kinds.SIMPLE_RNN)
    answers = ops.reshape(walk.dense(weights[3:], last), (*symbols.shape, lists.SYMBOLS))
    return ops.mean(ops.sparse_categorical_crossentropy(symbols, answers, from_logits=True), axis=(1, 2))
