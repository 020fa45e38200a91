"""Formulas keep the punctuation that belongs to them, and the spaces that a browser would leave out."""

from types import SimpleNamespace

import pytest
from book_mathematics import katex, keep_punctuation, mathml
from docutils import nodes
from docutils.utils import new_document

APP = SimpleNamespace(builder=SimpleNamespace(format="html"))


def kept(*parts):
    """What stands together after a paragraph of the parts, formulas between dollars, has been gone through."""
    document = new_document("a page")
    paragraph = nodes.paragraph()
    for part in parts:
        paragraph += nodes.math(part[1:-1], part[1:-1]) if part.startswith("$") else nodes.Text(part)
    document += paragraph
    keep_punctuation(APP, document, "a page")
    assert document.astext() == "".join(parts).replace("$", ""), "the text has changed"
    return [one.astext() for one in document.findall(nodes.inline)]


@pytest.mark.parametrize("mark", [",", ".", ";", ":", "?", ")", "),"])
def test_a_mark_stays_with_the_formula_before_it(mark):
    assert kept("Here is ", "$c_t$", f"{mark} and more") == [f"c_t{mark}"]


def test_an_opening_bracket_stays_with_the_formula_after_it():
    assert kept("numbers (", "$2n$", ") of it") == ["(2n)"]


def test_equal_separators_are_told_apart():
    assert kept("the sums ", "$i$", ", ", "$f$", ", ", "$g$", " and ", "$o$", ".") == ["i,", "f,", "o."]


def test_a_formula_among_words_is_left_alone():
    assert kept("If ", "$f$", " is one") == []


def test_what_a_cell_computed_keeps_its_comma():
    document, wrapped = new_document("a page"), nodes.inline()
    wrapped += nodes.math("3", "3")
    paragraph = nodes.paragraph()
    paragraph += [nodes.Text("It is "), wrapped, nodes.Text(", about")]
    document += paragraph
    keep_punctuation(APP, document, "a page")
    assert [one.astext() for one in paragraph] == ["It is ", "3,", " about"]


@pytest.fixture
def typesetter():
    """KaTeX in Node, which would otherwise outlive the tests."""
    yield
    with katex() as process:
        process.stdin.close()
    katex.cache_clear()


@pytest.mark.usefixtures("typesetter")
def test_a_power_of_a_function_is_set_apart_from_its_argument():
    assert "mspace" in mathml(r"1 - \tanh^2 c_t", False)
    assert "mspace" not in mathml(r"1 - \tanh^2 (c_t)", False)
    assert "mspace" not in mathml(r"x^2 c_t", False)
