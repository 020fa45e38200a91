"""The LSTM cell: one step of a long short-term memory, to be run by ``keras.layers.RNN``."""

import keras
from keras import activations, constraints, initializers, ops, regularizers

# Not exported by Keras, and needed: `keras.layers.RNN` draws the dropout masks before its loop, once for a
# whole sequence, only for cells that are instances of this class.
from keras.src.layers.rnn.dropout_rnn_cell import DropoutRNNCell

_SERIALIZERS = {
    "activation": activations,
    "recurrent_activation": activations,
    "kernel_initializer": initializers,
    "recurrent_initializer": initializers,
    "bias_initializer": initializers,
    "kernel_regularizer": regularizers,
    "recurrent_regularizer": regularizers,
    "bias_regularizer": regularizers,
    "kernel_constraint": constraints,
    "recurrent_constraint": constraints,
    "bias_constraint": constraints,
}


@keras.saving.register_keras_serializable(package="lstmbook")
class LSTMCell(keras.layers.Layer, DropoutRNNCell):
    """One step of an LSTM; exchanges weights with ``keras.layers.LSTMCell``.

    With a batch of rows x (B, d) and the states h, c (B, n) of the step before::

        i  = sigmoid(x W_i + h U_i + b_i)      input gate
        f  = sigmoid(x W_f + h U_f + b_f)      forget gate
        g  = tanh(x W_g + h U_g + b_g)         candidate
        o  = sigmoid(x W_o + h U_o + b_o)      output gate
        c' = f * c + i * g                     cell state
        h' = o * tanh(c')                      hidden state

    All are (B, n); ``*`` is the elementwise product. The four blocks are packed side by side in the order
    i, f, g, o (Keras writes i, f, c, o), so that one product with each kernel serves four gates.

    Weights: ``kernel (d, 4n)``, ``recurrent_kernel (n, 4n)`` and, with ``use_bias``, ``bias (4n,)``.

    Sources: Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997, for the cell
    with input and output gates; Gers, Schmidhuber & Cummins, "Learning to Forget: Continual Prediction with
    LSTM", Neural Computation 12(10), 2000, for the forget gate; Jozefowicz, Zaremba & Sutskever, "An
    Empirical Exploration of Recurrent Network Architectures", ICML 2015, for the forget bias of one.

    Args:
        units: n, the size of both states: a positive integer.
        activation: applied to the candidate and to the new cell state.
        recurrent_activation: applied to the three gates.
        use_bias: whether there is a ``bias``.
        kernel_initializer: initializer of ``kernel``.
        recurrent_initializer: initializer of ``recurrent_kernel``.
        bias_initializer: initializer of ``bias``, its forget block excepted if ``unit_forget_bias``.
        unit_forget_bias: start the forget block of ``bias`` at one: the cell remembers before it has learnt.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: regularizers of the three weights.
        kernel_constraint, recurrent_constraint, bias_constraint: constraints of the three weights.
        dropout: fraction of the inputs to drop, in [0, 1): one mask a sequence, shared by the four blocks.
        recurrent_dropout: fraction of h to drop, in [0, 1): one mask a sequence for each block; the inputs
            then also get one mask for each block, as in Keras.
        seed: seed of the dropout masks.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        inputs: x, of shape (B, d).
        states: the pair h, c, each of shape (B, n).
        training: whether to drop.

    Returns:
        The pair ``h', [h', c']``.

    Raises:
        ValueError: if ``units`` is not a positive integer, a dropout is not in [0, 1), the last dimension of
            ``inputs`` is unknown or not the d the cell was built for, or ``states`` are not two of (B, n).
    """

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        unit_forget_bias=True,
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **kwargs,
    ):
        if isinstance(units, bool) or not isinstance(units, int) or units <= 0:
            raise ValueError(f"units must be a positive integer, got {units!r}")
        super().__init__(**kwargs)
        self.units = self.output_size = units
        self.state_size = [units, units]
        self.activation = activations.get(activation)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.use_bias = use_bias
        self.unit_forget_bias = unit_forget_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = _fraction("dropout", dropout)
        self.recurrent_dropout = _fraction("recurrent_dropout", recurrent_dropout)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        if self.recurrent_dropout:
            self.dropout_mask_count = 4  # read by DropoutRNNCell: a list of masks, one a block

    def build(self, input_shape):
        d, n = input_shape[-1], self.units
        if d is None:
            raise ValueError(f"inputs must have a known last dimension, got shape {tuple(input_shape)}")
        self.kernel = self.add_weight(
            name="kernel",
            shape=(d, 4 * n),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(n, 4 * n),
            initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(4 * n,),
                initializer=self._initial_bias if self.unit_forget_bias else self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        super().build(input_shape)

    def call(self, inputs, states, training=False):
        self._check(inputs, states)
        h, c = states
        x_masks = self.get_dropout_mask(inputs) if training else None
        h_masks = self.get_recurrent_dropout_mask(h) if training else None
        z = _masked_product(inputs, x_masks, self.kernel)
        z += _masked_product(h, h_masks, self.recurrent_kernel)
        if self.bias is not None:
            z = ops.add(z, self.bias)  # Keras makes this the faster BiasAdd; not so `+`
        i, f, g, o = ops.split(z, 4, axis=-1)
        i, f, o = (self.recurrent_activation(gate) for gate in (i, f, o))
        g = self.activation(g)
        c = f * c + i * g
        h = o * self.activation(c)
        return h, [h, c]

    def get_initial_state(self, batch_size=None):
        """Zeros: the pair h, c, each (batch_size, n), in the dtype the cell computes in."""
        return [ops.zeros((batch_size, n), dtype=self.compute_dtype) for n in self.state_size]

    def compute_output_shape(self, inputs_shape, states_shape):
        """The shapes of ``h', [h', c']``: each (B, n)."""
        shape = (inputs_shape[0], self.units)
        return shape, [shape, shape]

    def get_config(self):
        plain = ("units", "use_bias", "unit_forget_bias", "dropout", "recurrent_dropout", "seed")
        config = {name: getattr(self, name) for name in plain}
        config |= {name: kind.serialize(getattr(self, name)) for name, kind in _SERIALIZERS.items()}
        return super().get_config() | config

    def _initial_bias(self, shape, dtype=None):
        n, start = self.units, self.bias_initializer
        return ops.concatenate([start((n,), dtype), ops.ones((n,), dtype), start((2 * n,), dtype)])

    def _check(self, inputs, states):
        _check_shape("inputs", inputs, None, self.kernel.shape[0])
        if not isinstance(states, (list, tuple)) or len(states) != 2:
            raise ValueError(f"states must be the pair h, c, got {states!r}")
        for name, state in zip("hc", states, strict=True):
            _check_shape(f"states: {name}", state, inputs.shape[0], self.units)


def _check_shape(name, tensor, batch, size):
    shape = tuple(tensor.shape)
    known = len(shape) == 2 and batch is not None and shape[0] is not None
    if len(shape) != 2 or shape[1] != size or (known and shape[0] != batch):
        batch = "batch" if batch is None else batch
        raise ValueError(f"{name} must have shape ({batch}, {size}), got {shape}")


def _fraction(name, value):
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be at least 0 and less than 1, got {value!r}")
    return value


def _masked_product(x, masks, kernel):
    """``x @ kernel`` (B, 4n) with no dropout mask, one mask for all four blocks, or a list of one a block."""
    if masks is None:
        return ops.matmul(x, kernel)
    if not isinstance(masks, list):
        return ops.matmul(x * masks, kernel)
    blocks = ops.split(kernel, 4, axis=-1)
    products = [ops.matmul(x * mask, block) for mask, block in zip(masks, blocks, strict=True)]
    return ops.concatenate(products, axis=-1)
