"""Small LSTMs, or networks of another kind, learn a^n b^n from short strings; how far do they count?"""

import itertools
from dataclasses import dataclass, replace

import numpy as np
from keras import ops

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import kept_counter
from lstmbook.tasks import counting
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.fit import fit
from lstmbook.training.runs import Run
from lstmbook.training.starts import checked_seeds
from lstmbook.training.trainer import as_run


def train(seeds, longest=15, units=3, steps=1000, kind=kinds.LSTM):
    """Train one network for each of ``seeds`` on all strings up to n = ``longest`` at once, in double precision.

    ``steps`` updates of Adam; with none the networks are untrained. ``kind`` is one of ``training.kinds``.

    Returns a list of ``Run``. ValueError for sizes below one, fewer than no steps, or seeds that are missing, repeated
    or not integers from 0 on.
    """
    if units < 1 or steps < 0:
        raise ValueError(f"units must be at least 1 and steps at least 0, got {units} and {steps}")
    seeds, data = checked_seeds(seeds), tuple(map(ops.convert_to_tensor, counting.batch(longest)))
    starts = [[*kind.start(3, units, seed), *initialisers.dense(units, 3, seed)] for seed in seeds]

    def losses(weights, *batch):
        return _losses(weights, *batch, kind)

    ends = fit(losses, starts, seeds, itertools.repeat(data, steps), learning_rate=0.03)
    return [as_run(kind, seed, *end) for seed, end in zip(seeds, ends, strict=True)]


def _losses(weights, inputs, follows, inside, kind):
    """Mean cross-entropy of each run (R,) over all steps inside the strings: (B, T, 3), (B, T, 3) and (B, T)."""
    *cell, readout, bias = weights
    zeros = ops.zeros((readout.shape[0], inputs.shape[0], readout.shape[1]), "float64")

    def step(states, x, follows, inside):
        *states, total = states
        states = kind.step(cell, x, states)
        scores = walk.dense((readout, bias), states[0])
        each = ops.mean(ops.softplus(scores) - scores * follows, axis=-1)
        return *states, total + ops.sum(each * inside, axis=-1)

    by_time = (ops.swapaxes(one, 0, 1) for one in (inputs, follows, inside))
    *_, losses = walk.walk(step, (*(zeros,) * kind.states, zeros[:, 0, 0]), *by_time)
    return losses / ops.sum(inside)


def says(run, hidden):
    """Which symbols of ``FOLLOWS`` may follow, as booleans (..., 3), for hidden states (..., units)."""
    return run.read(hidden) > 0


def trace(run, n, model=LSTM):
    """The network on S a^n b^n: what its ``model`` names, each (2n + 1, units), and ``right`` (2n + 1,).

    ``right`` says at which steps the network names exactly the symbols that may follow.
    """
    inputs, follows = counting.string(n)
    traces = {name: array[0] for name, array in Scan(model)(inputs[None], run.weights).items()}
    return traces | {"right": np.all(says(run, traces["h"]) == (follows > 0), axis=1)}


def right_up_to(run, longest, model=LSTM):
    """Whether the network is right at every step of S a^n b^n, for n = 1, ..., ``longest``: booleans (longest,).

    The strings share their a, so each a is read once; then all strings read their b together. ValueError unless
    ``longest`` is a positive integer.
    """
    inputs, follows = counting.string(longest)
    climb = Scan(model)(inputs[None, : longest + 1], run.weights)
    fine = np.all(says(run, climb["h"][0]) == (follows[: longest + 1] > 0), axis=1)
    right = np.logical_and.accumulate(fine)[1:]
    states = [name.removesuffix("_prev") for name in model.states]
    after_a = {name: climb[name][0, 1:] for name in states}
    falling = Scan(model)(np.tile(inputs[longest + 1 :], (longest, 1, 1)), run.weights, start=after_a)
    lengths, read = np.arange(1, longest + 1)[:, None], np.arange(1, longest + 1)
    only_b, end = np.array([False, True, False]), follows[-1] > 0
    wanted = np.where((read == lengths)[..., None], end, only_b)
    return right & np.all(np.all(says(run, falling["h"]) == wanted, axis=-1) | (read > lengths), axis=1)


def reach(right):
    """The largest n up to which all strings are right, from the booleans of ``right_up_to``; 0 if there is none."""
    return len(right) if np.all(right) else int(np.argmin(right))


def counting_unit(run, n):
    """The unit whose cell is farthest from zero after S a^n."""
    return int(np.argmax(np.abs(trace(run, n)["c"][n])))


def margin(run, n):
    """The counting unit's cell one b before the end of S a^n b^n.

    A perfect counter, whichever way its sign is turned, stands at a positive value here and crosses zero with the
    last b. ValueError for n below 2.
    """
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    cell = trace(run, n)["c"][:, counting_unit(run, n)]
    return float(np.sign(cell[n]) * cell[2 * n - 1])


def leak(run, n):
    """What the counting unit's forget gate is short of one on S a^n b^n, in the median over its steps.

    S and the first a are left out, and so are the last two b. ValueError for n below 3.
    """
    if n < 3:
        raise ValueError(f"n must be at least 3, got {n}")
    forget = trace(run, n)["f"][:, counting_unit(run, n)]
    return float(1 - np.median(forget[2 : 2 * n - 1]))


def held(run, gate, n):
    """The same network with its counting unit's forget gate held at the number ``gate``, whatever it reads.

    ``n`` says on which string the counting unit is looked for. ValueError unless 0 < ``gate`` <= 1.
    """
    if not 0 < gate <= 1:
        raise ValueError(f"gate must be above 0 and at most 1, got {gate}")
    unit, weights = counting_unit(run, n), {name: array.copy() for name, array in run.weights.items()}
    for name in ("W_f", "U_f"):
        weights[name][:, unit] = 0
    weights["b_f"][unit] = 1000 if gate == 1 else np.log(gate / (1 - gate))
    return replace(run, weights=weights)


def mirrored(run, unit):
    """The same network with one unit counting the other way: its candidate and all that listens to it change sign."""
    weights, readout = {name: array.copy() for name, array in run.weights.items()}, run.readout.copy()
    for name in ("W_g", "U_g", "b_g"):
        weights[name][..., unit] *= -1
    for gate in "ifgo":
        weights[f"U_{gate}"][unit] *= -1
    readout[unit] *= -1
    return replace(run, weights=weights, readout=readout)


@dataclass(frozen=True)
class Survey:
    """What is measured on each of several networks, as arrays with one entry, or row, a network.

    ``reach``, and ``leak`` on the longest string of training. ``places``: the counting unit's cell one letter before
    the end, for n = 8, for that longest string and for the first that fails. ``late``: whether the first mistake on
    that one is made at one of its last two letters. ``cell`` and ``hidden``: how far the counting unit's cell, and
    any hidden state, moves from the 20th a to the 40th. ``taken``: from the fourth a to the 40th, what the leak takes
    from the counting unit as a share of what its steps lose, NaN where they lose nothing.
    """

    reach: np.ndarray
    leak: np.ndarray
    places: np.ndarray
    late: np.ndarray
    cell: np.ndarray
    hidden: np.ndarray
    taken: np.ndarray


def survey(runs, longest, limit):
    """A ``Survey`` of networks trained up to n = ``longest``, on strings up to n = ``limit``.

    ValueError unless 8 <= ``longest`` < ``limit``.
    """
    if not 8 <= longest < limit:
        raise ValueError(f"longest must be at least 8 and below limit, got {longest} and {limit}")
    rows = [_measured(one, longest, limit) for one in runs]
    return Survey(*(np.array(column) for column in zip(*rows, strict=True)))


def _measured(run, longest, limit):
    far = reach(right_up_to(run, limit))
    failing = max(far + 1, 2)
    wrong = np.flatnonzero(~trace(run, failing)["right"])
    late = not wrong.size or wrong[0] >= 2 * failing - 1
    places = [margin(run, n) for n in (8, longest, failing)]
    climb, unit = trace(run, 40), counting_unit(run, longest)
    cell, gate = np.abs(climb["c"][:41, unit]), climb["f"][:41, unit]
    steps = np.diff(cell)
    lost, leaked = steps[3] - steps[39], (1 - gate[40]) * cell[39] - (1 - gate[4]) * cell[3]
    taken = leaked / lost if lost else np.nan
    hidden = np.abs(climb["h"][40] - climb["h"][20]).max()
    return far, leak(run, longest), places, late, abs(cell[40] - cell[20]), hidden, taken


def ranks_agree(one, other):
    """Spearman's rank correlation of two arrays, ties at their mean rank."""
    ranks = [(a[:, None] > a).sum(axis=1) + (a[:, None] == a).sum(axis=1) / 2 for a in map(np.asarray, (one, other))]
    return float(np.corrcoef(*ranks)[0, 1])


def falls(run, n):
    """How far the counting unit's cell comes towards zero with each b of S a^n b^n but the first and the last two.

    An array (n - 3,); it is all ones for a perfect counter. ValueError for n below 4.
    """
    if n < 4:
        raise ValueError(f"n must be at least 4, got {n}")
    cell = trace(run, n)["c"][:, counting_unit(run, n)]
    return -np.sign(cell[n]) * np.diff(cell[n + 1 : 2 * n - 1])


def kept():
    """One trained network whose weights are kept in ``kept_counter``, so that it is the same on every machine."""
    weights = {name: np.array(array) for name, array in kept_counter.WEIGHTS.items()}
    return Run(kept_counter.SEED, weights, np.array(kept_counter.READOUT), np.array(kept_counter.BIAS))
