"""What every model does with bad input, what its parts refuse, and variants stated as changes."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.function import masked_softmax, sigmoid, softmax
from lstmbook.equations.lstm import LSTM, preactivation
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Sigmoid, Tanh, sigma
from lstmbook.equations.printers import to_array, to_entry, to_latex
from lstmbook.notation.attention import HEAD
from lstmbook.notation.core import BATCH, TIME, n, t, vector
from lstmbook.notation.recurrent import U, c, f, g, h, x


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


# -- what makes no model --------------------------------------------------------------------------------------


def test_equations_may_not_go_round_in_a_circle():
    with pytest.raises(ValueError, match="wrong: the equations of c, g go round in a circle"):
        Model("wrong", [x], [], {c: Tanh(g), g: Tanh(c)})


def test_an_equation_comes_after_those_it_uses():
    model = Model("turned", [f], [], {h: Tanh(c), c: Tanh(f)})
    assert [name for name, _ in model.equations] == ["c", "h"]


def test_an_equation_must_have_the_shape_of_what_it_defines():
    with pytest.raises(ValueError, match="'h' has shape"):
        Model("wrong", [x], [], {h: x})


def test_an_equation_must_have_the_axes_of_what_it_defines():
    with pytest.raises(ValueError, match=r"'h' has the axes \(batch, head, column\), not \(batch, column\)"):
        Model("wrong", [h.prev, f.along(HEAD)], [], {h: h.prev + f.along(HEAD)})


def test_two_quantities_of_one_name_are_refused():
    other = vector("f", n, (BATCH, TIME), meaning="another thing")
    with pytest.raises(ValueError, match="two quantities are called 'f': forget gate .* and another thing"):
        Model("wrong", [f, other], [], {h: f + other})


def test_a_symbol_declared_twice_with_different_shapes_is_refused():
    wide = vector("h", 2 * n, (BATCH, TIME), role="hidden", meaning=h.letter.meaning, order=h.letter.order)
    with pytest.raises(ValueError, match=r"two quantities are called 'h': .*\(1, 2\*n\) and .*\(1, n\)"):
        Model("wrong", [wide], [], {c: Tanh(wide * sp.OneMatrix(2 * n, n)), g: Tanh(h)})


def test_what_varies_must_be_given_or_defined():
    with pytest.raises(ValueError, match="wrong: g varies, but is no input or state"):
        Model("wrong", [f], [], {h: sp.HadamardProduct(f, g)})


def test_an_unknown_axis_is_named():
    with pytest.raises(TypeError, match="an entry of f needs column; got .*'layer'"):
        f.entry(sp.Symbol("j", integer=True, positive=True), layer=1)
    with pytest.raises(TypeError, match="an entry of f needs column, head="):
        f.along(HEAD).entry(sp.Symbol("j", integer=True, positive=True))


@pytest.mark.parametrize("printer", [to_array, lambda e: to_entry(e, 1, 1, t)])
def test_an_unknown_node_is_refused(printer):
    with pytest.raises(TypeError, match="Inverse"):
        printer(sp.Inverse(U))


# -- variants -------------------------------------------------------------------------------------------------


def test_a_variant_knows_what_it_changes():
    coupled = LSTM.but("coupled", i=sp.OneMatrix(1, n) - f)
    changes = coupled.changes
    assert changes.changed == ("i",) and not changes.added and not changes.gone and not changes.new
    assert changes.dropped == ("W_i", "U_i", "b_i")
    assert [name for name, _ in coupled.equations] == ["f", "i", "g", "o", "c", "h"]
    assert changes.latex.source == coupled.latex("i").source
    assert r"1 - \textcolor" in changes.latex.source


def test_a_factor_that_is_taken_out_is_one(arguments):
    bare = LSTM.but("bare", without=("f", "o"))
    assert bare.changes.gone == ("f", "o") and bare.expression("h") == Tanh(c)
    arrays = arguments(bare, {"d": 3, "n": 4}, batch=2)
    result = bare.numpy()(**arrays)
    assert np.allclose(result["c"], arrays["c_prev"] + result["i"] * result["g"], rtol=0, atol=1e-15)


def test_a_variant_keeps_the_order_of_its_parameters():
    """Also where it uses them in another order, so that stored weights keep their places."""
    late = LSTM.but("late", i=Sigmoid(preactivation("f")), f=Sigmoid(preactivation("i")))
    assert late.parameters == LSTM.parameters


def test_a_variant_may_have_new_equations():
    m = vector("m", n, (BATCH, TIME), meaning="a new gate")
    model = LSTM.but("more", new={m: Sigmoid(preactivation("f"))}, c=sp.HadamardProduct(m, c.prev))
    assert model.changes.added == ("m",) and model.changes.changed == ("c",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"typo": c}, "lstm has no equation typo; it has i, f, g, o, c, h"),
        ({"c": LSTM.expression("c")}, "c would be as in lstm"),
        ({"without": "q"}, "lstm has no equation q"),
        ({"without": "c"}, "c stands where it is not a factor"),
        ({"i": Sigmoid(c)}, "the equations of i, c, h go round in a circle"),
        ({"c": sp.HadamardProduct(f, vector("m", n, (BATCH, TIME)))}, "m varies"),
    ],
)
def test_a_change_that_cannot_be_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        LSTM.but("wrong", **change)


def test_a_model_of_its_own_has_no_changes():
    with pytest.raises(ValueError, match="lstm is no variant"):
        LSTM.changes  # noqa: B018 - the property is what is tried


# -- parts ----------------------------------------------------------------------------------------------------


def test_sigma_has_the_slope_of_the_logistic_function():
    z = sp.Symbol("x")
    logistic = 1 / (1 + sp.exp(-z))
    slope = sigma(z).diff(z).subs(sigma(z), logistic)
    assert sp.cancel((slope - logistic.diff(z)).rewrite(sp.exp)) == 0


def test_sigmoid_and_softmax_do_not_overflow():
    assert np.array_equal(sigmoid(np.array([-1e4, 0.0, 1e4])), [0.0, 0.5, 1.0])
    assert np.array_equal(softmax(np.array([[1e4, -1e4]])), [[1.0, 0.0]])
    mask = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 0]])
    assert np.array_equal(masked_softmax(np.array([[1e4, -1e4, 1e5]] * 3), mask), [[1, 0, 0], [0, 0, 1], [0, 0, 0]])


def test_latex_of_scalars_reads_as_written():
    forget, cell = f.entry(sp.Symbol("j")), c.prev.entry(sp.Symbol("j"))
    plain = (
        to_latex(forget * (1 - forget) * cell).replace(r"\textcolor{#b8400e}", "").replace(r"\textcolor{#1560b0}", "")
    )
    assert plain == r"{f_{t,j}}\,\left(1 - {f_{t,j}}\right)\,{c_{t-1,j}}"


def test_a_product_of_sums_keeps_its_brackets():
    k, one, other = sp.Symbol("k"), sp.IndexedBase("y"), sp.IndexedBase("z")
    text = to_latex(sp.Sum(one[k], (k, 1, 3)) * sp.Sum(other[k], (k, 1, 3)))
    assert text.startswith(r"\left(\sum")
