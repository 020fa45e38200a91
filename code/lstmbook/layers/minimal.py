"""What minGRU and minLSTM share: recurrences h' = a * h + b whose a and b do not hear h, as a walk and as a scan."""

import keras
from keras import constraints, initializers, ops, regularizers

from lstmbook.layers.checks import afresh, check_positive, fits
from lstmbook.layers.scan import combined, prefixes

_SERIALIZERS = {
    "kernel_initializer": initializers,
    "bias_initializer": initializers,
    "kernel_regularizer": regularizers,
    "bias_regularizer": regularizers,
    "kernel_constraint": constraints,
    "bias_constraint": constraints,
}


def scan(a, b, start):
    """All states (B, T, n) at once: a and b (B, T, n), start (B, n)."""
    kept, written = prefixes((a, b), combined)
    return kept * start[:, None] + written


def walk(a, b, start):
    """All states (B, T, n) one after the other."""

    def step(h, pair):
        h = pair[0] * h + pair[1]
        return h, h

    by_time = tuple(ops.swapaxes(one, 0, 1) for one in (a, b))
    _, states = ops.scan(step, start, by_time)
    return ops.swapaxes(states, 0, 1)


def candidate(x):
    """x + 1/2 from zero on, sigmoid(x) below: positive, and one half at zero from both sides."""
    return ops.where(x >= 0, x + 0.5, ops.sigmoid(x))


class Minimal(keras.layers.Layer):
    """A layer of n units over sequences, of k blocks of weights that read the inputs alone.

    A layer names its ``blocks`` in the order in which they are packed and writes ``pairs(z)``, which turns their
    preactivations (..., kn) into a and b (..., n) of the recurrence h' = a * h + b.

    Weights: ``kernel (d, kn)`` and, with ``use_bias``, ``bias (kn,)``.
    """

    blocks = ()

    def __init__(
        self,
        units,
        use_bias=True,
        parallel=True,
        return_sequences=False,
        return_state=False,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        check_positive(units=units)
        super().__init__(**kwargs)
        self.units, self.use_bias, self.parallel = units, use_bias, parallel
        self.return_sequences, self.return_state = return_sequences, return_state
        self.kernel_initializer, self.bias_initializer = map(initializers.get, (kernel_initializer, bias_initializer))
        self.kernel_regularizer, self.bias_regularizer = map(regularizers.get, (kernel_regularizer, bias_regularizer))
        self.kernel_constraint, self.bias_constraint = map(constraints.get, (kernel_constraint, bias_constraint))
        self.supports_masking = True

    def build(self, input_shape):
        self.kernel, self.bias = self.dense(input_shape, len(self.blocks) * self.units)

    def dense(self, input_shape, wide, name=""):
        """Weights of x W + b: ``{name}kernel (d, wide)`` and, with ``use_bias``, ``{name}bias (wide,)``, else None."""
        if len(input_shape) != 3 or input_shape[-1] is None:
            raise ValueError(f"inputs must have shape (batch, steps, d) with a known d, got {tuple(input_shape)}")
        kernel = self.add_weight(
            name=f"{name}kernel",
            shape=(input_shape[-1], wide),
            initializer=afresh(self.kernel_initializer),
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if not self.use_bias:
            return kernel, None
        bias = self.add_weight(
            name=f"{name}bias",
            shape=(wide,),
            initializer=afresh(self.bias_initializer),
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
        )
        return kernel, bias

    @staticmethod
    def projected(inputs, kernel, bias):
        """x W + b, or x W where there is no bias."""
        z = ops.matmul(inputs, kernel)
        return z if bias is None else ops.add(z, bias)

    def pairs(self, z):
        """a and b (B, T, n) from the preactivations (B, T, kn)."""
        raise NotImplementedError

    def call(self, inputs, initial_state=None, mask=None):
        start = self._checked(inputs, initial_state, mask)
        a, b = self.pairs(self.projected(inputs, self.kernel, self.bias))
        if mask is not None:
            counts = ops.expand_dims(ops.cast(mask, "bool"), -1)
            a, b = ops.where(counts, a, ops.ones_like(a)), ops.where(counts, b, ops.zeros_like(b))
        # Where the number of steps is not known before the data come, a scan would be built for every number.
        states = (scan if self.parallel and inputs.shape[1] is not None else walk)(a, b, start)
        last = states[:, -1]
        if mask is not None:  # before the first step that counts Keras shows zeros
            states = ops.where(ops.cumsum(ops.cast(counts, "int32"), axis=1) > 0, states, ops.zeros_like(states))
        shown = states if self.return_sequences else states[:, -1]
        return (shown, last) if self.return_state else shown

    def check_inputs(self, inputs, mask):
        """ValueError, naming it, for inputs or a mask of another shape than they must have."""
        shape, d = tuple(inputs.shape), self.weights[0].shape[0]
        if len(shape) != 3 or shape[-1] != d:
            raise ValueError(f"inputs must have shape (batch, steps, {d}), got {shape}")
        if shape[1] == 0:
            raise ValueError(f"inputs must have at least one step, got {shape}")
        if mask is not None and not fits(mask.shape, shape[:2]):
            raise ValueError(f"mask must have shape {shape[:2]}, got {tuple(mask.shape)}")

    def _checked(self, inputs, initial_state, mask):
        """The state before the first step. ValueError, naming it, for what has another shape than it must have."""
        self.check_inputs(inputs, mask)
        shape = tuple(inputs.shape)
        if isinstance(initial_state, (list, tuple)):
            if len(initial_state) != 1:
                raise ValueError(f"initial_state must be h or a list of h, got {len(initial_state)} states")
            (initial_state,) = initial_state
        if initial_state is None:
            return ops.zeros((ops.shape(inputs)[0], self.units), self.compute_dtype)
        initial_state = ops.cast(initial_state, self.compute_dtype)
        if not fits(initial_state.shape, (shape[0], self.units)):
            raise ValueError(
                f"initial_state must have shape {(shape[0], self.units)}, got {tuple(initial_state.shape)}"
            )
        return initial_state

    def compute_mask(self, inputs, mask=None, **others):
        shown = mask if self.return_sequences else None
        return (shown, None) if self.return_state else shown

    def compute_output_shape(self, inputs_shape, *others, **more):
        last = (inputs_shape[0], self.units)
        shown = (*inputs_shape[:2], self.units) if self.return_sequences else last
        return (shown, last) if self.return_state else shown

    def get_config(self):
        plain = ("units", "use_bias", "parallel", "return_sequences", "return_state")
        config = {name: getattr(self, name) for name in plain}
        config |= {name: kind.serialize(getattr(self, name)) for name, kind in _SERIALIZERS.items()}
        return super().get_config() | config
