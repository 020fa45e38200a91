"""What the tests of all layers share: one line of a source changed, Keras's conformance helper, models saved."""

import inspect
import textwrap

import keras
import numpy as np


def changed(function, old, new, **names):
    """The function or method, made again from its source with one change, in its module with these ``names``.

    Raises:
        AssertionError: ``old`` does not stand in the source just once.
    """
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(old) == 1, old
    # Outside its class a method has to be told whose super() is meant.
    source = source.replace(old, new).replace("super()", f"super({function.__qualname__.split('.')[0]}, self)")
    namespace = function.__globals__ | names
    exec(source, namespace)
    return namespace[function.__name__]


def check_conformance(case, cell, weights, shape=(4, 5, 3)):
    """Keras's ``run_layer_test`` of ``keras.layers.RNN`` with a cell that drops and has so many trainable weights.

    ``case`` is a ``keras.src.testing.TestCase``, ``shape`` that of the inputs.
    """
    case.run_layer_test(
        keras.layers.RNN,
        init_kwargs={"cell": cell},
        input_shape=shape,
        expected_output_shape=(shape[0], cell.units),
        expected_num_trainable_weights=weights,
        expected_num_non_trainable_weights=0,
        expected_num_seed_generators=1,
        supports_masking=True,
        run_mixed_precision_check=False,  # the one cell instance is shared, so its policy cannot change
    )


def check_saved_twofold(folder, first, second, inputs, atol):
    """Save and load a model of two layers, behind a mask, for sequences of any length.

    The loaded model has to say the same about ``inputs`` (B, T, d), of which the steps of the second row from the
    fourth on are padding, and so, up to ``atol``, has a model of the same layers that knows the number of steps.
    """
    inputs = inputs.astype("float32")
    inputs[1, 3:] = 0
    entry = keras.Input((None, inputs.shape[-1]))
    model = keras.Model(entry, second(first(keras.layers.Masking()(entry))))
    model.save(folder / "model.keras")
    loaded = keras.saving.load_model(folder / "model.keras")
    found = model.predict(inputs, verbose=0)
    np.testing.assert_allclose(loaded.predict(inputs, verbose=0), found, rtol=0, atol=1e-7)
    known = keras.Sequential([keras.Input(inputs.shape[1:]), keras.layers.Masking(), *model.layers[2:]])
    np.testing.assert_allclose(known.predict(inputs, verbose=0), found, rtol=0, atol=atol)


def saved_and_loaded(folder, cells, inputs, **options):
    """The layer of a model with ``keras.layers.RNN(cells)`` behind a mask, after it was saved and loaded.

    The loaded model has to say the same about ``inputs`` (B, T, d), of which two steps of the second row are padding.
    """
    inputs = inputs.astype("float32")
    inputs[1, 3:] = 0
    entry = keras.Input((None, inputs.shape[-1]))
    model = keras.Model(entry, keras.layers.RNN(cells, **options)(keras.layers.Masking()(entry)))
    model.save(folder / "model.keras")
    loaded = keras.saving.load_model(folder / "model.keras")
    np.testing.assert_array_equal(loaded.predict(inputs, verbose=0), model.predict(inputs, verbose=0))
    return loaded.layers[-1]
