"""Networks that learn lists: trained side by side as alone, read as Keras would, and asked what they still know."""

import keras
import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.experiments import forgetting
from lstmbook.tasks import lists

SMALL = {"units": 6, "items": 3, "batch": 16}


@pytest.fixture(scope="module")
def trained():
    return forgetting.train(seeds=(0, 1), steps=150, learning_rate=0.03, **SMALL)


@pytest.fixture(scope="module")
def untrained():
    return forgetting.untrained(seeds=(0, 1), **SMALL)


def test_training_helps(trained, untrained):
    assert forgetting.recalled(trained, 300).mean() > 0.7
    assert forgetting.recalled(untrained, 300).mean() < 0.5


def test_a_seed_is_trained_the_same_in_any_company(trained):
    (alone,) = forgetting.train(seeds=(1,), steps=150, learning_rate=0.03, **SMALL)
    assert alone.seed == trained[1].seed == 1 and np.allclose(alone.losses, trained[1].losses, rtol=1e-6)
    assert not np.allclose(trained[0].losses, trained[1].losses)


def test_the_first_losses_are_the_cross_entropy_of_the_layer(trained, untrained):
    """Of the answers of the list itself, or of another list where they are shuffled."""
    inputs, symbols = lists.batch(np.random.default_rng(0), SMALL["batch"], SMALL["items"])
    run = untrained[0]
    layer = keras.layers.SimpleRNN(SMALL["units"], dtype="float64")
    layer.build(inputs.shape)
    layer.set_weights(layouts.simple_rnn_to_keras(run.weights))
    answers = run.read(np.asarray(layer(inputs))).reshape(*symbols.shape, lists.SYMBOLS)
    (shuffled,) = forgetting.train(seeds=(0,), steps=1, shuffled=True, **SMALL)
    for found, wanted in ((trained[0], symbols), (shuffled, np.roll(symbols, 1, axis=0))):
        expected = np.mean(keras.ops.sparse_categorical_crossentropy(wanted, answers, from_logits=True))
        assert found.losses[0] == pytest.approx(float(expected), abs=1e-6)
    assert np.array_equal(forgetting.said(run, inputs), answers.argmax(-1))


def test_the_last_item_leaves_a_whole_trace_and_a_cut_network_no_other(trained):
    found = forgetting.traces(trained, sequences=20)
    assert found.shape == (2, 3) and np.all(found[:, 0] == 1) and np.all(found > 0)
    for run in trained:
        run = type(run)(run.seed, run.weights | {"U": 0 * run.weights["U"]}, run.readout, run.bias)
        assert forgetting.traces([run], sequences=20).tolist() == [[1.0, 0.0, 0.0]]


def test_a_trace_is_that_of_one_item_exchanged(trained):
    inputs, symbols = lists.batch(np.random.default_rng(7), 1, 3)
    found = forgetting.traces(trained[:1], sequences=1, seed=7)[0]
    sizes = []
    for lag in range(3):
        changed = symbols.copy()
        changed[0, 2 - lag] = (changed[0, 2 - lag] + 1) % lists.SYMBOLS
        layer = keras.layers.SimpleRNN(SMALL["units"], dtype="float64")
        layer.build(inputs.shape)
        layer.set_weights(layouts.simple_rnn_to_keras(trained[0].weights))
        moved = np.asarray(layer(np.eye(4)[changed])) - np.asarray(layer(inputs.astype(float)))
        sizes.append(np.linalg.norm(moved))
    assert np.allclose(found, np.array(sizes) / sizes[0], atol=1e-10)


def test_retraining_forgets_only_the_runs_that_are_given_other_answers(trained):
    same, changed = forgetting.retrained(trained, (0, 60), batch=16, learning_rate=0.03)
    right = [forgetting.recalled(runs, 300).mean() for runs in (trained, same, changed)]
    assert right[1] > right[0] - 0.05 and right[2] < 0.5 * right[0]
    assert [run.seed for run in changed] == [0, 1]
    inputs, symbols = lists.batch(np.random.default_rng(5), 300, 3)
    assert np.mean(forgetting.said(changed[0], inputs) == (symbols + 1) % lists.SYMBOLS) > 0.6


def test_relearning_starts_from_what_is_known_and_moves_the_answers(trained, untrained):
    """The first loss is that of the weights, on the answers asked for, before anything has been changed."""
    known, moved, fresh = (
        forgetting.relearned(runs, shift, updates=40, batch=64, learning_rate=0.03)
        for runs, shift in ((trained, 0), (trained, 2), (untrained, 0))
    )
    assert known.shape == (2, 40)
    inputs, symbols = lists.batch(np.random.default_rng([1, 2]), 64, SMALL["items"])
    run = trained[1]
    layer = keras.layers.SimpleRNN(SMALL["units"], dtype="float64")
    layer.build(inputs.shape)
    layer.set_weights(layouts.simple_rnn_to_keras(run.weights))
    answers = run.read(np.asarray(layer(inputs))).reshape(*symbols.shape, lists.SYMBOLS)
    for found, wanted in ((known, symbols), (moved, (symbols + 2) % lists.SYMBOLS)):
        expected = np.mean(keras.ops.sparse_categorical_crossentropy(wanted, answers, from_logits=True))
        assert found[1, 0] == pytest.approx(float(expected), abs=1e-6)
    assert np.all(known[:, 0] < fresh[:, 0] - 0.3) and np.all(moved[:, 0] > fresh[:, 0] + 0.3)
    assert np.all(moved[:, -1] < moved[:, 0] - 0.3)


def test_relearning_has_the_rates_of_the_first_learning(untrained):
    """Few updates of many steps are the beginning of many updates, and not a shorter training of their own."""
    settings = {"steps": 20, "batch": 16, "learning_rate": 0.03}
    whole = forgetting.relearned(untrained, updates=20, **settings)
    assert np.allclose(forgetting.relearned(untrained, updates=5, **settings), whole[:, :5], rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: forgetting.train(units=0), "units"),
        (lambda: forgetting.train(items=0), "items"),
        (lambda: forgetting.train(steps=-1), "steps"),
        (lambda: forgetting.train(seeds=(1, 1)), "seeds"),
        (lambda: forgetting.train(seeds=()), "seeds"),
        (lambda: forgetting.retrained([], (1,)), "runs"),
        (lambda: forgetting.relearned([]), "runs"),
        (lambda: forgetting.relearned(forgetting.untrained(seeds=(0,), **SMALL), updates=401), "updates"),
        (lambda: forgetting.relearned(forgetting.untrained(seeds=(0,), **SMALL), updates=0), "updates"),
        (lambda: forgetting.retrained(forgetting.untrained(seeds=(0,), **SMALL), (-1,)), "updates"),
        (lambda: forgetting.retrained(forgetting.untrained(seeds=(0,), **SMALL), ()), "updates"),
    ],
)
def test_impossible_settings_are_refused(call, word):
    with pytest.raises(ValueError, match=word):
        call()
