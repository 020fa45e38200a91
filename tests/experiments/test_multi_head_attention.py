"""Readers with few and many heads: what is trained is the layer, its error is exact, and the bound holds for any."""

import keras
import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION
from lstmbook.experiments import multi_head_attention as experiment
from lstmbook.experiments.multi_head_attention import Heads
from lstmbook.tasks import places as task

ONE, FOUR, SHUFFLED = Heads(1), Heads(4), Heads(4, shuffled=True)


@pytest.fixture(scope="module")
def readers():
    return experiment.train(2, [ONE, FOUR, SHUFFLED], range(2), 120)


def test_two_numbers_need_more_than_one_head(readers):
    """One head cannot pass the bound, and four soon do."""
    errors = {kind: experiment.errors(found, 2) for kind, found in readers.items()}
    assert errors[ONE].min() > 0.5 - 1e-12
    assert errors[FOUR].max() < 0.5 and errors[SHUFFLED].min() > 0.8
    assert readers[FOUR][0].losses.shape == (120,)


def test_all_have_as_many_weights(readers):
    counts = {sum(one.size for one in run.weights.values()) for found in readers.values() for run in found}
    assert counts == {16 * 16 + 16 + 8 * 16 + 16 + 16 + 16 + 16 * 2 + 2}
    assert [Heads(number).width for number in (1, 2, 16)] == [16, 8, 1]


@pytest.mark.parametrize("wider", [1, 4])
def test_what_is_trained_is_keras(readers, wider):
    """The stacked operations, the equations and Keras's own layer answer alike, also with wider keys."""
    query, contents, _ = task.batch(np.random.default_rng(3), 5, 2)
    run = readers[FOUR][1] if wider == 1 else experiment.train(2, [FOUR], [1], 3, wider=wider)[FOUR][0]
    layer = keras.layers.MultiHeadAttention(4, 4 * wider, 4, output_shape=2, dtype="float64")
    given = query[:, None], contents[..., None], np.tile(task.LOOKUP, (5, 1, 1))
    layer.build(*(one.shape for one in given))
    arrays = layouts.multi_head_attention_to_keras(run.weights)
    layer.set_weights(arrays)
    expected = np.asarray(layer(*given))[:, 0]
    places = query.reshape(5, 2, 8).argmax(axis=-1)
    found = experiment.read(run, places, contents)["y"]
    np.testing.assert_allclose(found[range(5), range(5)], expected, rtol=0, atol=1e-10)
    shapes = [one.shape for one in experiment.start(2, 0, wider)]
    packed = [one.reshape(*shape) for one, shape in zip(arrays, shapes, strict=True)]
    stacked = experiment.answered([one[None] for one in packed], query[None], contents[None], 4)
    np.testing.assert_allclose(np.asarray(stacked)[0], expected, rtol=0, atol=1e-10)


def test_wider_keys_leave_the_values_as_they_are():
    (run,) = experiment.train(2, [FOUR], [0], 0, wider=4)[FOUR]
    assert run.weights["W_q"].shape == (4, 16, 16) and run.weights["W_k"].shape == (4, 8, 16)
    assert run.weights["W_v"].shape == (4, 1, 4) and run.weights["W_out"].shape == (4, 4, 2)


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize(
    ("keys_hear", "values_hear", "on_a_line"),
    [(False, False, True), (True, False, True), (False, True, True), (True, True, False)],
    ids=["neither", "the keys hear contents", "the values hear addresses", "both"],
)
def test_the_answers_of_a_head_are_on_a_line_unless_both_hear_both(heads, keys_hear, values_hear, on_a_line):
    """Answers to one query lie in a flat set of as many dimensions as there are heads: what the bound stands on."""
    rng, memories = np.random.default_rng(0), 300
    contents = rng.normal(size=(memories, 8))
    addresses = np.tile(task.LOOKUP, (memories, 1, 1))
    all_of_it = np.concatenate([addresses, contents[..., None]], axis=-1)
    key = all_of_it if keys_hear else addresses
    value = all_of_it if values_hear else contents[..., None]
    sizes = {"W_q": (4, 5), "b_q": (5,), "W_k": (key.shape[-1], 5), "b_k": (5,), "W_v": (value.shape[-1], 6)}
    sizes |= {"b_v": (6,), "W_out": (6, 4)}
    weights = {name: rng.normal(size=(heads, *size)) for name, size in sizes.items()}
    query = np.tile(rng.normal(size=4), (memories, 1, 1))
    answers = MULTI_HEAD_ATTENTION.numpy()(query=query, key=key, value=value, b_out=np.zeros(4), **weights)["y"][:, 0]
    spread = np.linalg.svd(answers - answers.mean(axis=0), compute_uv=False)
    assert (spread[heads] < 1e-9 * spread[0]) == on_a_line


@pytest.mark.parametrize("kind", [ONE, FOUR])
def test_the_error_is_that_of_many_samples(readers, kind):
    run = readers[kind][0]
    query, contents, answers = task.batch(np.random.default_rng(4), 1000, 2)
    found = MULTI_HEAD_ATTENTION.numpy()(
        query=query[:, None], key=np.tile(task.LOOKUP, (1000, 1, 1)), value=contents[..., None], **run.weights
    )["y"][:, 0]
    assert np.mean((found - answers) ** 2) == pytest.approx(experiment.error(run, 2), rel=0.15)


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_no_weights_pass_the_bound(heads, seed):
    """Random weights, their output projection the best that there is for what the heads read."""
    rng = np.random.default_rng(seed)
    arrays = [3 * rng.normal(size=one.shape) for one in experiment.start(3, 0)]
    run = experiment.Reader(0, experiment.in_the_books_form(arrays, heads))
    assert experiment.error(run, 3) > 1 - heads / 3


def test_a_head_looks_at_what_its_weights_say(readers):
    run = readers[FOUR][0]
    found = experiment.looks(run, 2)
    places = task.all_queries(2)
    weights = experiment.read(run, places, np.zeros((1, 8)))["weights"][0]
    by_hand = np.mean([[weights[1, row, place] for place in asked] for row, asked in enumerate(places)], axis=0)
    assert found.shape == (4, 2) and np.allclose(found[1], by_hand)


def test_the_same_seed_gives_the_same_in_any_company(readers):
    (alone,) = experiment.train(2, [FOUR], [1], 120)[FOUR]
    for name, array in alone.weights.items():
        np.testing.assert_allclose(array, readers[FOUR][1].weights[name], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("variants", "seeds", "asked", "message"),
    [
        ([], [0], 2, "variants must be distinct"),
        ([ONE, ONE], [0], 2, "variants must be distinct"),
        ([Heads(3)], [0], 2, "divides 16"),
        ([ONE], [0, 0], 2, "seeds"),
        ([ONE], [0], 9, "asked must be from 1 to 8"),
    ],
)
def test_what_does_not_fit_is_refused(variants, seeds, asked, message):
    with pytest.raises(ValueError, match=message):
        experiment.train(asked, variants, seeds, 0)


def test_keys_of_no_width_are_refused():
    with pytest.raises(ValueError, match="wider must be at least 1, got 0"):
        experiment.train(2, [ONE], [0], 0, wider=0)
