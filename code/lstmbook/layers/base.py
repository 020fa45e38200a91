"""What every recurrent cell of the book shares: arguments, weights, dropout masks, checks, configuration."""

import keras
from keras import activations, constraints, initializers, ops, regularizers

# Not exported by Keras, and needed: `keras.layers.RNN` draws the dropout masks before its loop, once for a
# whole sequence, only for cells that are instances of this class.
from keras.src.layers.rnn.dropout_rnn_cell import DropoutRNNCell

from lstmbook.layers.checks import check_positive

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


class Cell(keras.layers.Layer, DropoutRNNCell):
    """One step of a recurrent layer with k blocks of weights, to be run by ``keras.layers.RNN``.

    A cell names its ``blocks`` in the order in which they are packed and its ``state_names``, the output first, and
    writes ``call(inputs, states, training=False)``, which returns the output and the list of new states. It finds its
    states with ``checked``, and the products of all blocks at once with ``from_inputs`` and ``from_hidden``. Arguments
    of its own go into its ``__init__`` and ``get_config``, further weights into its ``build``.

    Weights: ``kernel (d, kn)``, ``recurrent_kernel (n, kn)`` and, with ``use_bias``, ``bias (kn,)``; if a cell sets
    ``biases = 2``, ``bias (2, kn)`` with a row for the inputs and one for the hidden state.

    Args:
        units: n, the size of every state: a positive integer.
        activation: for candidates and the like.
        recurrent_activation: for gates.
        use_bias: whether there is a ``bias``.
        kernel_initializer, recurrent_initializer, bias_initializer: initializers of the three weights.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: regularizers of the three weights.
        kernel_constraint, recurrent_constraint, bias_constraint: constraints of the three weights.
        dropout: fraction of the inputs to drop, in [0, 1): one mask a sequence, shared by the blocks.
        recurrent_dropout: fraction of h to drop, in [0, 1): one mask a sequence for each block; the inputs
            then also get one mask for each block, as in Keras.
        seed: seed of the dropout masks.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Raises:
        ValueError: if ``units`` is not a positive integer or a dropout is not in [0, 1); in ``build`` if the last
            dimension of the inputs is unknown; in a call if it is not the d the cell was built for, or if the states
            are not as many as ``state_names``, each (B, n).
    """

    blocks = ()
    state_names = ("h",)
    biases = 1

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
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
        check_positive(units=units)
        super().__init__(**kwargs)
        self.units = self.output_size = units
        self.state_size = [units] * len(self.state_names)
        self.activation, self.recurrent_activation = map(activations.get, (activation, recurrent_activation))
        self.use_bias = use_bias
        initial = kernel_initializer, recurrent_initializer, bias_initializer
        self.kernel_initializer, self.recurrent_initializer, self.bias_initializer = map(initializers.get, initial)
        penalties = kernel_regularizer, recurrent_regularizer, bias_regularizer
        self.kernel_regularizer, self.recurrent_regularizer, self.bias_regularizer = map(regularizers.get, penalties)
        limits = kernel_constraint, recurrent_constraint, bias_constraint
        self.kernel_constraint, self.recurrent_constraint, self.bias_constraint = map(constraints.get, limits)
        self.dropout = _fraction("dropout", dropout)
        self.recurrent_dropout = _fraction("recurrent_dropout", recurrent_dropout)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        if self.recurrent_dropout:
            self.dropout_mask_count = len(self.blocks)  # read by DropoutRNNCell: a list of masks, one a block

    def build(self, input_shape):
        d, n, wide = input_shape[-1], self.units, len(self.blocks) * self.units
        if d is None:
            raise ValueError(f"inputs must have a known last dimension, got shape {tuple(input_shape)}")
        self.kernel = self.add_weight(
            name="kernel",
            shape=(d, wide),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(n, wide),
            initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(wide,) if self.biases == 1 else (self.biases, wide),
                initializer=self.initial_bias,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        super().build(input_shape)

    def initial_bias(self, shape, dtype=None):
        """What ``bias`` starts as."""
        return self.bias_initializer(shape, dtype)

    def from_inputs(self, inputs, training):
        """x W + b (B, kn), the inputs through their dropout masks if ``training``."""
        masks = self.get_dropout_mask(inputs) if training else None
        product = _masked_product(inputs, masks, self.kernel)
        if self.bias is None:
            return product
        return ops.add(product, self.bias if self.biases == 1 else self.bias[0])  # the faster BiasAdd; not so `+`

    def from_hidden(self, h, training, blocks=None):
        """h U (B, kn), with its row of the bias if there are two, h through its dropout masks if ``training``.

        With ``blocks``, a string or tuple of neighbours among the cell's own, only these.
        """
        masks = self.get_recurrent_dropout_mask(h) if training else None
        kernel, bias = self.recurrent_kernel, self.bias[1] if self.biases == 2 and self.use_bias else None
        if blocks:
            first = self.blocks.index(blocks[0])
            kept, columns = (slice(first * size, (first + len(blocks)) * size) for size in (1, self.units))
            kernel, bias = kernel[:, columns], None if bias is None else bias[columns]
            masks = masks[kept] if isinstance(masks, list) else masks
        product = _masked_product(h, masks, kernel)
        return product if bias is None else ops.add(product, bias)

    def checked(self, inputs, states):
        """``states``, if they and the inputs are what the cell was built for. ValueError, naming what is not."""
        _check_shape("inputs", inputs, None, self.kernel.shape[0])
        if not isinstance(states, (list, tuple)) or len(states) != len(self.state_names):
            what = {1: "a list of", 2: "the pair"}.get(len(self.state_names), "the list of")
            raise ValueError(f"states must be {what} {', '.join(self.state_names)}, got {states!r}")
        for name, state in zip(self.state_names, states, strict=True):
            _check_shape(f"states: {name}", state, inputs.shape[0], self.units)
        return states

    def get_initial_state(self, batch_size=None):
        """Zeros for every state, each (batch_size, n), in the dtype the cell computes in."""
        return [ops.zeros((batch_size, n), dtype=self.compute_dtype) for n in self.state_size]

    def compute_output_shape(self, inputs_shape, states_shape):
        """The shapes of the output and of the new states: each (B, n)."""
        shape = (inputs_shape[0], self.units)
        return shape, [shape] * len(self.state_names)

    def get_config(self):
        plain = ("units", "use_bias", "dropout", "recurrent_dropout", "seed")
        config = {name: getattr(self, name) for name in plain}
        config |= {name: kind.serialize(getattr(self, name)) for name, kind in _SERIALIZERS.items()}
        return super().get_config() | config


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
    """``x @ kernel`` with no dropout mask, one mask for all blocks, or a list of one a block."""
    if masks is None:
        return ops.matmul(x, kernel)
    if not isinstance(masks, list):
        return ops.matmul(x * masks, kernel)
    blocks = ops.split(kernel, len(masks), axis=-1)
    products = [ops.matmul(x * mask, block) for mask, block in zip(masks, blocks, strict=True)]
    return ops.concatenate(products, axis=-1)
