"""Every operand that needs a bracket has one, in LaTeX and in NumPy, and no sum captures an index."""

import itertools
import re

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.function import row_sums
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.equations.nodes import ColumnSums, RowSums, Sigmoid, Summed
from lstmbook.equations.printers import to_array, to_entry, to_latex
from lstmbook.equations.printers.arrays import COLUMN, ROW
from lstmbook.notation.core import BATCH, d, index, n, t
from lstmbook.notation.recurrent import U_of, W_of, c, f, h, x
from sympy.matrices.expressions import HadamardPower

W, U, V = W_of["f"], U_of["f"], U_of["i"]
times = sp.HadamardProduct
SIZES = {d: 2, n: 3}

EXPRESSIONS = [
    times(f, h) * U,
    times(f, h * U),
    x.T * times(f, h),
    times(h * U, c * V),
    (h + c) * U,
    times(h + c, f),
    (h * U).T,
    times(h, f).T,
    (h + c).T,
    times(h, f).T * c,
    HadamardPower(h * U, 2),
    HadamardPower(times(f, h), 2),
    HadamardPower(h + c, 2),
    -(h * U) + c,
    times(-h, f),
    times(f, h - c) * U,
    Sigmoid(times(f, h) * U) * V,
    2 * times(f, h),
    times(2 * h, f),
    (U + V) * U.T,
    h * U / 2,
    times(h * U / 2, f),
    -(h + c) * U,
    h * h.T * c,
    U * h.T * c,
    x.T * c * U,
    h * U * h.T * c,
    h * U * U,
    U * h.T,
    h.T * (c * h.T),
    h * (U * c.T * h),
    RowSums(U * V),
    RowSums(U) * V,
    times(RowSums(U), V),
    V - RowSums(times(U, V)),
    RowSums(U - V).T,
    times(RowSums(h), f),
    ColumnSums(U * V),
    ColumnSums(U - V) * V,
    times(h, ColumnSums(U)),
    h * ColumnSums(V).T,
    ColumnSums(h),
    ColumnSums(times(U, V)).T * h,
]


def at_sizes(expression, arrays):
    """The value by entries, each counted from one: a route that needs no brackets."""
    rows, columns = (int(sp.sympify(size).subs(SIZES)) for size in expression.shape)
    values = {}
    for quantity in (x, h, c, f, W, U, V):
        two = np.atleast_2d(arrays[quantity.name])
        for row, column in itertools.product(range(two.shape[0]), range(two.shape[1])):
            place = (column + 1,) if quantity.is_vector else (row + 1, column + 1)
            values[quantity.entry(*place)] = two[row, column]
    table = [
        [to_entry(expression, sp.Integer(i), sp.Integer(j), t).subs(SIZES).doit() for j in range(1, columns + 1)]
        for i in range(1, rows + 1)
    ]
    return np.array([[float(entry.subs(values).evalf()) for entry in row] for row in table])


@pytest.fixture(scope="module")
def arrays():
    rng = np.random.default_rng(0)
    shapes = {one.name: [int(sp.sympify(size).subs(SIZES)) for size in one.shape] for one in (x, h, c, f, W, U, V)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_numpy_computes_what_the_entries_say(expression, arrays):
    names = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "row_sums": row_sums, **arrays}
    found = eval(to_array(expression).text, names)  # noqa: S307 - our own source
    # A batch of one stands before each, and a column's array has no second axis.
    assert np.allclose(np.ravel(found), np.ravel(at_sizes(expression, arrays)), rtol=0, atol=1e-12)


def test_different_expressions_read_differently():
    for print_ in (to_latex, lambda expression: to_array(expression).text):
        printed = [print_(expression) for expression in EXPRESSIONS]
        assert len(set(printed)) == len(EXPRESSIONS)


def test_the_two_conventions_of_the_reset_gate_are_two():
    before, after = times(f, h) * U, times(f, h * U)
    assert to_latex(before) != to_latex(after) and to_array(before).text != to_array(after).text
    assert r"\odot" in to_latex(before) and to_latex(before).count(r"\left(") == 1 == to_latex(after).count(r"\left(")


def test_a_product_that_is_not_last_is_bracketed():
    a, k, m = sp.IndexedBase("a"), index("k"), index("m")
    product = sp.Product(a[k], (k, 1, n)) * sp.Sum(a[m], (m, 1, n))
    assert to_latex(product).count(r"\left(") == 1


def test_a_power_of_a_gate_can_be_shown():
    from lstmbook.equations.nodes import sigma

    assert to_latex(sigma(sp.Symbol("b")) ** 2) == r"\sigma^{2}\left(b\right)"


@pytest.mark.parametrize("step", [index("k"), index("l"), index("k") + index("l")])
def test_a_step_is_not_captured_by_a_sum(step):
    right = LSTM.definition("f", index("j"), step=step).right
    bound = {one for total in right.atoms(sp.Sum) for one in total.bound_symbols}
    assert not bound & step.free_symbols


def test_the_sum_of_outer_products_over_a_batch_is_a_product():
    product, other = Summed(h.T * c, BATCH), Summed(h.T * c * U, BATCH)
    assert to_array(product).text == "h.mT @ c"
    arrays = {"np": np, **{name: np.random.default_rng(1).normal(size=(4, 3)) for name in "hcf"}, "U_f": np.eye(3)}
    for one in (product, other):
        assert to_array(one).axes == (ROW, COLUMN)
        found = eval(to_array(one).text, arrays)  # noqa: S307 - our own source
        assert np.allclose(found, np.einsum("bi,bj->ij", arrays["h"], arrays["c"]), rtol=0, atol=1e-12)


def test_equations_read_as_a_person_writes_them():
    def plain(model, name):
        return re.sub(r"\\textcolor\{#\w+\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", model.latex(name).source)

    assert plain(LSTM, "c") == r"c_t = f_t \odot c_{t-1} + i_t \odot g_t"
    assert plain(LSTM, "f") == r"f_t = \sigma\left(x_t\,W_f + h_{t-1}\,U_f + b_f\right)"
    assert r"\odot \left(1 - " in LSTM_BACKWARD.latex("z_bar_f").source
    assert LSTM_BACKWARD.latex("W_bar_f").source.startswith(r"\bar{W}_{f,t} = \sum_{\text{batch}} {x_t}^{\top}")
    assert list(LSTM.parameters[:4]) == ["W_i", "U_i", "b_i", "W_f"]
