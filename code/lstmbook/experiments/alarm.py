"""Alarms that must be silent until they go off: by which road do the gates of an LSTM hear the cell that counts?"""

from dataclasses import dataclass, replace

import keras
import numpy as np
from keras import ops

from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments.silence import weights_by_hand
from lstmbook.tasks import alarm
from lstmbook.training import kinds, walk
from lstmbook.training.fit import PRECISION, fit
from lstmbook.training.runs import Run
from lstmbook.training.starts import checked_seeds


@dataclass(frozen=True)
class Roads:
    """By which roads the gates hear the cell.

    Attributes:
        hidden: whether they hear h of the step before, through U; if not, U is zero.
        peepholes: whether they have peepholes; if not, these are zero, and the cell is the LSTM.
        shuffled: whether the targets are dealt out anew to the alarms at every step of training.
    """

    hidden: bool
    peepholes: bool
    shuffled: bool = False


LSTM, BOTH, PEEPHOLES, NEITHER = Roads(True, False), Roads(True, True), Roads(False, True), Roads(False, False)


def train(variants, seeds, quiet, units=4, steps=1500, learning_rate=0.03):
    """Train layers whose every unit is to be silent until its alarm, and loud from then on.

    The loss is the mean squared distance of all units from what the task asks for, times ``quiet`` at silent steps.
    Every step sees all alarms. Adam in double precision, the gradient of each run clipped to norm one, the rate falling
    to zero along half a cosine. Variants with the same seed start from the same weights, those that a variant lacks
    excepted.

    Returns a dict: each variant -> its ``Run``, one for each seed, whose readout is the mean over the units. ValueError
    for sizes below one, a negative number of steps, no variants, or seeds that are missing, repeated or negative.
    """
    if units < 1 or steps < 0 or not variants:
        raise ValueError(f"train needs a unit, a variant and no negative number of steps, got {units} and {steps}")
    variants, seeds = list(variants), checked_seeds(seeds)
    starts = [kinds.PEEPHOLE_LSTM.start(2, units, seed) for _ in variants for seed in seeds]
    open_roads = _open(variants, len(seeds))

    def losses(weights, inputs, targets):
        return _losses(_masked(weights, open_roads), inputs, targets, quiet)

    falling = keras.optimizers.schedules.CosineDecay(learning_rate, max(steps, 1))
    ends = fit(losses, starts, seeds * len(variants), _batches(variants, seeds, steps), falling, clip=1.0)
    arrays = [_masked(one, [mask[run] for mask in open_roads]) for run, (one, _) in enumerate(ends)]
    mean, zero = np.full((units, 1), 1 / units), np.zeros(1)
    runs = iter(
        Run(seed, kinds.PEEPHOLE_LSTM.by_name(*one), mean, zero, history)
        for seed, one, (_, history) in zip(seeds * len(variants), arrays, ends, strict=True)
    )
    return {variant: [next(runs) for _ in seeds] for variant in variants}


def _open(variants, seeds):
    """For the recurrent and the peephole kernels of all runs, whether they count: two arrays (R, 1, 1)."""
    roads = [[float(one.hidden), float(one.peepholes)] for one in variants for _ in range(seeds)]
    return [column.reshape(-1, 1, 1) for column in np.array(roads).T]


def _masked(weights, open_roads):
    kernel, recurrent_kernel, bias, peephole_kernel = weights
    hidden, peepholes = open_roads
    return [kernel, recurrent_kernel * hidden, bias, peephole_kernel * peepholes]


def _batches(variants, seeds, steps):
    """Inputs (R, B, T, 2) and targets (R, B, T), the variants one after the other, the seeds within each."""
    (inputs, targets), runs = alarm.every(), len(variants) * len(seeds)
    generators = [np.random.default_rng(seed) for seed in seeds]
    right = np.stack([targets] * len(seeds))
    for _ in range(steps):
        dealt = np.stack([rng.permutation(targets) for rng in generators])
        asked = [dealt if one.shuffled else right for one in variants]
        yield np.stack([inputs] * runs), np.concatenate(asked)


def _losses(weights, inputs, targets, quiet):
    """The weighted mean squared distance (R,), for inputs (R, B, T, 2) and targets (R, B, T)."""
    zeros = ops.zeros((*inputs.shape[:2], weights[1].shape[1]), PRECISION)

    def one(states, x, target):
        h, c = walk.peephole_lstm(weights, x, states[:2])
        target = ops.expand_dims(target, -1)
        each = ops.square(h - target) * (1 + (quiet - 1) * ops.cast(target == 0, PRECISION))
        return h, c, states[2] + ops.mean(each, axis=(-2, -1))

    start = (zeros, zeros, ops.zeros(inputs.shape[0], PRECISION))
    *_, total = walk.walk(one, start, ops.transpose(inputs, (2, 0, 1, 3)), ops.transpose(targets, (2, 0, 1)))
    return total / inputs.shape[2]


def shown(run, inputs):
    """The hidden states (B, T, n) of a network."""
    return Scan(PEEPHOLE_LSTM)(inputs, run.weights)["h"]


def on_time(runs):
    """The share of all alarms that go off at their very step, one number a run."""
    inputs, _ = alarm.every()
    said = [run.read(shown(run, inputs))[..., 0] for run in runs]
    return np.array([np.mean(alarm.rings(one) == alarm.DELAYS) for one in said])


def loudness(runs):
    """How large the hidden states are before the alarm, the mean of their sizes, one number a run."""
    inputs, targets = alarm.every()
    return np.array([np.mean(np.abs(shown(run, inputs))[targets == 0]) for run in runs])


def while_silent(runs):
    """The output gate and the size of the cell before the alarm, medians over units and steps, one of each a run."""
    inputs, targets = alarm.every()
    seen = [Scan(PEEPHOLE_LSTM)(inputs, run.weights) for run in runs]
    return tuple(np.array([np.median(np.abs(one[name])[targets == 0]) for one in seen]) for name in ("o", "c"))


def cut(run, kind):
    """The same network with one road shut after training: "U", what the gates hear of h, or "p", the peepholes.

    ValueError for another road.
    """
    if kind not in ("U", "p"):
        raise ValueError(f"kind must be 'U' or 'p', got {kind!r}")
    weights = {name: 0 * array if name[0] == kind else array for name, array in run.weights.items()}
    return replace(run, weights=weights)


def by_hand(peephole, recurrent, starts, steps=30):
    """A unit set by hand whose cell rises by a quarter at every step: its cell and output gate from each of ``starts``.

    With ``peephole`` p_o, b_o is minus half of it, so that the gate is half open where the cell is one half; without
    one, p_o being zero, the gate is held shut by a bias of minus eight. ``recurrent`` is the weight from the shown to
    the output gate. Two arrays (starts, steps). ValueError for fewer than one step.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    counting = {"b_i": 40.0, "b_f": 40.0, "b_g": np.arctanh(0.25)}
    shut = {"p_o": peephole, "U_o": recurrent, "b_o": -peephole / 2 if peephole else -8.0}
    weights = weights_by_hand(PEEPHOLE_LSTM, **counting, **shut)
    first = np.asarray(starts, float).reshape(-1, 1)
    found = Scan(PEEPHOLE_LSTM)(np.zeros((len(first), steps, 1)), weights, start={"c": first})
    return found["c"][..., 0], found["o"][..., 0]
