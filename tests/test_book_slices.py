"""A page depends on what it uses of a module, by name; and on all of it where names do not tell."""

import re
import shutil
from pathlib import Path

import book_freshness
import book_slices
import pytest
from small_book import write

ROOT = Path(__file__).parents[1]
PACKAGE = {
    "p/__init__.py": "from p.a import one, two\nfrom p.b import three\n",
    "p/a.py": '''"""Words."""
import functools
import os
from p import tools
from p.b import three as other

LIMIT = 3
START, END = 0, LIMIT
UNUSED = os.sep


def helper(x=LIMIT):
    return x


def one():
    return helper()


def two():
    return other()


@functools.cache
def kept():
    return tools.near()


class Thing:
    def method(self, size: "LIMIT" = END):
        from p.late import slow

        return slow(size)


if __name__ == "__main__":
    two()
''',
    "p/b.py": "def three():\n    return 3\n\n\ndef four():\n    return 4\n",
    "p/late.py": "def slow(x):\n    return x\n\n\ndef fast(x):\n    return x\n",
    "p/tools.py": "def near():\n    return 1\n\n\ndef far():\n    return 2\n",
    "p/star.py": "from p.b import *\n\nALONE = 1\n",
    "p/mirror.py": "FIRST = 1\n\n\ndef all_names():\n    return globals()\n",
    "p/effects.py": "from p.b import four\nTABLE = {}\nTABLE['four'] = four()\nOTHER = 1\ndef use():\n    return 0\n",
    "p/registers.py": "from p import hub\n@hub.register(int)\ndef _(x):\n    return 'int'\ndef use():\n    pass\n",
    "p/hub.py": "import functools\n@functools.singledispatch\ndef show(x):\n    return x\nregister = show.register\n",
    "p/tried.py": "try:\n    from p.b import four as best\nexcept ImportError:\n    best = None\n",
    "p/bound.py": "other = (inner := 1)\ndef f(x=(late := 2)): return x\n",
    "p/quoted.py": "SIZE = 1\ndef f(x: 'SIZE'): return x\n",
    "p/twice.py": "size = 1\nshape = size\nsize = 2\n",
    "p/reads.py": "TABLE = 'numbers.npz'\nNOTES = 'notes.csv'\n",
    "p/numbers.npz": "1 2 3",
    "p/notes.csv": "a,b",
    "p/sub/__init__.py": "",
    "p/sub/deep.py": "from ..tools import far\n\n\ndef dig():\n    return far()\n",
}
SEEN, UNSEEN = True, False
# What a page says, what is changed into what in which file, and whether the page is to see it.
CASES = {
    "a name": ("from p.a import one\none()", "p/a.py", "return helper()", "return helper(1)", SEEN),
    "another name": ("from p.a import one\none()", "p/a.py", "return other()", "return 1", UNSEEN),
    "the words": ("from p.a import one\none()", "p/a.py", "Words", "Other words", UNSEEN),
    "what a name uses": ("from p.a import one\none()", "p/a.py", "return x\n", "return -x\n", SEEN),
    "a default": ("from p.a import one\none()", "p/a.py", "LIMIT = 3", "LIMIT = 4", SEEN),
    "what nobody uses": ("from p.a import one\none()", "p/a.py", "UNUSED = os.sep", "UNUSED = 1", UNSEEN),
    "what only runs by itself": ("from p.a import one\none()", "p/a.py", "    two()\n", "    one()\n", UNSEEN),
    "through the package": ("from p import one\none()", "p/a.py", "return helper()", "return 0", SEEN),
    "beside it in the package": ("from p import one\none()", "p/b.py", "return 3", "return 0", UNSEEN),
    "through an alias": ("from p.a import two\ntwo()", "p/b.py", "return 3", "return 0", SEEN),
    "where an alias leads": ("from p.a import two\ntwo()", "p/a.py", "three as other", "four as other", SEEN),
    "an attribute of a module": ("from p import a\na.kept()", "p/tools.py", "return 1", "return 0", SEEN),
    "another attribute of it": ("from p import a\na.kept()", "p/tools.py", "return 2", "return 0", UNSEEN),
    "a module as a value": ("from p import tools\nprint(tools)", "p/tools.py", "return 2", "return 0", SEEN),
    "a module's own words": ("from p import a\na.__doc__", "p/a.py", "Words", "Other words", SEEN),
    "a module by its path": ("import p.tools\np.tools.near()", "p/tools.py", "return 1", "return 0", SEEN),
    "an import further in": (
        "from p.a import Thing\nThing()",
        "p/late.py",
        "return x\n\n\ndef f",
        "return 0\n\n\ndef f",
        SEEN,
    ),
    "beside an import further in": ("from p.a import Thing\nThing()", "p/late.py", "fast(x)", "fast(y)", UNSEEN),
    "a tuple": ("from p.a import START\nSTART", "p/a.py", "START, END = 0", "START, END = 1", SEEN),
    "a relative import": ("from p.sub.deep import dig\ndig()", "p/tools.py", "return 2", "return 0", SEEN),
    "beside a relative import": ("from p.sub.deep import dig\ndig()", "p/tools.py", "return 1", "return 0", UNSEEN),
    "through a star": ("from p.star import ALONE\nALONE", "p/b.py", "return 4", "return 0", SEEN),
    "of a module that lists itself": ("from p.mirror import all_names\nall_names()", "p/mirror.py", "= 1", "= 2", SEEN),
    "an effect": ("from p.effects import use\nuse()", "p/effects.py", "TABLE['four']", "TABLE['five']", SEEN),
    "what an effect uses": ("from p.effects import use\nuse()", "p/b.py", "return 4", "return 0", SEEN),
    "beside an effect": ("from p.effects import use\nuse()", "p/effects.py", "OTHER = 1", "OTHER = 2", UNSEEN),
    "a registration": ("from p.registers import use\nuse()", "p/registers.py", "'int'", "'number'", SEEN),
    "an effect of what is imported": ("import p.effects", "p/effects.py", "TABLE['four']", "TABLE['five']", SEEN),
    "what is tried": ("from p.tried import best\nbest()", "p/b.py", "return 4", "return 0", SEEN),
    "what is bound on the way": ("from p.bound import inner\ninner", "p/bound.py", "inner := 1", "inner := 2", SEEN),
    "the same in a default": ("from p.bound import late\nlate", "p/bound.py", "late := 2", "late := 3", SEEN),
    "a quoted annotation": ("from p.quoted import f\nf", "p/quoted.py", "SIZE = 1", "SIZE = 2", SEEN),
    "what is bound twice": ("from p.twice import shape\nshape", "p/twice.py", "size = 2", "size = 3", SEEN),
    "an import that fails": (
        "from p.a import one\none()",
        "p/a.py",
        "from p.b import three",
        "from p.b import gone",
        SEEN,
    ),
    "one that fails elsewhere": ("from p.b import four\nfour()", "p/a.py", "three as other", "gone as other", SEEN),
    "code that cannot be read": ("from p.b import four\nfour()", "p/a.py", "LIMIT = 3", "LIMIT =", SEEN),
    "a data file": ("from p.reads import TABLE\nTABLE", "p/numbers.npz", "1 2 3", "1 2 4", SEEN),
    "another data file": ("from p.reads import TABLE\nTABLE", "p/notes.csv", "a,b", "a,c", UNSEEN),
    "a data file of the page": ("open('notes.csv')", "p/notes.csv", "a,b", "a,c", SEEN),
}


def parts(source, code):
    """What counts, less what is only imported."""
    found = book_slices.parts_imported([source], code)
    return {file: text for file, text in found.items() if text}


@pytest.mark.parametrize("case", CASES)
def test_what_a_page_uses_counts_and_nothing_else(case, tmp_path):
    source, name, before, after, seen = CASES[case]
    code = tmp_path / "code"
    for file, text in PACKAGE.items():
        write(code, file, text)
    first = parts(source, code)
    file = code / name
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after, 1))
    assert (parts(source, code) != first) == seen


def test_names_are_followed_from_cell_to_cell(tmp_path):
    write(tmp_path, "m.py", "def f():\n    return 1\n\n\ndef g():\n    return 2\n")
    (text,) = book_slices.parts_imported(["import m", "%magic", "m.g()"], tmp_path).values()
    assert "def g" in text and "def f" not in text


def pages():
    texts = {path.stem: path.read_text("utf-8") for path in (ROOT / "book").rglob("*.md")}
    cells = {name: book_freshness.code_cells(text) for name, text in texts.items()}
    return {name: "\n".join(sources) for name, sources in cells.items() if sources}


LETTER = '\nr = step_vector("r", n, role="input", meaning="reset gate", order=1)\n'
LAYER = "\n\n@keras.saving.register_keras_serializable(package='lstmbook')\nclass New(keras.Layer):\n    pass\n"
REAL = {  # what is changed how, and what the cells of those pages say that are to see it
    "a new letter": ("notation/recurrent.py", lambda text: text + LETTER, r"notation import .*\brecurrent\b"),
    "a new layer": ("layers/lstm.py", lambda text: text + LAYER, r"(?!)"),
    "its export": ("layers/__init__.py", lambda text: text + "\nfrom .lstm import New\n", r"(?!)"),
    "a layer": (
        "layers/ablated.py",
        lambda text: text.replace("return", "return 0 or", 1),
        r"AblatedLSTMCell|ablation",
    ),
    "a layout": ("layouts/onnx.py", lambda text: text.replace("return", "return 0 or"), r"_onnx|getattr\(layouts"),
    "a figure": ("figures/corners.py", lambda text: text.replace("forget gate", "gate", 2), r"\bcorners\b"),
}


def test_a_change_in_the_book_concerns_only_the_pages_that_use_it(tmp_path):
    code = tmp_path / "code"
    shutil.copytree(ROOT / "code", code, ignore=shutil.ignore_patterns("__pycache__"))
    cells = pages()
    before = {name: parts(source, code) for name, source in cells.items()}
    for change, (name, changed, says) in REAL.items():
        file = code / "lstmbook" / name
        text = file.read_text("utf-8")
        assert changed(text) != text, change
        file.write_text(changed(text), "utf-8")
        concerned = {page for page, source in cells.items() if parts(source, code) != before[page]}
        assert concerned == {page for page, source in cells.items() if re.search(says, source)}, change
        if change != "a new layer":  # which is exported next
            file.write_text(text, "utf-8")
