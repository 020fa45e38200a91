"""Few wide heads or many narrow ones over the states of an LSTM, asked for one value of a row or for two.

A network is an LSTM, then multi-head attention whose keys and values are made from its hidden states and whose output
is the answers' logits. Where the keys that matter are marked in the row the question is empty, and the query is what
is left of it, the bias: a learned query. All networks of one question have as many parameters.
"""

import itertools
from dataclasses import dataclass, field

import keras
import numpy as np
from keras import ops

from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION
from lstmbook.equations.sequence import Scan
from lstmbook.experiments.multi_head_attention import in_the_books_form, of_heads
from lstmbook.layers.attention import attended
from lstmbook.tasks import two_keys as task
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.fit import drawn_apart, fit
from lstmbook.training.starts import checked_seeds

UNITS, WIDTH = 24, 16  # of the LSTM; of the queries, keys and values of all heads together
AFTERWARDS = "two, asked afterwards"
QUESTIONS = {
    "one, asked afterwards": {"asked": 1, "marked": False},
    AFTERWARDS: {"asked": 2, "marked": False},
    "two, marked while reading": {"asked": 2, "marked": True},
}


@dataclass(frozen=True)
class Heads:
    """A network with so many heads. ``shuffled``: it is trained on the answers to other rows."""

    number: int
    shuffled: bool = False


@dataclass(frozen=True)
class Reader:
    """One network, trained or not: the weights of its two parts in the book's form, and the losses of its training."""

    seed: int
    lstm: dict[str, np.ndarray]
    attention: dict[str, np.ndarray]
    losses: np.ndarray = field(default_factory=lambda: np.empty(0))


def train(question, variants, seeds, steps, learning_rate=0.02, rows=32):
    """Train every variant with every seed to answer one of ``QUESTIONS``: a dict, variant -> ``Reader``s.

    Variants with the same seed start from the same numbers and see the same rows. Adam, gradients clipped to norm one,
    and a rate that falls to zero; with no steps the networks are untrained. KeyError for another question, ValueError
    for variants that are missing, repeated or do not divide the width, and for seeds that are missing, repeated or not
    whole numbers from 0 on.
    """
    variants, seeds, how = list(variants), checked_seeds(seeds), QUESTIONS[question]
    if not variants or len(set(variants)) < len(variants) or any(WIDTH % one.number for one in variants):
        raise ValueError(f"variants must be distinct, with a number of heads that divides {WIDTH}, got {variants}")
    runs = [(variant, seed) for variant in variants for seed in seeds]

    def losses(weights, inputs, asked, answers):
        states = walk.hidden(weights[:3], inputs, kinds.LSTM)
        found = []
        for place, variant in enumerate(variants):
            own = slice(place * len(seeds), (place + 1) * len(seeds))
            said = answered([one[own] for one in weights[3:]], asked[own], states[own], variant.number)
            each = ops.sparse_categorical_crossentropy(answers[own], said, from_logits=True)
            found.append(ops.mean(each, axis=(1, 2)))
        return ops.concatenate(found)

    rate = keras.optimizers.schedules.CosineDecay(learning_rate, max(steps, 1))
    starts = [start(how["asked"], seed) for _, seed in runs]
    ends = fit(losses, starts, [seed for _, seed in runs], _batches(how, variants, seeds, steps, rows), rate, clip=1.0)
    found = {variant: [] for variant in variants}
    for (variant, seed), (arrays, history) in zip(runs, ends, strict=True):
        attention = in_the_books_form(arrays[3:], variant.number)
        found[variant].append(Reader(seed, layouts.lstm_from_keras(*arrays[:3]), attention, history))
    return found


def _batches(how, variants, seeds, steps, rows):
    """Rows, questions and the answers that each run is given, (R, B, ...)."""
    for own, others in drawn_apart(lambda rng: task.batch(rng, rows, **how), seeds, steps):
        inputs, asked, answers = map(np.stack, zip(*own, strict=True))
        of_others = np.stack([answers for *_, answers in others])
        given = np.concatenate([of_others if one.shuffled else answers for one in variants])
        yield np.tile(inputs, (len(variants), 1, 1, 1)), np.tile(asked, (len(variants), 1, 1)), given


def start(asked, seed):
    """The LSTM (3), then kernel and bias of query, key, value and output (8), those of all heads side by side."""
    sizes = [(task.QUESTION, WIDTH), (UNITS, WIDTH), (UNITS, WIDTH), (WIDTH, asked * task.VALUES)]
    pairs = [initialisers.dense(*one, 4 * seed + place) for place, one in enumerate(sizes)]
    arrays = [*initialisers.lstm(task.FEATURES, UNITS, seed), *(one for pair in pairs for one in pair)]
    return [array.astype("float64") for array in arrays]


def weights_of(reader):
    """How many weights a network has."""
    return sum(one.size for one in (*reader.lstm.values(), *reader.attention.values()))


def answered(weights, asked, states, heads):
    """The logits (S, B, P, 6) that S networks give to questions (S, B, 12) about states (S, B, T, n)."""
    W_q, b_q, W_k, b_k, W_v, b_v, W_out, b_out = (one[:, None] for one in weights)
    width = WIDTH // heads
    q = of_heads(ops.expand_dims(ops.matmul(asked, W_q[:, 0]) + b_q, 2), heads)
    k, v = (
        of_heads(ops.matmul(states, kernel) + ops.expand_dims(bias, 2), heads)
        for kernel, bias in ((W_k, b_k), (W_v, b_v))
    )
    context, _ = attended(ops.matmul(q / width**0.5, ops.swapaxes(k, -1, -2)), v)
    beside = ops.reshape(ops.swapaxes(context, 2, 3), (*asked.shape[:2], WIDTH))
    said = ops.matmul(beside, W_out[:, 0]) + b_out
    return ops.reshape(said, (*said.shape[:2], -1, task.VALUES))


def read(reader, inputs, asked):
    """All that the equations make of rows (B, T, 14) and questions (B, 12), the states among it as ``states``."""
    states = Scan(LSTM)(inputs, reader.lstm)["h"]
    found = MULTI_HEAD_ATTENTION.numpy()(query=asked[:, None], key=states, value=states, **reader.attention)
    return {**found, "states": states}


def judged(question, readers, kept=None, rows=500):
    """The share of right answers of each network on new rows, by the answer: (R, P).

    ``kept`` are the heads whose part of the output is left, all if not given; the others' is put to zero.
    """
    inputs, asked, answers = _new_rows(question, rows)
    shares = []
    for reader in readers:
        parts = read(reader, inputs, asked)["head"][:, :, 0]  # (B, H, d_out)
        left = parts if kept is None else parts[:, list(kept)]
        shares.append(_right(left.sum(axis=1) + reader.attention["b_out"], answers).mean(axis=0))
    return np.array(shares)


def reduced(question, readers, removed, rows=500):
    """The share of right answers with so many heads removed, in every way to choose them: (R, ways)."""
    heads = len(readers[0].attention["W_q"])
    ways = itertools.combinations(range(heads), heads - removed)
    return np.stack([judged(question, readers, kept, rows).mean(axis=1) for kept in ways], axis=1)


def alone(question, readers, rows=500):
    """In which share of new rows some state alone would say all answers rightly, for networks of one head: (R,).

    That is where the answers are right with all weight on one state. What it then says is the state's vote.
    """
    inputs, asked, answers = _new_rows(question, rows)
    shares = []
    for reader in readers:
        said = votes(reader, read(reader, inputs, asked))
        shares.append(_right(said, answers[:, None]).all(axis=-1).any(axis=-1).mean())
    return np.array(shares)


def votes(reader, found):
    """What each state would say alone (B, T, d_out), of a network with one head and what ``read`` found."""
    return found["v"][:, 0] @ reader.attention["W_out"][0] + reader.attention["b_out"]


def both_orders(readers, rows=500):
    """What networks of one head make of the order of two keys that they are asked for afterwards: a dict of (R,).

    New rows are asked about in both orders. Of all rows: ``among_two``, the share of answers with the right value among
    their first two choices; ``others_value``, the share of the wrong answers that are the other key's value (one where
    none is wrong); ``on_both``, the weight on the two states that have just read the keys; ``own_votes``, the share of
    rows in which each of these two votes for the value it has read, in both answers; ``moved``, the share of the weight
    that changes its state with the order. Of the rows with two different values: ``all_four``, the share in which both
    answers are right in both orders; ``of_four``, the share of right answers.
    """
    inputs, asked, answers = _new_rows(AFTERWARDS, rows)
    turned = _split(asked, task.KEYS)[:, ::-1].reshape(asked.shape)
    places = task.places(inputs, asked)
    found = [_of_both_orders(one, inputs, (asked, turned), places, answers) for one in readers]
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def _of_both_orders(reader, inputs, questions, places, answers):
    told, swapped = (read(reader, inputs, one) for one in questions)
    logits, others = (_split(one["y"][:, 0], task.VALUES) for one in (told, swapped))
    right, wrong = logits.argmax(axis=-1) == answers, logits.argmax(axis=-1) != answers
    four = np.concatenate([right, others.argmax(axis=-1) == answers[:, ::-1]], axis=1)[answers[:, 0] != answers[:, 1]]
    weights, moved = told["weights"][:, 0, 0], np.abs(told["weights"] - swapped["weights"]).sum(axis=-1) / 2
    own = np.take_along_axis(_split(votes(reader, told), task.VALUES).argmax(axis=-1), places[..., None], axis=1)
    first_two = np.argsort(logits, axis=-1)[..., -2:]
    return {
        "among_two": (first_two == answers[..., None]).any(axis=-1).mean(),
        "others_value": (logits.argmax(axis=-1) == answers[:, ::-1])[wrong].mean() if wrong.any() else 1.0,
        "on_both": np.take_along_axis(weights, places, axis=1).sum(axis=1).mean(),
        "own_votes": (own == answers[..., None]).all(axis=(1, 2)).mean(),
        "moved": moved.mean(),
        "all_four": four.all(axis=1).mean(),
        "of_four": four.mean(),
    }


def in_a_plane(question, reader, number):
    """The votes (6, 2) of one row's states, what is said (orders, 2), and the states that read the keys (2,).

    The row is that with this number among new rows with two different values. A point says by how much the first and
    the second answer's logit of the first key's value exceeds that of the second's. What is said is given for both
    orders, and where the keys are marked in the row for the one that is marked. ``reader`` has one head.
    """
    drawn = _new_rows(question, 500)
    differ = np.flatnonzero(drawn[2][:, 0] != drawn[2][:, 1])[[number]]
    inputs, asked, answers = (one[differ] for one in drawn)
    turned = _split(asked, task.KEYS)[:, ::-1].reshape(asked.shape)
    orders = asked if QUESTIONS[question]["marked"] else np.concatenate([asked, turned])
    found = read(reader, np.repeat(inputs, len(orders), axis=0), orders)
    first, second = answers[0]
    points = [_split(one, task.VALUES) for one in (votes(reader, found)[0], found["y"][:, 0])]
    return *(one[..., first] - one[..., second] for one in points), task.places(inputs, asked)[0]


def asked_twice(readers, rows=500):
    """What networks that were taught one key at a time answer when both are asked for, a query each: (R, 2)."""
    inputs, asked, answers = _new_rows(AFTERWARDS, rows)
    shares = []
    for reader in readers:
        both = asked.reshape(rows, 2, task.KEYS)
        queries = np.concatenate([both, np.zeros_like(both)], axis=-1)  # each as the first, and only, question
        states = Scan(LSTM)(inputs, reader.lstm)["h"]
        said = MULTI_HEAD_ATTENTION.numpy()(query=queries, key=states, value=states, **reader.attention)["y"]
        shares.append((said.argmax(axis=-1) == answers).mean(axis=0))
    return np.array(shares)


def _new_rows(question, rows):
    return task.batch(np.random.default_rng(10_000), rows, **QUESTIONS[question])


def _right(said, answers):
    """Which answers (..., P) the logits (..., 6 P) give rightly."""
    return _split(said, task.VALUES).argmax(axis=-1) == answers


def _split(array, width):
    """(..., P width) as (..., P, width)."""
    return array.reshape(*array.shape[:-1], -1, width)
