"""What every model does with bad input, and what its parts refuse."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.model import Model, sigmoid, softmax
from lstmbook.equations.nodes import sigma
from lstmbook.equations.printers import to_entry, to_latex, to_numpy
from lstmbook.notation import QUANTITIES, t


def test_a_wrong_shape_names_the_argument_and_both_shapes(arguments):
    arrays = arguments(LSTM, {"d": 3, "n": 4}, batch=2) | {"U_f": np.zeros((4, 3))}
    with pytest.raises(ValueError, match=r"lstm: argument 'U_f' must have shape \(n, n\) with n = 4.*\(4, 3\)"):
        LSTM.numpy()(**arrays)


def test_a_wrong_number_of_axes_is_refused(arguments):
    arrays = arguments(LSTM, {"d": 3, "n": 4}, batch=2) | {"b_f": np.zeros((1, 4))}
    with pytest.raises(ValueError, match="'b_f'"):
        LSTM.numpy()(**arrays)


def test_batches_must_agree(arguments):
    arrays = arguments(LSTM, {"d": 3, "n": 4}, batch=2) | {"h_prev": np.zeros((1, 4))}
    with pytest.raises(ValueError, match="'h_prev'.*B = 2"):
        LSTM.numpy()(**arrays)


def test_missing_and_unknown_arguments_are_named(arguments):
    arrays = arguments(LSTM, {"d": 3, "n": 4}, batch=2)
    arrays["W_q"] = arrays.pop("W_f")
    with pytest.raises(TypeError, match="missing .'W_f'., unknown .'W_q'."):
        LSTM.numpy()(**arrays)


def test_an_unknown_equation_is_named():
    with pytest.raises(KeyError, match="lstm has no equation 'z'"):
        LSTM.latex("z")


def test_an_equation_cannot_use_what_comes_later():
    c, g = QUANTITIES["c"].symbol, QUANTITIES["g"].symbol
    with pytest.raises(ValueError, match="uses .'c'. before"):
        Model("wrong", ("x",), (), (), (("h", c), ("c", g)))


def test_an_equation_must_have_the_shape_of_its_name():
    x = QUANTITIES["x"].symbol
    with pytest.raises(ValueError, match="'h' has shape"):
        Model("wrong", ("x",), (), (), (("h", x),))


@pytest.mark.parametrize("printer", [to_numpy, lambda e: to_entry(e, 1, 1, t)])
def test_an_unknown_node_is_refused(printer):
    with pytest.raises(TypeError, match="Inverse"):
        printer(sp.Inverse(QUANTITIES["U"].symbol))


def test_sigma_has_the_slope_of_the_logistic_function():
    x = sp.Symbol("x")
    logistic = 1 / (1 + sp.exp(-x))
    slope = sigma(x).diff(x).subs(sigma(x), logistic)
    assert sp.cancel((slope - logistic.diff(x)).rewrite(sp.exp)) == 0


def test_sigmoid_and_softmax_do_not_overflow():
    assert np.array_equal(sigmoid(np.array([-1e4, 0.0, 1e4])), [0.0, 0.5, 1.0])
    assert np.array_equal(softmax(np.array([[1e4, -1e4]])), [[1.0, 0.0]])


def test_latex_of_scalars_reads_as_written():
    f, c = QUANTITIES["f"].entry(sp.Symbol("j")), QUANTITIES["c_prev"].entry(sp.Symbol("j"))
    plain = to_latex(f * (1 - f) * c).replace(r"\textcolor{#b8400e}", "").replace(r"\textcolor{#1560b0}", "")
    assert plain == r"{f_{t,j}}\,\left(1 - {f_{t,j}}\right)\,{c_{t-1,j}}"


def test_a_product_of_sums_keeps_its_brackets():
    k, x, y = sp.Symbol("k"), sp.IndexedBase("y"), sp.IndexedBase("z")
    text = to_latex(sp.Sum(x[k], (k, 1, 3)) * sp.Sum(y[k], (k, 1, 3)))
    assert text.startswith(r"\left(\sum")
