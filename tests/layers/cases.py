"""What the tests of all cells share: Keras's own conformance helper, and a model with cells saved and loaded."""

import keras
import numpy as np


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
