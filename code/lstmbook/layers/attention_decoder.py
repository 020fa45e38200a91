"""A decoder that reads a memory before each step: one step of it as a cell, and whole sequences as a layer."""

import keras
from keras import ops
from keras.src.backend import AutocastScope

from lstmbook.layers.attention import attended
from lstmbook.layers.checks import afresh, check_positive, fits
from lstmbook.layers.lstm import LSTMCell


@keras.saving.register_keras_serializable(package="lstmbook")
class AttentionLSTMCell(LSTMCell):
    """One step of an LSTM that first reads a memory, with the additive score of Bahdanau, Cho & Bengio.

    With a batch of rows x (B, d), the states h, c (B, n) of the step before and the rows m_j (dm,) of a memory::

        s_j = tanh(h W + m_j U) . w                       score; the query is the h of the step before
        a_j = exp(s_j) / sum over l of exp(s_l)           weights, over the rows that may be read
        r   = sum over j of a_j m_j                       context, of the rows themselves
        i   = sigmoid(x W_i + h U_i + r V_i + b_i)        and f, o alike, g with tanh
        c'  = f * c + i * g
        h'  = o * tanh(c')

    ``keras.layers.RNN`` hands a cell an input and states. So the memory travels among the states, which the cell
    returns as they came: ``RNN(cell)(x, initial_state=[h, c, memory, seen])``.

    Weights: ``kernel (d, 4n)``, ``recurrent_kernel (n, 4n)`` and, with ``use_bias``, ``bias (4n,)``, packed in the
    order i, f, g, o as those of ``LSTMCell``; then ``context_kernel (dm, 4n)``, packed alike, ``query_kernel (n, u)``,
    ``memory_kernel (dm, u)`` and ``score_vector (u,)``. The last four start as ``kernel_initializer`` says, and no
    regularizer or constraint reaches them.

    Source: Bahdanau, Cho & Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate", ICLR 2015,
    arXiv:1409.0473, section 3.1 and appendix A, who have a gated unit in place of the LSTM.

    Args:
        units: n, the size of h and c: a positive integer.
        memory_size: dm, the size of a row of the memory; n if not given.
        score_units: u, the size in which query and row are compared; n if not given.
        **kwargs: as of ``LSTMCell``.

    Call arguments:
        inputs: x, of shape (B, d).
        states: the list h, c (B, n), memory (B, Tk, dm) and, if some rows may not be read, seen (B, Tk), which is
            true, or one, where a row may. A sequence that may read nothing has a context of zeros.
        training: whether to drop, as of ``LSTMCell``; nothing of the memory or the context is dropped.

    Returns:
        The pair of h' and the list h', c', memory and, if given, seen.

    Raises:
        ValueError: as of ``LSTMCell``; for a size that is not a positive integer; for a memory or seen of another
            shape; and if the cell is run without a memory.
    """

    def __init__(self, units, memory_size=None, score_units=None, **kwargs):
        super().__init__(units, **kwargs)
        self.memory_size = units if memory_size is None else memory_size
        self.score_units = units if score_units is None else score_units
        check_positive(memory_size=self.memory_size, score_units=self.score_units)
        self.state_size = [units, units]  # what a step changes

    def build(self, input_shape):
        super().build(input_shape)
        for name, shape in self.shapes().items():
            setattr(self, name, self.add_weight(name=name, shape=shape, initializer=afresh(self.kernel_initializer)))

    def shapes(self):
        """The shapes of the four weights that an ``LSTMCell`` does not have, by name."""
        return {
            "context_kernel": (self.memory_size, 4 * self.units),
            "query_kernel": (self.units, self.score_units),
            "memory_kernel": (self.memory_size, self.score_units),
            "score_vector": (self.score_units,),
        }

    def call(self, inputs, states, training=False):
        h, c, memory, *seen = self.checked(inputs, states)
        allowed = ops.cast(seen[0], "bool") if seen else None
        h, c, _ = self.step(inputs, h, c, memory, self.offered(memory), allowed, training)
        return h, [h, c, memory, *seen]

    def step(self, inputs, h, c, memory, offered, allowed=None, training=False):
        """The new h and c (B, n) and the weights (B, Tk) of one step; ``offered`` is what a method of that name says.

        ``allowed`` are booleans (B, Tk), true at a row that may be read, or None where all may.
        """
        context, weights = self.read(h, memory, offered, allowed)
        z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
        i, f, g, o = ops.split(z + ops.matmul(context, self.context_kernel), 4, axis=-1)
        i, f, o = (self.recurrent_activation(gate) for gate in (i, f, o))
        c = f * c + i * self.activation(g)
        return o * self.activation(c), c, weights

    def offered(self, memory):
        """What of each row is compared with a query, m_j U (B, Tk, u): the same at every step."""
        return ops.matmul(memory, self.memory_kernel)

    def scores(self, h, offered):
        """How well each row fits the query h (B, n): (B, Tk)."""
        asked = ops.expand_dims(ops.matmul(h, self.query_kernel), 1)
        return ops.sum(ops.tanh(asked + offered) * self.score_vector, axis=-1)

    def read(self, h, memory, offered, allowed=None):
        """The context (B, dm) that the query h (B, n) reads, and its weights (B, Tk)."""
        scores = ops.expand_dims(self.scores(h, offered), 1)
        allowed = None if allowed is None else ops.expand_dims(allowed, 1)
        context, weights = attended(scores, memory, allowed)
        return ops.squeeze(context, 1), ops.squeeze(weights, 1)

    def checked(self, inputs, states):
        """``states``, if they and the inputs are what the cell was built for. ValueError, naming what is not."""
        if not isinstance(states, (list, tuple)) or len(states) not in (3, 4):
            raise ValueError(f"states must be the list h, c, memory and, if need be, seen, got {states!r}")
        super().checked(inputs, states[:2])
        check_memory(states[2], inputs.shape[0], self.memory_size)
        if len(states) == 4:
            check_seen("states: seen", states[3], states[2])
        return states

    def get_initial_state(self, batch_size=None):
        """A ValueError: nobody but the caller can know the memory."""
        raise ValueError(
            "a memory is needed: call the layer with initial_state=[h, c, memory] or [h, c, memory, seen], "
            "or use AttentionDecoder"
        )

    def compute_output_shape(self, inputs_shape, states_shape):
        """The shapes of the output and of the new states."""
        shape = (inputs_shape[0], self.units)
        return shape, [shape, shape, *map(tuple, states_shape[2:])]

    def get_config(self):
        return super().get_config() | {"memory_size": self.memory_size, "score_units": self.score_units}


@keras.saving.register_keras_serializable(package="lstmbook")
class AttentionDecoder(keras.layers.Layer):
    """An LSTM over whole sequences that reads a memory before each step.

    What does not change from step to step, the memory's part of the scores, is computed once, and no copy of the
    memory travels with the states. Otherwise it does what ``keras.layers.RNN`` does with the cell.

    Weights: those of the cell, in its order.

    Source: as of ``AttentionLSTMCell``.

    Args:
        cell: an ``AttentionLSTMCell``, which computes under a dtype policy of its own.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        inputs: (B, T, d).
        memory: (B, Tk, dm).
        initial_state: the pair h, c, each (B, n); zeros if not given.
        training: whether the cell drops.
        inputs_mask: booleans (B, T), true at a step that counts. A masked step keeps h and c and repeats the results of
            the step before, or zeros if there was none.
        memory_mask: booleans (B, Tk), true at a row of the memory that may be read. A sequence that may read nothing
            has weights and a context of zeros.

    A mask that is not given is the one that Keras attached to the argument of that name, if it did. The mask attached
    to the inputs is handed on with the hidden states. No argument is called ``mask``: Keras would hand that on instead.

    Returns:
        The hidden states (B, T, n) and the weights (B, T, Tk), in the layer's ``compute_dtype``.

    Raises:
        ValueError: for a cell of another kind; in a call for inputs, memory, masks or states of other shapes.
    """

    def __init__(self, cell, **kwargs):
        if not isinstance(cell, AttentionLSTMCell):
            raise ValueError(f"cell must be an AttentionLSTMCell, got {cell!r}")
        super().__init__(**kwargs)
        self.cell = cell
        self.supports_masking = True

    def build(self, inputs_shape, memory_shape):
        if not self.cell.built:
            self.cell.build((inputs_shape[0], inputs_shape[-1]))
        self.built = True

    def call(self, inputs, memory, initial_state=None, training=False, inputs_mask=None, memory_mask=None):
        cell = self.cell
        _check_sequence(inputs, cell.kernel.shape[0])
        check_memory(memory, inputs.shape[0], cell.memory_size)
        inputs, memory = (ops.convert_to_tensor(one, cell.compute_dtype) for one in (inputs, memory))
        allowed, counts = _allowed(memory_mask, memory), _counting(inputs_mask, inputs)
        start = _start(initial_state, cell, inputs)
        with AutocastScope(cell.compute_dtype):  # of the cell's weights, as if Keras had called the cell
            found = self.decoded(inputs, memory, start, allowed, counts, training)
        return tuple(ops.cast(one, self.compute_dtype) for one in found)

    def decoded(self, inputs, memory, start, allowed, counts, training):
        """The hidden states and the weights of all steps, from the states ``start``; both masks as booleans."""
        cell = self.cell
        offered = cell.offered(memory)
        blank = ops.zeros_like(start[0]), ops.zeros_like(offered[..., 0])

        def advance(before, now):
            x, keep = now
            h, c, weights = cell.step(x, *before[:2], memory, offered, allowed, training)
            after = [ops.where(keep, new, old) for new, old in zip((h, c, h, weights), before, strict=True)]
            return after, after

        cell.get_dropout_mask(inputs[:, 0])  # before the loop, so that all steps share it
        cell.get_recurrent_dropout_mask(start[0])
        by_step = ops.swapaxes(inputs, 0, 1), ops.swapaxes(ops.expand_dims(counts, -1), 0, 1)
        _, (_, _, hidden, weights) = ops.scan(advance, [*start, *blank], by_step)
        cell.reset_dropout_mask()
        cell.reset_recurrent_dropout_mask()
        return ops.swapaxes(hidden, 0, 1), ops.swapaxes(weights, 0, 1)

    def compute_output_shape(self, inputs_shape, memory_shape):
        """The shapes of the hidden states (B, T, n) and of the weights (B, T, Tk)."""
        return (*inputs_shape[:2], self.cell.units), (*inputs_shape[:2], memory_shape[1])

    def get_config(self):
        return super().get_config() | {"cell": keras.saving.serialize_keras_object(self.cell)}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        cell = keras.saving.deserialize_keras_object(config["cell"], custom_objects=custom_objects)
        return cls(**config | {"cell": cell})


def check_memory(memory, batch, size):
    """ValueError if a memory is not (batch, Tk, size)."""
    shape = tuple(memory.shape)
    if not fits(shape, (batch, None, size)) or shape[-1] is None:
        raise ValueError(f"memory must have shape ({batch}, steps, {size}), got {shape}")


def check_seen(name, seen, memory):
    """ValueError if ``seen`` has not one entry for each row of the memory."""
    wanted, shape = tuple(memory.shape[:2]), tuple(seen.shape)
    if not fits(shape, wanted):
        raise ValueError(f"{name} must have shape {wanted}, got {shape}")


def _check_sequence(inputs, size):
    if len(inputs.shape) != 3 or inputs.shape[2] != size:
        raise ValueError(f"inputs must have shape (batch, steps, {size}), got {tuple(inputs.shape)}")


def _allowed(mask, memory):
    """Booleans (B, Tk) of the rows that may be read, or None where all may. ValueError for a mask of another shape."""
    if mask is None:
        return None
    mask = ops.cast(ops.convert_to_tensor(mask), "bool")
    check_seen("memory_mask", mask, memory)
    return mask


def _counting(mask, inputs):
    """Booleans (B, T) of the steps that count. ValueError for a mask of another shape."""
    if mask is None:
        return ops.ones_like(inputs[..., 0], dtype="bool")
    mask = ops.cast(ops.convert_to_tensor(mask), "bool")
    if not fits(mask.shape, inputs.shape[:2]):
        raise ValueError(f"inputs_mask must have shape {tuple(inputs.shape[:2])}, got {tuple(mask.shape)}")
    return mask


def _start(initial_state, cell, inputs):
    """The states h and c before the first step, in the dtype of the cell. ValueError for others."""
    if initial_state is None:
        return [ops.zeros((ops.shape(inputs)[0], cell.units), dtype=cell.compute_dtype)] * 2
    if not isinstance(initial_state, (list, tuple)) or len(initial_state) != 2:
        raise ValueError(f"initial_state must be the pair h, c, got {initial_state!r}")
    for name, one in zip("hc", initial_state, strict=True):
        wanted = inputs.shape[0], cell.units
        if not fits(one.shape, wanted) or one.shape[-1] is None:
            raise ValueError(f"initial_state: {name} must have shape {wanted}, got {tuple(one.shape)}")
    return [ops.convert_to_tensor(one, cell.compute_dtype) for one in initial_state]
