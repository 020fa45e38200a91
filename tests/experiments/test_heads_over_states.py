"""Heads over an LSTM's states: what is trained is Keras's two layers, and what is measured is what it says."""

import keras
import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.experiments import heads_over_states as experiment
from lstmbook.experiments.heads_over_states import Heads
from lstmbook.tasks import two_keys as task

ONE, TWO, SHUFFLED = Heads(1), Heads(2), Heads(2, shuffled=True)
AFTERWARDS, MARKED, SINGLE = "two, asked afterwards", "two, marked while reading", "one, asked afterwards"


@pytest.fixture(scope="module")
def readers():
    return experiment.train(AFTERWARDS, [ONE, TWO, SHUFFLED], range(2), 40)


def test_learns(readers):
    for kind, found in readers.items():
        losses = np.array([run.losses for run in found])
        assert losses.shape == (2, 40)
        assert (losses[:, -5:].mean(axis=1) < losses[:, 0] - 0.1).all() == (not kind.shuffled)


def test_all_have_as_many_weights(readers):
    sizes = [
        sum(one.size for part in (run.lstm, run.attention) for one in part.values())
        for found in readers.values()
        for run in found
    ]
    assert len(set(sizes)) == 1


def test_what_is_trained_is_keras(readers):
    """The stacked operations, the equations and Keras's own layers answer alike."""
    rows, asked, _ = task.batch(np.random.default_rng(3), 4)
    run = readers[TWO][1]
    lstm = keras.layers.LSTM(experiment.UNITS, return_sequences=True, dtype="float64")
    lstm.build(rows.shape)
    lstm.set_weights(layouts.lstm_to_keras(run.lstm))
    states = lstm(rows)
    layer = keras.layers.MultiHeadAttention(2, 8, output_shape=12, dtype="float64")
    layer.build((4, 1, 12), states.shape)
    layer.set_weights(layouts.multi_head_attention_to_keras(run.attention))
    expected = np.asarray(layer(asked[:, None], states))[:, 0]
    found = experiment.read(run, rows, asked)["y"][:, 0]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
    packed = layouts.multi_head_attention_to_keras(run.attention)
    shapes = [one.shape for one in experiment.start(2, 0)[3:]]
    weights = [one.reshape(1, *shape) for one, shape in zip(packed, shapes, strict=True)]
    stacked = experiment.answered(weights, asked[None], np.asarray(states)[None], 2)
    np.testing.assert_allclose(np.asarray(stacked).reshape(4, 12), found, rtol=0, atol=1e-10)


def test_removing_a_head_leaves_the_others(readers):
    run = readers[TWO][0]
    rows, asked, answers = task.batch(np.random.default_rng(10_000), 50)
    found = experiment.read(run, rows, asked)
    said = (found["y"] - found["head"][:, 1])[:, 0].reshape(50, 2, 6)
    expected = (said.argmax(axis=-1) == answers).mean(axis=0)
    np.testing.assert_array_equal(experiment.judged(AFTERWARDS, [run], [0], 50)[0], expected)
    every = experiment.reduced(AFTERWARDS, [run], 1, 50)
    assert every.shape == (1, 2) and every[0, 0] == expected.mean()
    np.testing.assert_array_equal(
        experiment.reduced(AFTERWARDS, [run], 0, 50)[:, 0], experiment.judged(AFTERWARDS, [run], None, 50).mean(axis=1)
    )


def test_a_state_alone_is_all_weight_on_it(readers):
    """A vote is what the network says of a memory of that one state."""
    run = readers[ONE][0]
    rows, asked, answers = task.batch(np.random.default_rng(10_000), 20)
    found = experiment.read(run, rows, asked)
    votes = found["v"][:, 0] @ run.attention["W_out"][0] + run.attention["b_out"]
    single = experiment.MULTI_HEAD_ATTENTION.numpy()(
        query=asked[:, None], key=found["states"][:, 2:3], value=found["states"][:, 2:3], **run.attention
    )["y"][:, 0]
    np.testing.assert_allclose(votes[:, 2], single, rtol=0, atol=1e-12)
    right = (votes.reshape(20, 6, 2, 6).argmax(axis=-1) == answers[:, None]).all(axis=-1).any(axis=-1)
    assert experiment.alone(AFTERWARDS, [run], 20)[0] == right.mean()


def test_what_is_made_of_the_order_is_counted_row_by_row(readers):
    """Each number again, by its definition, from what the network says of one question at a time."""
    run, rows = readers[ONE][0], 30
    inputs, asked, answers = task.batch(np.random.default_rng(10_000), rows)
    found = experiment.both_orders([run], rows)
    firsts, others, weight, own, moved, four = [], [], [], [], [], []
    for row, question, wanted in zip(inputs, asked, answers, strict=True):
        turned = np.concatenate([question[6:], question[:6]])
        told, swapped = (experiment.read(run, row[None], one[None]) for one in (question, turned))
        said, other = (one["y"][0, 0].reshape(2, 6) for one in (told, swapped))
        shares = [one["weights"][0, 0, 0] for one in (told, swapped)]
        keys = [question[:6].argmax(), question[6:].argmax()]
        steps = [int(np.flatnonzero(row[:, :6].argmax(axis=1) == key)[0]) for key in keys]
        firsts += [(one > one[value]).sum() < 2 for one, value in zip(said, wanted, strict=True)]
        others += [said[p].argmax() == wanted[1 - p] for p in (0, 1) if said[p].argmax() != wanted[p]]
        weight.append(shares[0][steps].sum())
        moved.append(np.maximum(shares[1] - shares[0], 0).sum())
        alone = told["v"][0, 0, steps] @ run.attention["W_out"][0] + run.attention["b_out"]
        own.append((alone.reshape(2, 2, 6).argmax(axis=-1) == wanted[:, None]).all())
        if wanted[0] != wanted[1]:
            four.append([*(said.argmax(axis=1) == wanted), *(other.argmax(axis=1) == wanted[::-1])])
    expected = {
        "among_two": np.mean(firsts),
        "others_value": np.mean(others),
        "on_both": np.mean(weight),
        "own_votes": np.mean(own),
        "moved": np.mean(moved),
        "all_four": np.mean(np.all(four, axis=1)),
        "of_four": np.mean(four),
    }
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name].shape == (1,) and found[name][0] == pytest.approx(value, abs=1e-12), name


@pytest.mark.parametrize(("question", "orders"), [(AFTERWARDS, 2), (MARKED, 1)])
def test_what_is_said_lies_among_the_votes(readers, question, orders):
    run, number = readers[ONE][1], 3
    votes, said, places = experiment.in_a_plane(question, run, number)
    assert votes.shape == (6, 2) and said.shape == (orders, 2)
    inputs, asked, answers = task.batch(np.random.default_rng(10_000), 500, marked=question == MARKED)
    row = np.flatnonzero(answers[:, 0] != answers[:, 1])[number]
    turned = np.concatenate([asked[row][6:], asked[row][:6]])
    for point, order in zip(said, (asked[row], turned), strict=False):
        found = experiment.read(run, inputs[row][None], order[None])
        np.testing.assert_allclose(found["weights"][0, 0, 0] @ votes, point, rtol=0, atol=1e-12)
        logits, (first, second) = found["y"][0, 0].reshape(2, 6), answers[row]
        np.testing.assert_allclose(logits[:, first] - logits[:, second], point, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(inputs[row][places, 6:12].argmax(axis=1), answers[row])


def test_weights_are_counted(readers):
    assert experiment.weights_of(readers[ONE][0]) == sum(one.size for one in experiment.start(2, 0))


def test_marked_rows_ask_with_the_bias_alone():
    (run,) = experiment.train(MARKED, [ONE], [0], 2)[ONE]
    rows, asked, _ = task.batch(np.random.default_rng(0), 5, marked=True)
    q = experiment.read(run, rows, asked)["q"]
    np.testing.assert_array_equal(q[:, 0, 0], np.tile(run.attention["b_q"][0], (5, 1)))
    assert run.attention["b_q"].any()


def test_asked_twice_is_asked_once_for_each():
    (run,) = experiment.train(SINGLE, [TWO], [0], 3)[TWO]
    found = experiment.asked_twice([run], 30)
    rows, asked, answers = task.batch(np.random.default_rng(10_000), 30)
    alone = np.concatenate([asked[:, 6:], np.zeros((30, 6))], axis=1)
    said = experiment.read(run, rows, alone)["y"][:, 0].argmax(axis=-1)
    assert found.shape == (1, 2) and found[0, 1] == (said == answers[:, 1]).mean()


def test_the_same_seed_gives_the_same_in_any_company(readers):
    (alone,) = experiment.train(AFTERWARDS, [TWO], [1], 40)[TWO]
    for name, array in alone.attention.items():
        np.testing.assert_allclose(array, readers[TWO][1].attention[name], rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("variants", "seeds", "message"),
    [
        ([], [0], "variants must be distinct"),
        ([ONE, ONE], [0], "variants must be distinct"),
        ([Heads(3)], [0], "divides 16"),
        ([ONE], [-1], "seeds"),
    ],
)
def test_what_does_not_fit_is_refused(variants, seeds, message):
    with pytest.raises(ValueError, match=message):
        experiment.train(AFTERWARDS, variants, seeds, 0)


def test_an_unknown_question_is_refused():
    with pytest.raises(KeyError, match="three"):
        experiment.train("three", [ONE], [0], 0)
