"""Attention without its softmax, the matrix memory and the mLSTM as equations: written out, wrong variants, printed."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.matrix_memory import GATED_MEMORY, LINEAR_ATTENTION, MATRIX_MEMORY
from lstmbook.equations.mlstm import MLSTM, MLSTM_PLAIN, projection
from lstmbook.equations.nodes import Absolute, Exp, Inner, Maximum, Ratio, Scaled
from lstmbook.equations.printers import multiplications, to_array, to_entry, to_latex
from lstmbook.equations.sequence import Scan
from lstmbook.notation.attention import d_k, d_v
from lstmbook.notation.core import d, index, t, value_of
from lstmbook.notation.matrix_memory import C, f, h, k, log_i, m, norm, o, q

RNG = np.random.default_rng(0)
B, T, D, DK, DV = 3, 6, 4, 3, 3  # DK == DV: a transposed memory is not caught by its shape
SIZES = {d: D, d_k: DK, d_v: DV}
X = RNG.normal(size=(B, T, D))
Q, K, V = (RNG.normal(size=(B, T, width)) for width in (DK, DK, DV))
GATES = {name: RNG.uniform(0.2, 1, (B, T, 1)) for name in "if"}
HEARD = {"q": Q, "k": K, "v": V}
PAST = np.tril(np.ones((T, T)))


def weights(model, scale=1.0):
    shapes = {name: [SIZES.get(one, one) for one in model.shape_of(name)] for name in model.parameters}
    return {name: scale * RNG.normal(size=[int(one) for one in shape]) for name, shape in shapes.items()}


def test_attention_without_softmax_is_the_recurrence():
    parallel = LINEAR_ATTENTION.numpy()(q=Q, k=K, v=V, mask=np.broadcast_to(PAST, (B, T, T)))["context"]
    found = Scan(MATRIX_MEMORY)(HEARD, {})
    np.testing.assert_allclose(found["r"], parallel, rtol=0, atol=1e-12)
    np.testing.assert_allclose(parallel, PAST * (Q @ K.mT) @ V / np.sqrt(DK), rtol=0, atol=1e-12)
    np.testing.assert_allclose(found["C"][:, -1], K.mT @ V, rtol=0, atol=1e-12)


def test_with_gates_it_is_a_weighted_sum():
    found = Scan(GATED_MEMORY)(HEARD | GATES, {})["r"]
    total = np.cumsum(np.log(GATES["f"]), axis=1)
    decay = PAST * np.exp(total - total.mT) * GATES["i"].mT
    np.testing.assert_allclose(found, decay * (Q @ K.mT) @ V / np.sqrt(DK), rtol=0, atol=1e-12)
    ones = {name: np.ones((B, T, 1)) for name in "if"}
    np.testing.assert_array_equal(Scan(GATED_MEMORY)(HEARD | ones, {})["r"], Scan(MATRIX_MEMORY)(HEARD, {})["r"])


def test_the_mlstm_written_out_without_its_stabiliser():
    w, memory, normaliser = weights(MLSTM), np.zeros((B, DK, DV)), np.zeros((B, DK))
    found = Scan(MLSTM)(X, w)
    for step in range(T):
        z = {letter: X[:, step] @ w[f"W_{letter}"] + w[f"b_{letter}"] for letter in "qkvifo"}
        key, forget, let_in = z["k"] / np.sqrt(DK), 1 / (1 + np.exp(-z["f"])), np.exp(z["i"])
        memory = forget[..., None] * memory + let_in[..., None] * key[:, :, None] * z["v"][:, None, :]
        normaliser = forget * normaliser + let_in * key
        below = np.maximum(np.abs(np.sum(z["q"] * normaliser, axis=1, keepdims=True)), 1)
        true = np.einsum("ba,baj->bj", z["q"], memory) / below / (1 + np.exp(-z["o"]))
        np.testing.assert_allclose(found["h"][:, step], true, rtol=0, atol=1e-12)
    np.testing.assert_allclose(Scan(MLSTM_PLAIN)(X, w)["h"], found["h"], rtol=0, atol=1e-12)


def test_both_branches_of_the_denominator_occur():
    found = Scan(MLSTM)(X, weights(MLSTM))
    larger = np.abs(np.sum(found["q"] * found["n"], axis=-1, keepdims=True)) > np.exp(-found["m"])
    assert 0.1 < larger.mean() < 0.9


def test_masked_steps_hand_the_matrix_on():
    mask, start = np.array([[1] * 6, [1, 1, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1]], bool), RNG.normal(size=(B, DK, DV))
    w = weights(MLSTM)
    found = Scan(MLSTM)(X, w, mask=mask, start={"C": start})
    np.testing.assert_array_equal(found["C"][2, 0], start[2])
    for row in range(B):
        alone = Scan(MLSTM)(X[row : row + 1, mask[row]], w, start={"C": start[row : row + 1]})
        for name in "Cnm":
            np.testing.assert_allclose(found[name][row, -1], alone[name][0, -1], rtol=0, atol=1e-12)


_read = Ratio(q * C, Maximum(Absolute(q * norm.T), Exp(-m)))
WRONG = {
    "k not scaled": {"k": projection("k")},
    "n without i": {"n": Scaled(f, norm.prev) + k},
    "no stabiliser in i": {"i": Exp(log_i)},
    "no stabiliser in f": {"f": Exp(MLSTM.quantities["log_f"])},
    "no absolute value": {"h": sp.HadamardProduct(o, Ratio(q * C, Maximum(q * norm.T, Exp(-m))))},
    "no normaliser": {"h": sp.HadamardProduct(o, q * C)},
    "no output gate": {"h": _read},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_variant_gives_other_numbers(name):
    w = weights(MLSTM)
    wrong = MLSTM.but("wrong", **WRONG[name])
    with np.errstate(all="ignore"):
        gap = np.abs(Scan(MLSTM)(X, w)["h"] - Scan(wrong)(X, w)["h"])
    assert not gap.max() < 1e-3


def test_one_in_place_of_the_exponential_and_a_transposed_product_give_other_numbers():
    found = Scan(MLSTM)(X, weights(MLSTM))
    against = np.abs(np.sum(found["q"] * found["n"], axis=-1, keepdims=True))
    above = np.einsum("bta,btaj->btj", found["q"], found["C"])
    read = {"exp(-m)": np.exp(-found["m"]), "one": 1.0}
    read = {name: found["o"] * above / np.maximum(against, below) for name, below in read.items()}
    np.testing.assert_allclose(read["exp(-m)"], found["h"], rtol=0, atol=1e-12)
    assert np.abs(read["one"] - found["h"]).max() > 1e-3
    memory, turned = np.zeros((2, B, DK, DV))
    for step in range(T):
        kept, let_in, key, value = (found[name][:, step] for name in "fikv")
        memory = kept[..., None] * memory + let_in[..., None] * key[:, :, None] * value[:, None]
        turned = kept[..., None] * turned + let_in[..., None] * value[:, :, None] * key[:, None]
    np.testing.assert_allclose(memory, found["C"][:, -1], rtol=0, atol=1e-12)
    assert np.abs(turned - found["C"][:, -1]).max() > 1e-3


def test_a_stabiliser_that_is_no_maximum_gives_the_same():
    w = weights(MLSTM)
    other = MLSTM.but("other", m=log_i + MLSTM.quantities["log_f"])
    np.testing.assert_allclose(Scan(other)(X, w)["h"], Scan(MLSTM)(X, w)["h"], rtol=0, atol=1e-10)


def test_counts():
    assert sp.expand(MLSTM.parameter_count() - (d + 1) * (2 * d_k + 2 * d_v + 2)) == 0
    assert sp.expand(MATRIX_MEMORY.multiply_adds() - 2 * d_k * d_v) == 0
    assert sp.expand(GATED_MEMORY.multiply_adds() - 4 * d_k * d_v) == 0


def test_the_explicit_scalars_are_the_function():
    w = weights(MLSTM)
    states = {"C_prev": RNG.normal(size=(1, DK, DV)), "n_prev": RNG.normal(size=(1, DK)), "m_prev": [[0.3]]}
    values = {"x": X[:1, 0], **states, **w}
    values |= MLSTM.numpy()(**values)
    values = {name: np.asarray(array) for name, array in values.items()}
    for name, entries in MLSTM.at(d=D, d_k=DK, d_v=DV).items():
        if name != "C":  # value_of reads vectors
            known = {one: value_of(one, values) for one in entries.atoms(sp.Indexed) if str(one.base) != "C"}
            known |= {
                one: values["C" if one.indices[0] == t else "C_prev"][0][
                    int(one.indices[1]) - 1, int(one.indices[2]) - 1
                ]
                for one in entries.atoms(sp.Indexed)
                if str(one.base) == "C"
            }
            exact = np.array(entries.subs(known).evalf(), dtype=float)
            np.testing.assert_allclose(exact, values[name], rtol=0, atol=1e-12, err_msg=name)


def test_the_new_nodes_are_printed_and_counted():
    a, j = index("a"), index("j")
    assert to_latex(Absolute(h)).startswith(r"\lvert") and r"\,\left(" in to_latex(Scaled(f, C + C.prev))
    assert to_latex(Inner(C, C.prev)).startswith(r"\left\langle")
    assert to_array(Scaled(f, C)).text == "f[..., None, :] * C" and to_array(Scaled(f, h)).text == "f * h"
    assert to_array(Inner(C, C.prev)).text == "np.sum(C * C_prev, axis=(-2, -1))[..., None]"
    assert to_array(q * norm.T).text == "np.vecdot(q, n)[..., None]"
    assert to_entry(Scaled(f, C), a, j) == f.entry() * C.entry(a, j)
    assert to_entry(Ratio(h, f), 1, j) == h.entry(j) / f.entry()
    found = to_entry(Inner(C, C.prev), 1, 1)
    assert isinstance(found, sp.Sum) and len(found.limits) == 2 and found.limits[0][0] != found.limits[1][0]
    assert multiplications(Scaled(f, C)) == d_k * d_v == multiplications(Inner(C, C))


def test_a_number_of_a_step_has_no_place():
    assert f.is_number and not h.is_number and not MLSTM.quantities["b_f"].is_number
    assert f.entry() == f.entry(1) == f.entry(1, 1) and f.entry().indices == (t,)
    assert f.prev.entry().indices == (t - 1,) and to_latex(f.entry()) == f.latex()
    with pytest.raises(TypeError, match="an entry of f needs"):
        f.entry(head=1)
    with pytest.raises(TypeError, match="an entry of h needs"):
        h.entry()
