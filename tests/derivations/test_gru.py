"""Where the reset gate of a GRU stands, what bounds its state, and its gradients: proved, and wrong ones refused."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import gru_backward, gru_reset
from lstmbook.derivations.step_backward import StepBackward, m, p
from lstmbook.equations.definition import Definition
from lstmbook.equations.gru import GRU, GRU_RESET_AFTER
from lstmbook.equations.gru_backward import GATES, GRU_BACKWARD, GRU_RESET_AFTER_BACKWARD
from lstmbook.equations.nodes import Summed
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import BATCH, n
from lstmbook.notation.gradients import h_bar
from lstmbook.notation.gru import U_of, a_of, bU_of, r, s_bar, z, z_bar_of
from lstmbook.notation.recurrent import g, h
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Range

j, l = gru_reset.j, gru_reset.l
SHOWN = ["difference", "same_where_diagonal", "difference_at_unit_vector", "second_bias_at_zero"]


@pytest.mark.parametrize("name", SHOWN)
def test_is_proved_for_all_sizes(name):
    derivation = getattr(gru_reset, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.mark.parametrize("model", [GRU, GRU_RESET_AFTER])
@pytest.mark.parametrize("name", ["between", "at_most_one", "at_least_minus_one"])
def test_the_bounds_hold_in_both_conventions(name, model):
    assert getattr(gru_reset, name)(model).scope == FOR_ALL_SIZES


def test_the_two_places_of_the_reset_gate_are_not_one():
    """Neither in general, nor where the matrix is anything but diagonal, here constant along each column."""
    constant = Definition(U_of["g"].entry(l, j), sp.IndexedBase("u")[j], (l, j))
    one, other = gru_reset.difference().start.as_two_terms()
    for given in ((), (constant, Range(j, 1, n))):
        with pytest.raises(NotProved, match="counterexample"):
            Derivation(one, claim="wrong", given=given).step(-other, because="wrong")


def test_a_second_bias_outside_the_reset_gate_is_another_one():
    right = gru_reset.second_bias_at_zero()
    with pytest.raises(NotProved, match="counterexample"):
        Derivation(right.start, claim="wrong", given=right.given).step(bU_of["g"].entry(j), because="wrong")


def test_the_difference_is_the_formula_in_numbers():
    rng = np.random.default_rng(0)
    reset, state, matrix = rng.uniform(size=4), rng.normal(size=4), rng.normal(size=(4, 4))
    apart = (reset * state) @ matrix - reset * (state @ matrix)
    assert np.allclose(apart, ((reset[:, None] - reset) * state[:, None] * matrix).sum(axis=0), rtol=0, atol=1e-14)
    one = np.eye(4)[2]
    assert np.allclose((reset * one) @ matrix - reset * (one @ matrix), (reset[2] - reset) * matrix[2], atol=1e-14)


def test_a_state_stays_within_one_and_a_sum_does_not():
    rng = np.random.default_rng(1)
    sizes = {"W": (2, 4), "U": (4, 4), "b": (4,), "bU": (4,)}
    for model in (GRU, GRU_RESET_AFTER):
        weights = {name: 4 * rng.normal(size=sizes[name.split("_")[0]]) for name in model.parameters}
        inputs = rng.normal(size=(3, 50, 2))
        assert np.abs(Scan(model)(inputs, weights)["h"]).max() <= 1
        adding = model.but("adding", h=sp.HadamardProduct(z, h.prev) + g)
        assert np.abs(Scan(adding)(inputs, weights)["h"]).max() > 1.5


def test_without_the_mean_the_ceiling_is_not_proved():
    adding = GRU.but("adding", h=sp.HadamardProduct(z, h.prev) + g)
    with pytest.raises(NotProved):
        gru_reset.at_most_one(adding)


STEPS = {"before": gru_backward.BEFORE, "after": gru_backward.AFTER}


@pytest.mark.parametrize("reset", STEPS)
def test_some_gradients_are_proved_here_and_all_on_the_page(reset):
    step = STEPS[reset]
    for derivation in (step.handed_back("h"), step.at_weights("U", "g"), step.at_weights("W", "r")):
        assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def test_all_gradients_are_all(monkeypatch):
    """What is handed back, and one for each parameter; the proofs themselves are left to the page."""
    monkeypatch.setattr(StepBackward, "handed_back", lambda self, name: name)
    monkeypatch.setattr(StepBackward, "at_weights", lambda self, kind, gate: f"{kind}_{gate}")
    for step in STEPS.values():
        assert set(gru_backward.all_of(step)) == {"h", "x", *step.model.parameters}


_one, _times = sp.OneMatrix(1, n), sp.HadamardProduct
WRONG = {
    "z flipped": ("before", "b", "z", {"z_bar_z": _times(h_bar, g - h.prev, z, _one - z)}),
    "the candidate kept by z": ("before", "b", "g", {"z_bar_g": _times(h_bar, z, _one - _times(g, g))}),
    "the reset gate's slope dropped": ("before", "U", "r", {"z_bar_r": _times(s_bar, h.prev, r)}),
    "U_g heard without the reset gate": (
        "before",
        "U",
        "g",
        {"U_bar_g": Summed(h.prev.T * z_bar_of["g"], BATCH)},
    ),
    "U_g heard as before the product": (
        "after",
        "U",
        "g",
        {"U_bar_g": Summed(_times(r, h.prev).T * s_bar, BATCH)},
    ),
    "the second bias outside": ("after", "bU", "g", {"bU_bar_g": z_bar_of["g"]}),
    "the second bias forgotten in r": (
        "after",
        "b",
        "r",
        {"z_bar_r": _times(z_bar_of["g"], h.prev * U_of["g"], r, _one - r)},
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_backward_step_is_rejected(name):
    reset, kind, gate, change = WRONG[name]
    model, backward = {"before": (GRU, GRU_BACKWARD), "after": (GRU_RESET_AFTER, GRU_RESET_AFTER_BACKWARD)}[reset]
    with pytest.raises(NotProved):
        StepBackward(model, backward.but("wrong", **change), GATES, a_of).at_weights(kind, gate)


def test_the_wrong_convention_is_rejected():
    """The gradient at U_g of the one is not that of the other."""
    step = gru_backward.BEFORE
    with pytest.raises(NotProved):
        step.gradient(
            "wrong",
            step.entry("U_g", m, p),
            step.entry("h_prev", m) * step.entry("z_bar_g", p),
            *(Range(m, 1, n), Range(p, 1, n)),
        )
