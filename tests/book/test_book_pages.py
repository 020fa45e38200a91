import myst_nb
import numpy as np
import pytest
import sympy as sp
from book_pages import numbers, results_table


@pytest.fixture
def glued(monkeypatch):
    """What has been glued, by key; nothing of it may be displayed."""
    found = {}

    def glue(name, variable, display=True):
        assert not display
        found[name] = variable

    monkeypatch.setattr(myst_nb, "glue", glue)
    return found


class Formula:
    def _repr_latex_(self):
        return "$x$"


def test_numbers_become_pythons_own_and_underscores_dashes(glued):
    values = {"loss_end": np.float32(0.5), "steps": np.int64(3), "exact": sp.Rational(1, 4), "count": sp.Integer(7)}
    numbers(**values, names="a, b", plain=2.5, **{"held_1": np.median([1, 2])})
    assert glued == {
        "loss-end": 0.5, "steps": 3, "exact": 0.25, "count": 7, "names": "a, b", "plain": 2.5, "held-1": 1.5
    }  # fmt: skip
    assert {name: type(value) for name, value in glued.items()} == {
        "loss-end": float, "steps": int, "exact": float, "count": int, "names": str, "plain": float, "held-1": float
    }  # fmt: skip


def test_a_formula_stays_what_it_is(glued):
    formula = Formula()
    numbers(largest=formula)
    assert glued["largest"] is formula


@pytest.mark.parametrize("value", [None, np.ones(2), [1], 1j, True, np.True_, {}])
def test_what_is_neither_a_number_nor_a_text_is_refused_by_name(glued, value):
    with pytest.raises(ValueError, match="largest_gap is neither a number nor a text"):
        numbers(fine=1, largest_gap=value)
    assert glued == {}


@pytest.mark.parametrize("value", [np.nan, np.inf, float("nan")])
def test_a_number_that_is_not_finite_is_refused_by_name(glued, value):
    with pytest.raises(ValueError, match="largest_gap is no finite number"):
        numbers(largest_gap=value)


def test_a_table_has_a_line_for_the_head_and_one_a_row():
    table = results_table(["bias", "$f$"], [[0, "0.5"], (1, "0.7")])
    assert table._repr_markdown_() == "| bias | $f$ |\n| --- | --- |\n| 0 | 0.5 |\n| 1 | 0.7 |\n"


def test_a_table_takes_no_row_of_another_length_and_no_cell_that_ends_itself():
    with pytest.raises(ValueError, match=r"2 cells.*'1', '2', '3'"):
        results_table(["a", "b"], [[1, 2, 3]])
    with pytest.raises(ValueError, match=r"vertical line.*a\|b"):
        results_table(["one"], [["a|b"]])
