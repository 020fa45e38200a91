"""Small LSTMs learn a^n b^n from short strings; how far do they count?"""

from dataclasses import dataclass, replace

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.experiments import kept_counter
from lstmbook.layers import LSTMCell
from lstmbook.layers.ablated import PARTS, gated
from lstmbook.tasks import counting
from lstmbook.training.starts import started

_LSTM = LSTM.numpy()


@dataclass(frozen=True)
class Counter:
    """A trained network: its seed, the LSTM's ``weights`` in the book's form, and the readout of its hidden state.

    ``readout`` is (units, 3) and ``bias`` (3,): h readout + bias > 0 says that a symbol of ``FOLLOWS`` may follow.
    """

    seed: int
    weights: dict[str, np.ndarray]
    readout: np.ndarray
    bias: np.ndarray

    def says(self, hidden):
        """Which symbols may follow, as booleans (B, 3), for hidden states (B, units)."""
        return hidden @ self.readout + self.bias > 0


def train(seeds, longest=15, units=3, steps=1000):
    """Train one network for each of ``seeds`` on all strings up to n = ``longest`` at once, in double precision.

    All networks share one compiled training step: their weights are stacked along a leading axis of runs, and a run
    is never mixed with another. ``steps`` updates of Adam; with none the networks are untrained.

    Returns a list of ``Counter``. ValueError for sizes below one, fewer than no steps, or seeds that are missing,
    repeated or not integers from 0 on.
    """
    if units < 1 or steps < 0:
        raise ValueError(f"units must be at least 1 and steps at least 0, got {units} and {steps}")
    if not seeds or len(set(seeds)) != len(seeds) or not all(type(seed) is int and seed >= 0 for seed in seeds):
        raise ValueError(f"seeds must be distinct integers from 0 on, got {seeds!r}")
    data = counting.batch(longest)
    stacked = [np.stack(arrays) for arrays in zip(*(_initial(units, seed) for seed in seeds), strict=True)]
    weights = [keras.Variable(array, dtype="float64") for array in stacked]
    optimizer = keras.optimizers.Adam(0.03)
    optimizer.build(weights)

    @tf.function(jit_compile=True)
    def step():
        with tf.GradientTape() as tape:
            total = ops.sum(_losses(weights, *data))
        optimizer.apply(tape.gradient(total, [weight.value for weight in weights]))

    for _ in range(steps):
        step()
    kernels, recurrent_kernels, biases, readouts, offsets = (np.asarray(weight) for weight in weights)
    runs = zip(seeds, kernels, recurrent_kernels, biases[:, 0], readouts, offsets[:, 0], strict=True)
    return [Counter(seed, layouts.lstm_from_keras(*cell), readout, bias) for seed, *cell, readout, bias in runs]


def _initial(units, seed):
    """Starting weights of one run, as Keras starts an LSTM and a dense layer; biases have one row."""
    glorot, orthogonal = keras.initializers.GlorotUniform(seed), keras.initializers.Orthogonal(seed=seed)
    cell = LSTMCell(units, kernel_initializer=glorot, recurrent_initializer=orthogonal)
    cell.build((None, 3))
    kernel, recurrent_kernel, bias = cell.get_weights()
    # Nudged in single precision, in which Keras draws them: so much may they differ from processor to processor.
    readout, offset = np.asarray(glorot((units, 3))), np.zeros((1, 3), np.float32)
    return started([kernel, recurrent_kernel, bias[None], readout, offset], seed)


def _losses(weights, inputs, follows, inside):
    """Mean cross-entropy of each run (R,) over all steps inside the strings: (B, T, 3), (B, T, 3) and (B, T)."""
    kernel, recurrent_kernel, bias, readout, offset = weights
    heard = ops.einsum("btd,rdm->trbm", inputs, kernel) + bias
    follows, inside = ops.transpose(follows, (1, 0, 2)), ops.transpose(inside)
    zeros = ops.zeros((heard.shape[1], heard.shape[2], readout.shape[1]), "float64")

    # A loop of the graph, which compiles in a fraction of the time that its steps would take one by one.
    def walked(step, h, c, losses):
        z = heard[step] + ops.matmul(h, recurrent_kernel)
        h, c = gated(z, c, dict.fromkeys(PARTS, False), ops.tanh, ops.sigmoid)
        scores = ops.matmul(h, readout) + offset
        each = ops.mean(ops.softplus(scores) - scores * follows[step], axis=-1)
        return step + 1, h, c, losses + ops.sum(each * inside[step], axis=-1)

    start, steps = (0, zeros, zeros, zeros[:, 0, 0]), inputs.shape[1]
    *_, losses = ops.while_loop(lambda step, *_: step < steps, walked, start, maximum_iterations=steps)
    return losses / ops.sum(inside)


def trace(counter, n):
    """The network on S a^n b^n: gates, cell and hidden state by name, each (2n + 1, units), and ``right`` (2n + 1,).

    ``right`` says at which steps the network names exactly the symbols that may follow.
    """
    inputs, follows = counting.string(n)
    state, results = _start(counter), []
    for x in inputs:
        state = _step(counter, x[None], state)
        results.append(state)
    traces = {name: np.concatenate([one[name] for one in results]) for name in "ifgoch"}
    return traces | {"right": np.all(counter.says(traces["h"]) == (follows > 0), axis=1)}


def right_up_to(counter, longest):
    """Whether the network is right at every step of S a^n b^n, for n = 1, ..., ``longest``: booleans (longest,).

    The strings share their a, so each a is read once; then all strings read their b together. ValueError unless
    ``longest`` is a positive integer.
    """
    (start, a, *_), (_, may_a, *_) = counting.string(1)
    b, end = counting.string(longest)[0][-1], counting.string(longest)[1][-1]
    only_b = np.array([0.0, 1.0, 0.0])
    state = _step(counter, start[None], _start(counter))
    fine = np.array_equal(counter.says(state["h"])[0], [1, 0, 0])
    after_a = []
    for _ in range(longest):
        state = _step(counter, a[None], state)
        fine = fine and np.array_equal(counter.says(state["h"])[0], may_a)
        after_a.append(state | {"fine": np.array([fine])})
    state = {name: np.concatenate([one[name] for one in after_a]) for name in (*"ch", "fine")}
    right, lengths = state["fine"], np.arange(1, longest + 1)
    for read in range(1, longest + 1):
        state = _step(counter, np.tile(b, (longest, 1)), state)
        wanted = np.where((lengths == read)[:, None], end, only_b)
        right &= np.all(counter.says(state["h"]) == wanted, axis=1) | (lengths < read)
    return right


def reach(right):
    """The largest n up to which all strings are right, from the booleans of ``right_up_to``; 0 if there is none."""
    return len(right) if np.all(right) else int(np.argmin(right))


def counting_unit(counter, n):
    """The unit whose cell is farthest from zero after S a^n."""
    return int(np.argmax(np.abs(trace(counter, n)["c"][n])))


def margin(counter, n):
    """The counting unit's cell one b before the end of S a^n b^n.

    A perfect counter, whichever way its sign is turned, stands at a positive value here and crosses zero with the
    last b. ValueError for n below 2.
    """
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    cell = trace(counter, n)["c"][:, counting_unit(counter, n)]
    return float(np.sign(cell[n]) * cell[2 * n - 1])


def leak(counter, n):
    """What the counting unit's forget gate is short of one on S a^n b^n, in the median over its steps.

    S and the first a are left out, and so are the last two b. ValueError for n below 3.
    """
    if n < 3:
        raise ValueError(f"n must be at least 3, got {n}")
    forget = trace(counter, n)["f"][:, counting_unit(counter, n)]
    return float(1 - np.median(forget[2 : 2 * n - 1]))


def held(counter, gate, n):
    """The same network with its counting unit's forget gate held at the number ``gate``, whatever it reads.

    ``n`` says on which string the counting unit is looked for. ValueError unless 0 < ``gate`` <= 1.
    """
    if not 0 < gate <= 1:
        raise ValueError(f"gate must be above 0 and at most 1, got {gate}")
    unit, weights = counting_unit(counter, n), {name: array.copy() for name, array in counter.weights.items()}
    for name in ("W_f", "U_f"):
        weights[name][:, unit] = 0
    weights["b_f"][unit] = 1000 if gate == 1 else np.log(gate / (1 - gate))
    return replace(counter, weights=weights)


def mirrored(counter, unit):
    """The same network with one unit counting the other way: its candidate and all that listens to it change sign."""
    weights, readout = {name: array.copy() for name, array in counter.weights.items()}, counter.readout.copy()
    for name in ("W_g", "U_g", "b_g"):
        weights[name][..., unit] *= -1
    for gate in "ifgo":
        weights[f"U_{gate}"][unit] *= -1
    readout[unit] *= -1
    return replace(counter, weights=weights, readout=readout)


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


def survey(counters, longest, limit):
    """A ``Survey`` of networks trained up to n = ``longest``, on strings up to n = ``limit``.

    ValueError unless 8 <= ``longest`` < ``limit``.
    """
    if not 8 <= longest < limit:
        raise ValueError(f"longest must be at least 8 and below limit, got {longest} and {limit}")
    rows = [_measured(one, longest, limit) for one in counters]
    return Survey(*(np.array(column) for column in zip(*rows, strict=True)))


def _measured(counter, longest, limit):
    far = reach(right_up_to(counter, limit))
    failing = max(far + 1, 2)
    wrong = np.flatnonzero(~trace(counter, failing)["right"])
    late = not wrong.size or wrong[0] >= 2 * failing - 1
    places = [margin(counter, n) for n in (8, longest, failing)]
    climb, unit = trace(counter, 40), counting_unit(counter, longest)
    cell, gate = np.abs(climb["c"][:41, unit]), climb["f"][:41, unit]
    steps = np.diff(cell)
    lost, leaked = steps[3] - steps[39], (1 - gate[40]) * cell[39] - (1 - gate[4]) * cell[3]
    taken = leaked / lost if lost else np.nan
    hidden = np.abs(climb["h"][40] - climb["h"][20]).max()
    return far, leak(counter, longest), places, late, abs(cell[40] - cell[20]), hidden, taken


def ranks_agree(one, other):
    """Spearman's rank correlation of two arrays, ties at their mean rank."""
    ranks = [(a[:, None] > a).sum(axis=1) + (a[:, None] == a).sum(axis=1) / 2 for a in map(np.asarray, (one, other))]
    return float(np.corrcoef(*ranks)[0, 1])


def falls(counter, n):
    """How far the counting unit's cell comes towards zero with each b of S a^n b^n but the first and the last two.

    An array (n - 3,); it is all ones for a perfect counter. ValueError for n below 4.
    """
    if n < 4:
        raise ValueError(f"n must be at least 4, got {n}")
    cell = trace(counter, n)["c"][:, counting_unit(counter, n)]
    return -np.sign(cell[n]) * np.diff(cell[n + 1 : 2 * n - 1])


def kept():
    """One trained network whose weights are kept in ``kept_counter``, so that it is the same on every machine."""
    weights = {name: np.array(array) for name, array in kept_counter.WEIGHTS.items()}
    return Counter(kept_counter.SEED, weights, np.array(kept_counter.READOUT), np.array(kept_counter.BIAS))


def _start(counter):
    return {"h": np.zeros((1, len(counter.readout))), "c": np.zeros((1, len(counter.readout)))}


def _step(counter, x, state):
    return _LSTM(x=x, h_prev=state["h"], c_prev=state["c"], **counter.weights)
