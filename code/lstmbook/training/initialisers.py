"""How networks start, each array a function of its sizes and a seed."""

import keras
import numpy as np

from lstmbook.training.starts import checked_seed


def _kernels(features, units, blocks, seed):
    """Kernel (d, kn) and recurrent kernel (n, kn) of k blocks, as Keras starts those of every recurrent layer."""
    if min(features, units) < 1:
        raise ValueError(f"features and units must be at least 1, got {features} and {units}")
    kernel = keras.initializers.GlorotUniform(checked_seed(seed))((features, blocks * units))
    recurrent_kernel = keras.initializers.Orthogonal(seed=seed)((units, blocks * units))
    return np.asarray(kernel), np.asarray(recurrent_kernel)


def lstm(features, units, seed):
    """Kernel (d, 4n), recurrent kernel (n, 4n) and bias (4n,) as Keras starts an LSTM, in single precision.

    ValueError for sizes below one or a seed that is not a whole number from 0 on. Sources: Glorot & Bengio,
    "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, for the kernel;
    Saxe, McClelland & Ganguli, arXiv:1312.6120, for the orthogonal recurrent kernel; Jozefowicz, Zaremba & Sutskever,
    ICML 2015, for the forget bias of one.
    """
    kernels = _kernels(features, units, 4, seed)
    bias = np.repeat(np.array([0, 1, 0, 0], np.float32), units)
    return [*kernels, bias]


def coupled_lstm(features, units, seed):
    """Kernel (d, 3n), recurrent kernel (n, 3n) and bias (3n,) of an LSTM with coupled gates, in single precision.

    As Keras starts an LSTM; a forget bias of one is here an input bias of minus one. ValueError as of ``lstm``.
    """
    kernels = _kernels(features, units, 3, seed)
    bias = np.repeat(np.array([-1, 0, 0], np.float32), units)
    return [*kernels, bias]


def peephole_lstm(features, units, seed):
    """The arrays of ``lstm`` for the same seed, then the peephole kernel (3, n) as ``PeepholeLSTMCell`` starts it.

    ValueError as in ``lstm``.
    """
    whole = lstm(features, units, seed)
    return [*whole, np.asarray(keras.initializers.GlorotUniform(seed)((3, units)))]


def simple_rnn(features, units, seed):
    """Kernel (d, n), recurrent kernel (n, n) and bias (n,) as Keras starts a SimpleRNN, in single precision.

    ValueError for sizes below one or a seed that is not a whole number from 0 on. Sources: Glorot & Bengio, AISTATS
    2010, for the kernel; Saxe, McClelland & Ganguli, arXiv:1312.6120, for the orthogonal recurrent kernel.
    """
    kernels = _kernels(features, units, 1, seed)
    return [*kernels, np.zeros(units, np.float32)]


def gru(features, units, seed):
    """Kernel (d, 3n), recurrent kernel (n, 3n) and bias (2, 3n) as Keras starts a GRU, in single precision.

    ValueError for sizes below one or a seed that is not a whole number from 0 on. Sources: Glorot & Bengio, AISTATS
    2010, for the kernel; Saxe, McClelland & Ganguli, arXiv:1312.6120, for the orthogonal recurrent kernel.
    """
    kernels = _kernels(features, units, 3, seed)
    return [*kernels, np.zeros((2, 3 * units), np.float32)]


def min_gru(features, units, seed):
    """Kernel (d, 2n) and bias (2n,), started as Keras starts a recurrent layer's, in single precision.

    ValueError for sizes below one or a seed that is not a whole number from 0 on. Source: Glorot & Bengio, AISTATS
    2010, for the kernel.
    """
    return dense(features, 2 * units, seed)


def min_lstm(features, units, seed):
    """Kernel (d, 3n) and bias (3n,), as ``min_gru``."""
    return dense(features, 3 * units, seed)


def slstm(features, units, seed):
    """Kernel (d, 4n), recurrent kernel (n, 4n) and bias (4n,), as ``lstm`` starts, but for a bias of zeros."""
    kernel, recurrent_kernel, bias = lstm(features, units, seed)
    return [kernel, recurrent_kernel, np.zeros_like(bias)]


def dense(features, outputs, seed):
    """Kernel (n, k) and bias (k,) as Keras starts a dense layer, in single precision.

    ValueError for sizes below one or a seed that is not a whole number from 0 on.
    """
    if min(features, outputs) < 1:
        raise ValueError(f"features and outputs must be at least 1, got {features} and {outputs}")
    kernel = keras.initializers.GlorotUniform(checked_seed(seed))((features, outputs))
    return [np.asarray(kernel), np.zeros(outputs, np.float32)]


def chrono_biases(units, longest, seed):
    """Forget and input biases, each (units,), for memories of up to ``longest`` steps.

    The forget bias is ln u with u uniform between 1 and ``longest`` - 1, so that 1 / (1 - f) is uniform between 2 and
    ``longest``; the input bias is its negative. ValueError unless there is a unit and ``longest`` exceeds 2.
    Source: Tallec & Ollivier, "Can recurrent neural networks warp time?", ICLR 2018.
    """
    if units < 1 or not longest > 2:
        raise ValueError(f"needs at least one unit and a memory longer than 2 steps, got {units} and {longest}")
    forget = np.log(np.random.default_rng(checked_seed(seed)).uniform(1, longest - 1, units))
    return forget, -forget
