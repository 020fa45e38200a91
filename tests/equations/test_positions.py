"""Sinusoids, turned queries and keys, and vectors of a distance; and what is like them and wrong."""

import keras
import numpy as np
import pytest
from equations.cases import RNG, TOLERANCE
from lstmbook.equations import positions
from lstmbook.equations.attention_scores import SCALED
from lstmbook.equations.positions import RELATIVE, ROTARY, angles, frequencies, quarter_turn, sinusoids, turn

WIDTH = 6
Q, K, V = RNG.normal(size=(2, 4, WIDTH)), RNG.normal(size=(2, 5, WIDTH)), RNG.normal(size=(2, 5, 3))


def by_hand(steps, width):
    """The paper's formula, position by position and pair by pair, both counted from zero."""
    found = np.empty((steps, width))
    for p in range(steps):
        for i in range(width // 2):
            found[p, 2 * i] = np.sin(p / 10000 ** (2 * i / width))
            found[p, 2 * i + 1] = np.cos(p / 10000 ** (2 * i / width))
    return found


def test_sinusoids_are_those_of_the_paper():
    np.testing.assert_allclose(sinusoids(20, 8), by_hand(20, 8), rtol=0, atol=1e-12)
    assert frequencies(8)[0] == 1 and np.isclose(frequencies(8)[-1], 10000 ** (-6 / 8))
    for definition, column in zip(positions.SINUSOIDS, (2, 3), strict=True):
        at = {positions.p: 7, positions.omega[positions.j]: frequencies(8)[1], positions.j: 2}
        assert np.isclose(float(definition.right.subs(at)), sinusoids(8, 8)[7, column])
    speed = positions.FREQUENCY.right.subs({positions.j: 3, positions.d: 8})
    assert np.isclose(float(speed), frequencies(8)[2])


def shifted(encode, width=8, by=3):
    """How far the best linear map of every position to the one ``by`` steps on leaves it."""
    code = encode(40, width)
    M = np.linalg.lstsq(code[:-by], code[by:], rcond=None)[0]
    return np.abs(code[:-by] @ M - code[by:]).max()


WRONG_SINUSOIDS = {
    "halves for neighbours": lambda: np.concatenate([sinusoids(20, 8)[:, ::2], sinusoids(20, 8)[:, 1::2]], axis=1),
    "cosine before sine": lambda: sinusoids(20, 8)[:, [1, 0, 3, 2, 5, 4, 7, 6]],
    "i / d for 2 i / d": lambda: np.stack(
        [(np.sin, np.cos)[c % 2](np.arange(20) / 10000 ** (c // 2 / 8)) for c in range(8)], axis=1
    ),
    "the feature's number for the pair's": lambda: np.stack(
        [(np.sin, np.cos)[c % 2](np.arange(20) / 10000 ** (2 * c / 8)) for c in range(8)], axis=1
    ),
    "positions from one": lambda: by_hand(21, 8)[1:],
    "N - 1 for N": lambda: np.stack(
        [(np.sin, np.cos)[c % 2](np.arange(20) / 10000 ** (c // 2 / 3)) for c in range(8)], axis=1
    ),
}


@pytest.mark.parametrize("name", WRONG_SINUSOIDS)
def test_wrong_sinusoids_differ(name):
    assert np.abs(WRONG_SINUSOIDS[name]() - sinusoids(20, 8)).max() > 0.1


def test_a_shift_is_a_turn_the_other_way_round():
    code = sinusoids(30, 8)
    np.testing.assert_allclose(code[4:], code[:-4] @ turn(4, 8).T, rtol=0, atol=1e-12)
    assert np.abs(code[4:] - code[:-4] @ turn(4, 8)).max() > 0.1
    np.testing.assert_allclose(turn(2, 8) @ turn(3, 8), turn(5, 8), rtol=0, atol=1e-12)
    np.testing.assert_allclose(turn(3, 8) @ turn(3, 8).T, np.eye(8), rtol=0, atol=1e-12)
    np.testing.assert_allclose(quarter_turn(2), [[0, 1], [-1, 0]])
    assert shifted(sinusoids) < 1e-9


def rotary(queries=Q, keys=K, values=V, start=0, turn_keys=True, J=None, **changed):
    steps, places = start + np.arange(queries.shape[1]), start + np.arange(keys.shape[1])
    of_keys = angles(places if turn_keys else 0 * places, WIDTH)
    given = {"q": queries, "k": keys, "v": values, "J": quarter_turn(WIDTH) if J is None else J}
    given |= {"cos_q": np.cos(angles(steps, WIDTH)), "sin_q": np.sin(angles(steps, WIDTH))}
    given |= {"cos_k": np.cos(of_keys), "sin_k": np.sin(of_keys)}
    return ROTARY.numpy()(**{**given, **changed})


def turned_by_hand(sequence, halves=False):
    """Pair by pair, as complex numbers."""
    found = np.empty_like(sequence)
    for step in range(sequence.shape[1]):
        for pair, speed in enumerate(frequencies(WIDTH)):
            x, y = (pair, pair + WIDTH // 2) if halves else (2 * pair, 2 * pair + 1)
            point = (sequence[:, step, x] + 1j * sequence[:, step, y]) * np.exp(1j * step * speed)
            found[:, step, x], found[:, step, y] = point.real, point.imag
    return found


def test_rotary_is_keras_attention_of_what_was_turned_by_hand():
    layer = keras.layers.Attention(dtype="float64")
    turned = turned_by_hand(Q) / np.sqrt(WIDTH), V, turned_by_hand(K)
    theirs, shares = layer(list(turned), return_attention_scores=True)
    ours = rotary()
    np.testing.assert_allclose(ours["context"], theirs, rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(ours["weights"], shares, rtol=0, atol=TOLERANCE)


def test_rotary_hears_distances_alone():
    ours = rotary()
    np.testing.assert_allclose(rotary(start=50)["scores"], ours["scores"], rtol=0, atol=TOLERANCE)
    i, s = 3, 1
    expected = Q[:, i, None] @ turn(i - s, WIDTH) @ K[:, s, :, None] / np.sqrt(WIDTH)
    np.testing.assert_allclose(ours["scores"][:, i, s], expected[:, 0, 0], rtol=0, atol=TOLERANCE)


WRONG_ROTARY = {
    "queries alone": lambda: rotary(turn_keys=False)["context"],
    "values too": lambda: rotary()["weights"] @ turned_by_hand(np.tile(V, 2))[..., :3],
    "halves for neighbours": lambda: SCALED.numpy()(q=turned_by_hand(Q, True), k=turned_by_hand(K, True), v=V)[
        "context"
    ],
    "keys the other way round": lambda: rotary(sin_k=-np.sin(angles(np.arange(5), WIDTH)))["context"],
    "i / d for 2 i / d": lambda: rotary(
        **{
            f"{name}_{of}": function(np.multiply.outer(np.arange(steps), np.repeat(np.sqrt(frequencies(WIDTH)), 2)))
            for of, steps in (("q", 4), ("k", 5))
            for name, function in (("cos", np.cos), ("sin", np.sin))
        }
    )["context"],
    "not turned": lambda: SCALED.numpy()(q=Q, k=K, v=V)["context"],
}


@pytest.mark.parametrize("name", WRONG_ROTARY)
def test_wrong_rotary_positions_differ(name):
    assert np.abs(WRONG_ROTARY[name]() - rotary()["context"]).max() > 1e-3


def test_turning_both_the_other_way_is_another_sign_of_the_distance():
    back = rotary(J=-quarter_turn(WIDTH))
    i, s = 3, 1
    expected = Q[:, i, None] @ turn(s - i, WIDTH) @ K[:, s, :, None] / np.sqrt(WIDTH)
    np.testing.assert_allclose(back["scores"][:, i, s], expected[:, 0, 0], rtol=0, atol=TOLERANCE)


def test_relative_looks_distances_up():
    tables = RNG.normal(size=(2, 5, WIDTH))
    of = positions.distances(4, 5, 2)
    assert of.tolist() == [[2, 3, 4, 4, 4], [1, 2, 3, 4, 4], [0, 1, 2, 3, 4], [0, 0, 1, 2, 3]]
    ours = RELATIVE.numpy()(q=Q, k=K, v=np.tile(V, 2), a_key=tables[0][of], a_value=tables[1][of])
    scores, values = np.empty((2, 4, 5)), np.tile(V, 2)
    for i in range(4):
        for s in range(5):
            rho = tables[0][min(max(s - i, -2), 2) + 2]
            scores[:, i, s] = ((K[:, s] + rho) * Q[:, i]).sum(axis=-1) / np.sqrt(WIDTH)
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(ours["weights"], weights, rtol=0, atol=TOLERANCE)
    context = weights @ values + np.einsum("bis,isv->biv", weights, tables[1][of])
    np.testing.assert_allclose(ours["context"], context, rtol=0, atol=TOLERANCE)
    for wrong in (tables[0][::-1][of], tables[0][of] * 0):
        other = RELATIVE.numpy()(q=Q, k=K, v=values, a_key=wrong, a_value=tables[1][of])
        assert np.abs(other["context"] - context).max() > 1e-3


def test_odd_widths_are_refused():
    for width in (3, 0):
        with pytest.raises(ValueError, match=f"width must be even, got {width}"):
            sinusoids(4, width)
