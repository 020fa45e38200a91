"""minGRU, minLSTM and sLSTM as equations: their numbers written out, and the letters and counts they are shown with."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.min_gru import MIN_GRU
from lstmbook.equations.min_lstm import MIN_LSTM
from lstmbook.equations.nodes import Exp, LogSigmoid, Maximum, Positive, Ratio, Sigmoid, Tanh
from lstmbook.equations.printers import multiplications, to_array, to_entry, to_latex
from lstmbook.equations.sequence import Scan
from lstmbook.equations.slstm import SLSTM, SLSTM_EXPONENTIAL, SLSTM_PLAIN
from lstmbook.notation.core import d, index, n, value_of
from lstmbook.notation.recurrent import c, f, g, h, i

RNG = np.random.default_rng(0)
B, T, D, N = 3, 6, 2, 4
X = RNG.normal(size=(B, T, D))


def weights(model, scale=1.0):
    sizes = {d: D, n: N}
    return {name: scale * RNG.normal(size=[sizes[one] for one in model.shape_of(name)]) for name in model.parameters}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def candidate(z):
    return np.where(z >= 0, z + 0.5, sigmoid(z))


def test_min_gru_written_out():
    w, state = weights(MIN_GRU), RNG.normal(size=(B, N))
    found = Scan(MIN_GRU)(X, w, start={"h": state})
    for step in range(T):
        x = X[:, step]
        z = sigmoid(x @ w["W_z"] + w["b_z"])
        state = (1 - z) * state + z * candidate(x @ w["W_g"] + w["b_g"])
        np.testing.assert_allclose(found["h"][:, step], state, rtol=0, atol=1e-12)
    assert found["s"].min() == 0 and found["s"].max() == 1 and found["g"].min() > 0


def test_min_lstm_written_out():
    w, state = weights(MIN_LSTM), RNG.normal(size=(B, N))
    found = Scan(MIN_LSTM)(X, w, start={"h": state})
    for step in range(T):
        x = X[:, step]
        in_, keep = (sigmoid(x @ w[f"W_{gate}"] + w[f"b_{gate}"]) for gate in "if")
        state = (keep * state + in_ * candidate(x @ w["W_g"] + w["b_g"])) / (keep + in_)
        np.testing.assert_allclose(found["h"][:, step], state, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found["kept"] + found["taken"], 1, rtol=0, atol=1e-14)


@pytest.mark.parametrize(("model", "exponential"), [(SLSTM, False), (SLSTM_EXPONENTIAL, True)])
def test_slstm_written_out_without_a_stabiliser(model, exponential):
    w = weights(model)
    found, (state, cell, total) = Scan(model)(X, w), np.zeros((3, B, N))
    for step in range(T):
        z = {gate: X[:, step] @ w[f"W_{gate}"] + state @ w[f"U_{gate}"] + w[f"b_{gate}"] for gate in "ifgo"}
        keep, in_ = np.exp(z["f"]) if exponential else sigmoid(z["f"]), np.exp(z["i"])
        cell, total = keep * cell + in_ * np.tanh(z["g"]), keep * total + in_
        state = sigmoid(z["o"]) * cell / total
        np.testing.assert_allclose(found["h"][:, step], state, rtol=0, atol=1e-12)
        scale = np.exp(-found["m"][:, step])
        np.testing.assert_allclose(found["c"][:, step], scale * cell, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found["n"][:, step], scale * total, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("start", [-1e4, -3.0, 0.0, 50.0])
def test_no_hidden_state_depends_on_where_the_stabiliser_starts(start):
    w = weights(SLSTM, 3.0)
    plain = Scan(SLSTM_PLAIN)(X, w)["h"]
    found = Scan(SLSTM)(X, w, start={"m": np.full((B, N), start)})
    np.testing.assert_allclose(found["h"], plain, rtol=0, atol=1e-12)
    assert max(found["i"].max(), found["f"].max()) < 1 + 1e-12


def test_from_the_logarithm_of_nothing_the_normaliser_is_at_least_one_and_at_most_the_step():
    found = Scan(SLSTM)(X, weights(SLSTM, 5.0), start={"m": np.full((B, N), -1e4)})
    assert found["n"].min() >= 1 and np.all(found["n"] <= np.arange(1, T + 1)[:, None] + 1e-12)
    assert np.all(np.abs(found["c"]) <= found["n"])


def test_without_the_stabiliser_the_exponential_overflows_and_with_it_not():
    w = weights(SLSTM)
    w["b_i"] = w["b_i"] + 800
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(Scan(SLSTM_PLAIN)(X, w)["h"]).all()
    assert np.isfinite(Scan(SLSTM)(X, w)["h"]).all()


def one_gate_without_stabiliser(gate):
    """The stabiliser missing from one gate."""
    left = {"i": Exp(SLSTM.quantities["log_i"]), "f": Exp(SLSTM.quantities["log_f"])}
    return SLSTM.but(f"wrong_{gate}", **{gate: left[gate]})


z, z_g, one = MIN_GRU.quantities["z"], MIN_GRU.quantities["z_g"], sp.OneMatrix(1, n)
_times = sp.HadamardProduct
WRONG = {
    "z flipped": (MIN_GRU, MIN_GRU.but("flipped", h=_times(z, h.prev) + _times(one - z, g))),
    "gates not normalised": (MIN_LSTM, MIN_LSTM.but("plain", h=_times(f, h.prev) + _times(i, g))),
    "only the line of the candidate": (MIN_GRU, MIN_GRU.but("line", g=z_g + one / 2)),
    "only the sigmoid of the candidate": (MIN_LSTM, MIN_LSTM.but("bent", g=Sigmoid(z_g))),
    "the candidate's branches exchanged": (MIN_GRU, MIN_GRU.but("turned", s=Positive(-z_g))),
    "tanh for the candidate": (MIN_GRU, MIN_GRU.but("squashed", g=Tanh(z_g))),
    "no stabiliser in i": (SLSTM, one_gate_without_stabiliser("i")),
    "no stabiliser in f": (SLSTM, one_gate_without_stabiliser("f")),
    "no normaliser": (SLSTM, SLSTM.but("no_norm", h=_times(SLSTM.quantities["o"], c))),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_variant_gives_other_numbers(name):
    right, wrong = WRONG[name]
    w = weights(right)
    kept = {one: w[one] for one in wrong.parameters}
    with np.errstate(all="ignore"):
        gap = np.abs(Scan(right)(X, w)["h"] - Scan(wrong)(X, kept)["h"])
    assert not gap.max() < 1e-3


def test_counts():
    assert sp.expand(MIN_GRU.parameter_count() - 2 * n * (d + 1)) == 0
    assert sp.expand(MIN_LSTM.parameter_count() - 3 * n * (d + 1)) == 0
    assert sp.expand(SLSTM.parameter_count() - LSTM.parameter_count()) == 0
    assert sp.expand(MIN_GRU.multiply_adds() - (2 * d * n + 4 * n)) == 0
    assert sp.expand(MIN_LSTM.multiply_adds() - (3 * d * n + 6 * n)) == 0


@pytest.mark.parametrize("model", [MIN_GRU, MIN_LSTM, SLSTM, SLSTM_EXPONENTIAL])
def test_the_explicit_scalars_are_the_function(model):
    w = weights(model)
    states = {name: np.abs(RNG.normal(size=(1, N))) for name in model.states}
    values = {"x": X[:1, 0], **states, **w}
    values |= model.numpy()(**values)
    for name, entries in model.at(d=D, n=N).items():
        known = {one: value_of(one, values) for one in entries.atoms(sp.Indexed)}
        exact = np.array(entries.subs(known).evalf(), dtype=float)
        np.testing.assert_allclose(exact, values[name], rtol=0, atol=1e-12, err_msg=name)


def test_the_new_nodes_are_printed_and_counted():
    j = index("j")
    assert to_latex(Positive(c)).startswith(r"\left[") and r"\ge 0\right]" in to_latex(Positive(c))
    assert r"\frac{" in to_latex(Ratio(c, f + i)) and r"\max\left(" in to_latex(Maximum(c, h))
    assert r"\ln\sigma" in to_latex(LogSigmoid(c)) and r"\exp" in to_latex(Exp(c))
    assert to_array(sp.HadamardProduct(g, Ratio(c, f + i))).text in ("(c / (f + i)) * g", "g * (c / (f + i))")
    assert multiplications(Ratio(c, f)) == n and multiplications(Maximum(c, f)) == 0
    assert to_entry(Ratio(c, f), 1, j) == c.entry(j) / f.entry(j)
    assert to_entry(Positive(c), 1, j).subs(c.entry(j), 0) == 1
