"""Stacked encoder-decoders are what the equations say, learn, and are told the answers to other sources if asked."""

import keras
import numpy as np
import pytest
from keras import ops
from lstmbook.experiments.encoder_decoder import read
from lstmbook.tasks import reversal as task
from lstmbook.training import encoder_decoder, fit
from lstmbook.training.encoder_decoder import Network

SIZES, UNITS = (task.FEATURES, task.HEARD, task.OUTPUTS), 5
NETWORKS = [
    Network(),
    *(Network(place, score) for place in ("before", "after") for score in ("additive", "general", "dot")),
]


@pytest.fixture(autouse=True)
def not_compiled(monkeypatch):
    monkeypatch.setattr(fit, "COMPILED", False)


def drawn(rng):
    return task.batch(rng, 4, 6, shortest=3)


def noisy(network, seed=0):
    """A start in which nothing is zero, so that no bias and no kernel can be left out unnoticed."""
    rng = np.random.default_rng(seed)
    arrays = [one + rng.normal(size=one.shape) for one in network.start(SIZES, UNITS, seed)]
    return encoder_decoder.as_run(network, seed, arrays, [])


def in_keras(network, runs, source, mask, heard):
    weights = [ops.convert_to_tensor(np.stack(some)) for some in zip(*(run.arrays for run in runs), strict=True)]
    both = [np.stack([one] * len(runs)) for one in (source.astype(float), mask, heard.astype(float))]
    source, mask, heard = map(ops.convert_to_tensor, both)
    return np.asarray(
        encoder_decoder.logits(network, weights, *encoder_decoder.encode(weights, source, mask), heard, mask)
    )


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_runs_side_by_side_are_what_the_equations_say(network):
    runs = [noisy(network, seed) for seed in (0, 1)]
    given = drawn(np.random.default_rng(2))[:3]
    said = in_keras(network, runs, *given)
    for run, theirs in zip(runs, said, strict=True):
        np.testing.assert_allclose(read(network, run, *given)["said"], theirs, rtol=0, atol=1e-10)


@pytest.mark.parametrize("network", [NETWORKS[0], NETWORKS[2], NETWORKS[5]], ids=str)
def test_padding_is_not_heard(network):
    source, mask, heard, _ = drawn(np.random.default_rng(2))
    run, other = noisy(network), np.where(mask[..., None], source, 9.0)
    np.testing.assert_array_equal(
        in_keras(network, [run], source, mask, heard), in_keras(network, [run], other, mask, heard)
    )
    longer = [np.concatenate([one, np.ones_like(one[:, :1])], axis=1) for one in (source, mask)]
    assert np.abs(in_keras(network, [run], *longer, heard) - in_keras(network, [run], source, mask, heard)).max() > 1e-3


def test_the_encoder_is_the_layer_of_keras():
    run = noisy(NETWORKS[0])
    source, mask = drawn(np.random.default_rng(2))[:2]
    layer = keras.layers.LSTM(UNITS, return_sequences=True, return_state=True, dtype="float64")
    layer.build(source.shape)
    layer.set_weights(run.arrays[:3])
    _, h, c = layer(source, mask=ops.convert_to_tensor(mask))
    weights = [ops.convert_to_tensor(one[None]) for one in run.arrays]
    memory, *last = encoder_decoder.encode(
        weights, ops.convert_to_tensor(source[None].astype(float)), ops.convert_to_tensor(mask[None])
    )
    for ours, theirs in zip(last, (h, c), strict=True):
        np.testing.assert_allclose(ours[0], theirs, rtol=0, atol=1e-10)
    np.testing.assert_allclose(memory[0, :, -1], h, rtol=0, atol=1e-10)


def test_networks_learn_and_come_back_by_name():
    network, shuffled = Network("before", "general"), Network("before", "general", shuffled=True)
    runs = encoder_decoder.train([network, shuffled], drawn, SIZES, UNITS, [3], 3)
    untrained = encoder_decoder.train([Network(), network], drawn, SIZES, UNITS, [3, 4], 0)
    assert list(untrained) == [Network(), network] and [run.seed for run in untrained[network]] == [3, 4]
    (one,), (other,), (start, _) = runs[network], runs[shuffled], untrained[network]
    assert one.losses[0] != other.losses[0] and one.losses.shape == (3,)
    assert {"V_i", "W_score"} <= set(one.decoder) and "V_i" not in untrained[Network()][0].decoder
    assert one.decoder["W_i"].shape == (task.HEARD, UNITS) and one.decoder["V_i"].shape == (UNITS, UNITS)
    for name in ("W_score", "V_g", "U_f"):
        assert np.abs(start.decoder[name] - one.decoder[name]).max() > 1e-3


def test_who_is_shuffled_is_asked_about_other_sources():
    networks = Network(), Network(shuffled=True)
    source, mask, heard, targets, asked = next(iter(encoder_decoder._batches(drawn, networks, [5], 1)))
    right = [np.array_equal(x.argmax(-1)[::-1], y) for x, y in zip(source[0], targets[0], strict=True) if mask[0].all()]
    assert all(right) and np.array_equal(heard[0], heard[1]) and np.array_equal(targets[0], targets[1])
    assert not np.array_equal(source[0], source[1]) and np.array_equal(asked[0], asked[1])


def test_only_targets_that_are_asked_for_count():
    source, mask, heard, targets = (np.stack([one]) for one in drawn(np.random.default_rng(0)))
    asked = np.zeros_like(mask)
    asked[..., 0] = True
    wrong = np.where(asked, targets, (targets + 1) % 8)
    weights = [ops.convert_to_tensor(one[None]) for one in noisy(Network()).arrays]
    rest = [ops.convert_to_tensor(one) for one in (source.astype(float), mask, heard.astype(float))]
    losses = [float(encoder_decoder._losses(Network(), weights, *rest, y, asked)[0]) for y in (targets, wrong)]
    said = in_keras(Network(), [noisy(Network())], source[0], mask[0], heard[0])[0, :, 0]
    by_hand = np.logaddexp.reduce(said, axis=-1) - np.take_along_axis(said, targets[0, :, :1], -1)[:, 0]
    assert losses == pytest.approx([by_hand.mean()] * 2, rel=1e-9)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"networks": []}, "networks must be at least one and distinct"),
        ({"networks": [Network(), Network()]}, "networks must be at least one and distinct"),
        ({"units": 0}, "units and sizes must be at least 1"),
        ({"sizes": (8, 0, 8)}, "units and sizes must be at least 1"),
        ({"seeds": [1, 1]}, "seeds"),
        ({"steps": -1}, "steps at least 0"),
    ],
)
def test_settings_that_do_not_fit_are_refused(changed, message):
    settings = {"networks": [Network()], "sizes": SIZES, "units": UNITS, "seeds": [0], "steps": 1} | changed
    with pytest.raises(ValueError, match=message):
        encoder_decoder.train(drawn=drawn, **settings)


@pytest.mark.parametrize("wrong", [{"attention": "beside"}, {"attention": "after", "score": "scaled"}])
def test_unknown_kinds_are_refused(wrong):
    with pytest.raises(ValueError, match="attention must be one of"):
        Network(**wrong)
