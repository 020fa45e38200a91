"""The walk by hand against NumPy, its arithmetic against itself, and the tables it writes."""

import re

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import walkthrough
from lstmbook.notation.core import d, n

RNG = np.random.default_rng(0)
SIZES = {d: 2, n: 3}
WEIGHTS = {name: RNG.integers(-4, 5, size=[SIZES[one] for one in LSTM.shape_of(name)]) / 2 for name in LSTM.parameters}
INPUTS, H, C = RNG.normal(size=(3, 2)), RNG.normal(size=3), RNG.normal(size=3)
STEPS = walkthrough.walk(WEIGHTS, INPUTS, H, C)


def test_is_the_numpy_function_step_by_step():
    results = Scan(LSTM)(INPUTS[None], WEIGHTS, start={"h": H[None], "c": C[None]})
    for number, lines in enumerate(STEPS, 1):
        wanted = [(f"{n}[{number}, {j + 1}]", results[n][0, number - 1, j]) for n in "ifgoch" for j in range(3)]
        assert [str(line.entry) for line in lines] == [name for name, _ in wanted]
        assert np.allclose([float(line.value) for line in lines], [value for _, value in wanted], rtol=0, atol=1e-14)


def test_totals_are_exact_until_something_is_squashed():
    first = walkthrough.walk(WEIGHTS, [[0.5, -0.25]], np.zeros(3), np.zeros(3))[0]
    assert all(line.total.is_Rational for line in first[:12])
    weights = {name: [sp.Rational(number) for number in array.ravel()] for name, array in WEIGHTS.items()}
    assert first[0].total == weights["W_i"][0] / 2 - weights["W_i"][3] / 4 + weights["b_i"][0]


@pytest.mark.parametrize("lines", STEPS, ids=["step 1", "step 2", "step 3"])
def test_the_written_arithmetic_comes_to_its_result(lines):
    """Reading the text back as a sum gives the number beside it, up to the digits shown."""
    for line in lines:
        text = line.arithmetic.replace("−", "-").replace("·", "*").replace("tanh", "np.tanh")
        result = float(line.value if line.total is None else line.total)
        for side in text.split(" = "):  # h is written twice, with tanh(c) and with its value
            assert eval(side, {"np": np}) == pytest.approx(result, abs=3e-3)


def test_terms_stand_in_the_order_of_the_equation():
    weights = {name: np.zeros_like(array) for name, array in WEIGHTS.items()}
    weights |= {"W_i": np.full((2, 3), 0.5), "U_i": np.full((3, 3), 2.0), "b_i": np.full(3, 9.0)}
    first = walkthrough.walk(weights, [[3.0, 4.0]], [5.0, 6.0, 7.0], np.ones(3))[0]
    assert first[0].arithmetic == "3 · 0.5 + 4 · 0.5 + 5 · 2 + 6 · 2 + 7 · 2 + 9"
    assert first[12].arithmetic == "0.5000 · 1 + 1.0000 · 0"  # f c + i g, as printed
    assert first[15].arithmetic == "0.5000 · tanh(0.5000) = 0.5000 · 0.4621"


def test_carrying_rounds_every_result():
    rounded = walkthrough.walk(WEIGHTS, INPUTS, H, C, carry=2)
    assert all((line.value * 100).is_Integer for lines in rounded for line in lines)
    assert any(a.value != b.value for a, b in zip(STEPS[2], rounded[2], strict=True))
    fine = walkthrough.walk(WEIGHTS, INPUTS, H, C, carry=12)
    assert all(abs(a.value - b.value) < 1e-9 for a, b in zip(STEPS[2], fine[2], strict=True))


def test_values_are_those_of_the_lines_step_by_step_and_unit_by_unit():
    values = walkthrough.values(STEPS)
    assert list(values) == list("ifgoch") and {array.shape for array in values.values()} == {(3, 3)}
    for time, lines in enumerate(STEPS):
        for place, line in enumerate(lines):
            name, unit = "ifgoch"[place // 3], place % 3
            assert values[name][time, unit] == float(line.value)


def test_results_that_are_apart_are_measured_and_counted():
    exact = {"h": np.array([[0.5, 0.25]]), "c": np.array([[1.0, 2.0]])}
    assert walkthrough.apart(exact, exact) == (0, 0)
    near, far = {"c": np.array([[1.00004, 2.0]])}, {"h": exact["h"], "c": np.array([[1.00006, 2.1]])}
    assert walkthrough.apart(exact, near) == (pytest.approx(4e-5), 0)
    assert walkthrough.apart(exact, near, digits=5) == (pytest.approx(4e-5), 1)
    assert walkthrough.apart(exact, far) == (pytest.approx(0.1), 2)
    with pytest.raises(ValueError, match=r"no exact z of shape \(1, 2\)"):
        walkthrough.apart(exact, {"z": exact["h"]})
    with pytest.raises(ValueError, match=r"no exact h of shape \(2,\)"):
        walkthrough.apart(exact, {"h": exact["h"][0]})


def test_a_table_has_a_row_for_every_result():
    rows = walkthrough.table(STEPS[0]).source.splitlines()
    assert len(rows) == 2 + 18 and all(row.count("|") == 4 for row in rows)
    for row, line in zip(rows[2:], STEPS[0], strict=True):
        assert row.endswith(f"| {walkthrough.shown(line.value)} |")
        assert line.arithmetic in row.replace("\u00a0", " ")
        assert line.total is None or f" = {walkthrough.shown(line.total)} |" in row


def test_a_blank_table_gives_nothing_away():
    rows = walkthrough.table(STEPS[0], blank=True).source.splitlines()
    assert len(rows) == 2 + 18 and all(row.count("|") == 4 for row in rows)
    assert not any(re.search(r"\d\.\d", row) for row in rows)
    assert [row.count("…") for row in rows[2:]] == [2] * 18


def test_the_weight_table_shows_every_weight():
    source = walkthrough.weight_table(WEIGHTS).source
    for array in WEIGHTS.values():
        for row in array.reshape(-1, 3):
            assert " ".join(walkthrough.shown(sp.Rational(float(one)), 1) for one in row) in source


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1"), (-0.5, "−0.5"), (sp.Rational(1, 3), "0.3333"), (sp.Rational(-2, 3), "−0.6667"), (0, "0"), (100, "100")],
)
def test_numbers_are_short_where_they_are_exact(number, text):
    assert walkthrough.shown(sp.Rational(number)) == text


@pytest.mark.parametrize(
    ("inputs", "h", "c"), [([], H, C), ([[1.0]], H, C), (INPUTS, H[:2], C), (INPUTS, H, [1.0, 2.0])]
)
def test_shapes_that_do_not_fit_are_refused(inputs, h, c):
    with pytest.raises(ValueError, match="steps of 2 features and two states of 3 units"):
        walkthrough.walk(WEIGHTS, inputs, h, c)
