"""The corners and the slopes of the gates, held against numbers; wrong corners and bounds are refused."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import gate_limits
from lstmbook.derivations.gate_limits import CORNERS, c, c_prev, f, g, i, logistic, z
from lstmbook.equations.function import sigmoid
from lstmbook.equations.lstm import LSTM
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

ENDS = (0, 1)
ALL = [(gate_limits.corner, ends) for ends in CORNERS]
ALL += [(gate_limits.approach, ends) for ends in CORNERS]
ALL += [(derive, (end,)) for derive in (gate_limits.distance_from_end, gate_limits.hidden_at) for end in ENDS]
ALL += [(gate_limits.slope_bound, (end,)) for end in ENDS]
ALL += [(gate_limits.slope, ()), (gate_limits.distance_from_corner, ()), (gate_limits.hidden_by_output_gate, ())]


@pytest.mark.parametrize(("derive", "ends"), ALL)
def test_is_proved_for_all_sizes(derive, ends):
    derivation = derive(*ends)
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def one_unit(forget, input, output, old, candidate):
    """New cell and hidden state of the NumPy LSTM, driven by its biases alone."""
    arrays = {name: np.zeros([1 for _ in LSTM.shape_of(name)]) for name in LSTM.arguments}
    arrays |= {"b_f": [forget], "b_i": [input], "b_o": [output], "b_g": [np.arctanh(candidate)], "c_prev": [[old]]}
    result = LSTM.numpy()(**arrays)
    return result["c"].item(), result["h"].item()


@pytest.mark.parametrize(("forget", "input"), CORNERS)
def test_the_cell_goes_to_its_corner_within_the_bound(forget, input):
    place = gate_limits.corner(forget, input).last
    bound = gate_limits.approach(forget, input).last
    for far in (1.0, 3.0, 9.0, 18.0):
        ends = {f: far if forget else -far, i: far if input else -far}
        new, _ = one_unit(ends[f], ends[i], 0.0, old=-1.7, candidate=0.6)
        values = {c_prev: -1.7, g: 0.6, z[f]: ends[f], z[i]: ends[i]}
        assert (new - float(place.subs(values))) ** 2 <= float(bound.subs(values)) * (1 + 1e-9)
    assert new == pytest.approx(float(place.subs(values)), abs=1e-6)


@pytest.mark.parametrize("output", ENDS)
def test_the_hidden_state_goes_to_its_end(output):
    cell, hidden = one_unit(30.0, -30.0, 30.0 if output else -30.0, old=0.8, candidate=0.6)
    assert hidden == pytest.approx(output * np.tanh(cell), abs=1e-12)


def test_the_slope_is_that_of_the_logistic_function():
    points = np.linspace(-8, 8, 17)
    exact = [float(gate_limits.slope().last.subs(z[f], point)) for point in points]
    numeric = (sigmoid(points + 1e-6) - sigmoid(points - 1e-6)) / 2e-6
    assert np.allclose(exact, numeric, atol=1e-9)
    for end in ENDS:
        bounds = [float(gate_limits.slope_bound(end).last.subs(z[f], point)) for point in points]
        assert np.all(np.array(exact) <= bounds)


def test_the_output_gate_s_slope_is_that_of_the_numpy_function():
    ends = [one_unit(0.4, 1.2, 0.7 + step, old=-1.7, candidate=0.6)[1] for step in (1e-6, -1e-6)]
    cell, _ = one_unit(0.4, 1.2, 0.7, old=-1.7, candidate=0.6)
    found = gate_limits.hidden_by_output_gate().last.subs({c: cell, gate_limits.o: sigmoid(0.7)})
    assert float(found) == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-8)


def test_a_wrong_corner_is_refused():
    derivation = Derivation(c, claim="wrong", given=[LSTM.definition("c", gate_limits.j)])
    with pytest.raises(NotProved):
        derivation.step(c_prev, because="the gates were not said to be at their ends")


@pytest.mark.parametrize(
    ("bound", "certificate"),
    [
        (sp.exp(-2 * z[f]), sp.exp(-z[f]) ** 2 * f * (1 + f)),  # a factor too little
        (sp.exp(-3 * z[f]), sp.exp(-3 * z[f]) * f * (1 + f)),  # a bound that does not hold
        (sp.exp(2 * z[f]), sp.exp(-3 * z[f]) * f * (1 + f)),  # the bound of the other end
    ],
)
def test_a_wrong_bound_is_refused(bound, certificate):
    derivation = Derivation((1 - f) ** 2, claim="wrong", given=[logistic(f)])
    with pytest.raises(NotProved):
        derivation.at_most(bound, certificate=certificate, because="wrong")


def test_a_true_identity_with_a_negative_factor_is_no_certificate():
    derivation = Derivation((1 - f) ** 2, claim="wrong", given=[logistic(f)])
    with pytest.raises(NotProved, match="not visibly"):
        derivation.at_most(sp.Rational(1, 4), certificate=sp.Rational(1, 4) - (1 - f) ** 2, because="false for z < 0")


@pytest.mark.parametrize("derive", [gate_limits.distance_from_end, gate_limits.hidden_at, gate_limits.slope_bound])
def test_only_ends_are_accepted(derive):
    with pytest.raises(ValueError, match="ends at 0 or 1"):
        derive(2)


def test_the_truth_table_has_every_corner():
    source = gate_limits.truth_table().source
    assert source.count("\n") == 6 and all(word in source for word in gate_limits.DOES.values())
