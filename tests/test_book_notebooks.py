"""A small session with everything that the book's pages use, built once, as notebooks."""

import base64
import re

import nbformat
import pytest
from book_markdown import anchor, escaped
from book_notebooks import with_cells_not_shown
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from small_book import built, cell, drawn, new_book, page, write

WIDE = page(
    "First: one & all",
    "It costs 5 \\$, **as** *they* say `a_b` of {cite:t}`known`, see [the second](narrow.md),",
    "[its end](narrow.md#the-end), [the end](#a-section), [abroad](https://example.org), a {term}`word`,",
    "{numref}`fig-line`, {eq}`eq-one` and {ref}`ex-one`.\n",
    cell(":tags: [remove-cell]", "", "from book_pages import numbers, results_table", "numbers(half=0.5, sum=2)"),
    "Half is {glue:text}`half:.2f`, {glue:}`sum` is that.\n",
    drawn("{glue:text}`share:.1f`").replace("figure:\n", "figure:\n    name: fig-line\n"),
    cell(
        ":tags: [remove-cell]",
        "",
        "class L:",
        "    def _repr_latex_(self):",
        "        return '$$\\na = b\\n$$'",
        "numbers(eq=L())",
    ),
    "```{glue:math} eq\n:label: eq-one\n```\n",
    "## A section\n",
    "- one\n- two of $|x|$\n\n1. first\n2. second\n\n> quoted\n",
    "| a | b |\n|---|---|\n| $\\left\\|x\\right\\|$ | **c** |\n",
    ":::{admonition} Before you compare\n:class: note\n\n**Rows.** As in {cite:p}`known`.\n\nAnd $z$.\n:::\n",
    "```{literalinclude} ../../code/book_pages.py\n:pyobject: numbers\n:language: python\n```\n",
    cell(":tags: [hide-input]", "", "sum = 3", "print('printed', sum)"),
    cell(":tags: [remove-input]", "", "results_table(['a', 'b'], [[1, '$x$']])"),
    ":::{exercise-start}\n:label: ex-one\n:::\n**Easy.** How?\n:::{exercise-end}\n:::\n",
    ":::{solution-start} ex-one\n:class: dropdown\n:::\nThus.\n\n"
    + cell(":tags: [remove-cell]", "", "hidden = 1")
    + "And so.\n\n"
    + cell("sum + hidden")
    + ":::{solution-end}\n:::\n",
    "## Words\n\n:::{glossary}\nword\n  What it means.\n:::\n",
)
NARROW = page(
    "Second",
    cell("sum([1, 2])"),
    cell("'hidden' in globals()"),
    ":::{exercise-start}\n:label: ex-two\n:::\nWhy?\n:::{exercise-end}\n:::\n",
    ":::{solution-start} ex-two\n:::\nThat is why.\n:::{solution-end}\n:::\n\nMore to read.\n",
    "## The end\n\n{cite:t}`known`\n",
)
TOC = """format: jb-book
root: book/intro
chapters:
  - file: book/session/index
    sections:
      - file: book/session/wide
      - file: book/session/narrow
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    index = "# The session\n\n[One](wide.md) and [two](narrow.md#the-end).\n"
    new_book(folder, {"session/index": index, "session/wide": WIDE, "session/narrow": NARROW})
    write(folder, "_toc.yml", TOC)
    built(folder, "-n", "-W", "--keep-going")
    executed = notebook(folder, "wide")
    # Changed prose: the page is written again, and its cells do not run.
    write(folder, "book/session/wide.md", WIDE.replace("is that", "is two"))
    built(folder, "-n", "-W", "--keep-going")
    assert outputs(notebook(folder, "wide")) == outputs(executed) != []
    return folder


def notebook(book, name):
    return nbformat.read(book / f"_build/html/book/session/{name}.ipynb", as_version=4)


def texts(found):
    return [one.source for one in found.cells if one.cell_type == "markdown"]


def outputs(found):
    return [one.outputs for one in found.cells if one.cell_type == "code"]


def code(found):
    return [one.source for one in found.cells if one.cell_type == "code"]


@pytest.mark.slow
def test_the_text_is_what_the_page_shows(book):
    text = "\n\n".join(texts(notebook(book, "wide")))
    for expected in (
        "# First: one & all",
        "It costs 5 \\$, **as** *they* say `a_b` of Author \\[[1997](#Bibliography)\\], see [the second](narrow.html),",
        "[its end](narrow.html#the-end), [the end](#A-section), [abroad](https://example.org)",
        "a word, Fig. 1, (1) and Exercise 1.",
        "Half is 0.50, 2 is two.",
        "**Fig. 1.** A line to 0.2",
        "$$\na = b\n\\tag{1}\n$$",
        "- one\n- two of $|x|$\n\n1. first\n2. second\n\n> quoted",
        "| a | b |\n| --- | --- |\n| $\\left\\vert x\\right\\vert$ | **c** |",
        "> **Before you compare**\n>\n> **Rows.** As in \\[[Author, 1997](#Bibliography)\\].\n>\n> And $z$.",
        "```python\ndef numbers(**values):\n",
        "### Exercise 1\n\n**Easy.** How?",
        "### Solution to Exercise 1\n\nThus.",
        "**word**\n\nWhat it means.",
        "## Bibliography\n\n- A.\xa0Author. *T*. P, 1997.",
    ):
        assert expected in text, f"{expected}\n\nis not in\n\n{text}"
    assert not re.search(r"\{[\w:]+\}`|^:::|```\{", re.sub(r"```python.*?```", "", text, flags=re.S), re.M)


@pytest.mark.slow
def test_all_cells_are_there_in_their_places_and_with_their_outputs(book):
    found = notebook(book, "wide")
    order = [one.source.splitlines()[0][:30] for one in found.cells]
    assert order[0].startswith("# From the book")
    assert order.index("class L:") == order.index("**Fig. 1.** A line to 0.2") + 1
    thus = order.index("### Solution to Exercise 1")
    assert order[thus + 1 : thus + 5] == ["Thus.", "hidden = 1", "And so.", "sum + hidden"]
    made = {one.source.splitlines()[-1]: one.outputs for one in found.cells if one.cell_type == "code"}
    assert made["print('printed', sum)"][0].text == "printed 3\n"
    assert made["results_table(['a', 'b'], [[1, '$x$']])"][0].data.keys() == {"text/markdown"}
    assert [one.data for one in made["sum + hidden"]] == [{"text/plain": "4"}]
    (drawing,) = (one.outputs[0].data for one in found.cells if "SVG" in one.source)
    # JupyterLab shows SVG only of notebooks that it ran itself.
    shown = re.fullmatch(r"!\[A line to 0\.2\]\(data:image/svg\+xml;base64,(.*)\)", drawing.pop("text/markdown"))
    assert base64.b64decode(shown[1]).startswith(b"<svg ") and not drawing
    assert made["numbers(half=0.5, sum=2)"] == []


@pytest.mark.slow
def test_what_the_page_folds_is_folded(book):
    cells = {one.source.splitlines()[-1]: one.metadata for one in notebook(book, "wide").cells}
    assert cells["print('printed', sum)"] == cells["hidden = 1"] == {"jupyter": {"source_hidden": True}}
    assert cells["### Solution to Exercise 1"] == {"jp-MarkdownHeadingCollapsed": True}
    assert cells["sum + hidden"] == cells["**Easy.** How?"] == {}
    # Below a folded heading JupyterLab hides everything up to the next heading.
    assert {one.source.splitlines()[-1]: one.metadata for one in notebook(book, "narrow").cells}["More to read."] == {}


@pytest.mark.slow
def test_the_session_is_one_notebook(book):
    found = notebook(book, "session")
    titles = [text.splitlines()[0] for text in texts(found) if text.startswith("# ")]
    assert titles == ["# The session", "# First: one & all", "# Second", "# Bibliography"]
    assert "[One](#First:-one-%26-all) and [two](#The-end)." in texts(found)[0]
    assert "see [the second](#Second), [its end](#The-end)" in "".join(texts(found))
    assert texts(found)[-1].count("A.\xa0Author") == 1
    assert sum(one.startswith("# From the book") for one in code(found)) == 1
    assert sum("%reset" in one for one in code(found)) == 1
    ids = [one.id for one in found.cells]
    assert len(set(ids)) == len(ids)


@pytest.mark.slow
def test_pages_offer_their_notebooks(book):
    offered = {}
    for name in ("index", "wide"):
        shown = (book / f"_build/html/book/session/{name}.html").read_text("utf-8")
        offered[name] = re.findall(r'<a href="(\w+\.ipynb)" download>', shown)
    assert offered == {"index": ["session.ipynb"], "wide": ["wide.ipynb"]}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wide", "session"])
def test_a_notebook_runs_from_a_checkout(book, name, monkeypatch):
    """In the session the second page would fail if the first one's names were still there: its ``sum`` is a number."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    found = notebook(book, name)
    for one in found.cells:
        one.pop("outputs", None)
        one |= {"outputs": []} if one.cell_type == "code" else {}
    NotebookClient(found, resources={"metadata": {"path": str(book / "_build/html/book/session")}}).execute()
    results = {one.source: one.outputs[-1].data["text/plain"] for one in found.cells if one.source in RESULTS}
    assert (
        results == {source: RESULTS[source] for source in results} and len(results) == {"wide": 1, "session": 3}[name]
    )


RESULTS = {"sum + hidden": "4", "sum([1, 2])": "3", "'hidden' in globals()": "False"}


@pytest.mark.slow
def test_elsewhere_a_notebook_says_what_it_needs(book, tmp_path):
    found = notebook(book, "wide")
    with pytest.raises(CellExecutionError, match=r"(?s)code/ is neither in .*Move this notebook into a copy"):
        NotebookClient(found, resources={"metadata": {"path": str(tmp_path)}}).execute()


def test_nothing_in_a_text_becomes_markdown():
    assert escaped("5 $ a*b_c `d` <e> [f] g|h\ni\\j") == "5 \\$ a\\*b\\_c \\`d\\` \\<e> \\[f\\] g\\|h i\\\\j"
    assert anchor("What comes back?") == "What-comes-back?"


def test_cells_that_are_not_shown_stand_where_they_were_written():
    cells = [nbformat.v4.new_code_cell("a"), nbformat.v4.new_markdown_cell(""), nbformat.v4.new_code_cell("b")]
    blocks = [(3, "before"), (None, "caption"), (9, "after")]
    assert list(with_cells_not_shown(blocks, cells, [5, 6, 10])) == ["before", "caption", 0, "after", 2]
