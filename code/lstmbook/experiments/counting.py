"""A small LSTM learns a^n b^n from short strings; how far does it count?"""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.layers import LSTMCell
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


def train(seed, longest=15, units=3, steps=1000):
    """Train on all strings up to n = ``longest`` at once, for ``steps`` updates of Adam in double precision.

    ValueError unless the sizes are positive and the seed is a non-negative integer.
    """
    if min(units, steps) < 1:
        raise ValueError(f"units and steps must be at least 1, got {units} and {steps}")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ValueError(f"seed must be a non-negative integer, got {seed!r}")
    data = counting.batch(longest)
    keras.utils.set_random_seed(seed)
    network = keras.Sequential(
        [
            keras.Input((None, 3), dtype="float64"),
            keras.layers.RNN(LSTMCell(units, dtype="float64"), return_sequences=True, dtype="float64"),
            keras.layers.Dense(3, dtype="float64"),
        ]
    )
    network.set_weights(started(network.get_weights(), seed))
    network.compile(
        keras.optimizers.Adam(0.03),
        keras.losses.BinaryCrossentropy(from_logits=True),
        weighted_metrics=[],
        steps_per_execution=min(steps, 20),
    )
    network.fit(tf.data.Dataset.from_tensors(data).repeat(steps), shuffle=False, verbose=0)
    *cell, readout, bias = network.get_weights()
    return Counter(seed, layouts.lstm_from_keras(*cell), readout, bias)


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


def least_kept(counter, n):
    """The smallest forget gate of the counting unit on S a^n b^n, over the a and over the b: two numbers.

    S and the first a are left out, and so are the last two b. ValueError for n below 3.
    """
    if n < 3:
        raise ValueError(f"n must be at least 3, got {n}")
    forget = trace(counter, n)["f"][:, counting_unit(counter, n)]
    return float(forget[2 : n + 1].min()), float(forget[n + 1 : 2 * n - 1].min())


def falls(counter, n):
    """How far the counting unit's cell comes towards zero with each b of S a^n b^n but the first and the last two.

    An array (n - 3,); it is all ones for a perfect counter. ValueError for n below 4.
    """
    if n < 4:
        raise ValueError(f"n must be at least 4, got {n}")
    cell = trace(counter, n)["c"][:, counting_unit(counter, n)]
    return -np.sign(cell[n]) * np.diff(cell[n + 1 : 2 * n - 1])


def _start(counter):
    return {"h": np.zeros((1, len(counter.readout))), "c": np.zeros((1, len(counter.readout)))}


def _step(counter, x, state):
    return _LSTM(x=x, h_prev=state["h"], c_prev=state["c"], **counter.weights)
