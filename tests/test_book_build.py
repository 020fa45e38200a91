"""The build tells the truth: small books, built with the book's own configuration and extension."""

import base64
import os
import re

import book_build
import book_checks
import book_freshness
import book_imports
import book_mathematics
import pytest
from jupyter_cache import get_cache
from small_book import (
    KERNEL,
    ROOT,
    build,
    built,
    cell,
    counted,
    drawn,
    new_book,
    page,
    runs,
    shown,
    write,
)


@pytest.mark.slow
def test_a_page_shows_what_its_sources_say(tmp_path):
    pages = {
        "user": page(
            "User",
            counted("user"),
            cell(
                "from lstmbook.outer import answer",
                "from myst_nb import glue",
                "glue('a', answer(), display=False)",
            ),
            "The answer is {glue}`a`.",
        ),
        "reader": page("Reader", "Elsewhere it is {glue}`user.md::a`."),
        "other": page("Other", counted("other"), cell("from lstmbook import alone", "print(alone.NAME)")),
        "bare": page("Bare", cell("from lstmbook.inner import ANSWER", "print(ANSWER)")).replace(KERNEL, ""),
        "citing": "# Citing\n\n{cite:t}`known`\n",
        "quoting": page("Quoting", "```{literalinclude} ../code/lstmbook/inner.py\n```"),
        "drawn": page("Drawn", drawn("{glue:text}`share:.1f` of {glue:}`whole`")),
        "nudged": page(
            "Nudged", counted("nudged"), cell("from lstmbook.training import starts", "print(starts.NUDGE)")
        ),
    }
    modules = {
        "__init__.py": "",
        "outer/__init__.py": "from .middle import answer",
        "outer/middle.py": "from ..inner import ANSWER\n\ndef answer():\n    return ANSWER",
        "inner.py": "ANSWER = 'answer-1'",
        "alone.py": "NAME = 'alone'",
        "training/__init__.py": "",
        "training/starts.py": "import os\n\nNUDGE = f\"nudge-{os.environ.get('LSTMBOOK_NUDGE')}\"",
    }
    new_book(tmp_path, pages, modules)
    built(tmp_path, LSTMBOOK_NUDGE="0")
    assert "answer-1" in shown(tmp_path, "user")
    assert "answer-1" in shown(tmp_path, "reader")
    assert 'aria-label="A line to 0.2 of 8"' in shown(tmp_path, "drawn")
    assert "A line to 0.2 of 8" in re.sub(r"<[^>]*>", "", shown(tmp_path, "drawn"))  # the caption
    assert "nudge-0" in shown(tmp_path, "nudged")
    assert "color: #a01a58" in (tmp_path / "_build/html/_static/stylesheet.css").read_text()

    # A changed constant, two imports away, in a file that looks old: its page, and what quotes its results.
    inner = tmp_path / "code/lstmbook/inner.py"
    inner.write_text("ANSWER = 'answer-2'")
    os.utime(inner, (0, 0))
    # And a page that is new, which all others list in their contents.
    write(tmp_path, "book/late.md", "# Late\n")
    (tmp_path / "_toc.yml").write_text((tmp_path / "_toc.yml").read_text() + "  - file: book/late\n")
    built(tmp_path)
    for name in ("user", "reader", "quoting", "bare"):
        assert "answer-2" in shown(tmp_path, name), name
        assert "answer-1" not in shown(tmp_path, name), name
    assert all('href="late.html"' in shown(tmp_path, name) for name in pages)
    assert (runs(tmp_path, "user"), runs(tmp_path, "other")) == (2, 1)

    # Changed prose runs no cell, nor do a changed style and a corrected reference, and a nudge those alone that train.
    path = tmp_path / "book/user.md"
    path.write_text(path.read_text().replace("The answer is", "The same answer is"))
    write(tmp_path, "code/lstmbook/notation/colours.py", "def stylesheet():\n    return '.gate { color: #123456; }'")
    write(tmp_path, "book/_static/book.css", ".gate { color: #abcdef; }")
    bibliography = tmp_path / "book/references.bib"
    bibliography.write_text(bibliography.read_text().replace("1997", "1999"))
    built(tmp_path, LSTMBOOK_NUDGE="3")
    assert "The same answer is" in shown(tmp_path, "user")
    assert "nudge-3" in shown(tmp_path, "nudged")
    static = tmp_path / "_build/html/_static"
    assert "#123456" in (static / "stylesheet.css").read_text()
    assert "#abcdef" in (static / "book.css").read_text()
    assert "1999" in shown(tmp_path, "citing")
    assert (runs(tmp_path, "nudged"), runs(tmp_path, "user"), runs(tmp_path, "other")) == (2, 2, 1)

    # A changed style alone, in a book that lies elsewhere now.
    tmp_path = tmp_path.rename(tmp_path.with_name("moved"))
    write(tmp_path, "book/_static/book.css", ".gate { color: #fedcba; }")
    built(tmp_path, LSTMBOOK_NUDGE="3")
    assert "#fedcba" in (tmp_path / "_build/html/_static/book.css").read_text()
    assert (runs(tmp_path, "nudged"), runs(tmp_path, "user"), runs(tmp_path, "other")) == (2, 2, 1)

    # A page that leaves the book takes its results along.
    (tmp_path / "_toc.yml").write_text((tmp_path / "_toc.yml").read_text().replace("  - file: book/bare\n", ""))
    (tmp_path / "book/bare.md").unlink()

    # Another requirement, and --all, run everything.
    with (tmp_path / "requirements.txt").open("a") as requirements:
        requirements.write("# another\n")
    built(tmp_path, LSTMBOOK_NUDGE="3")
    assert (runs(tmp_path, "user"), runs(tmp_path, "other")) == (3, 2)
    kept = [path.stem for path in (tmp_path / "_build").rglob("bare.*")]
    records = get_cache(str(tmp_path / "_build/.jupyter_cache")).list_cache_records()
    assert not kept and not [one.uri for one in records if "bare" in one.uri]
    built(tmp_path, "--all")
    assert (runs(tmp_path, "user"), runs(tmp_path, "other")) == (4, 3)


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
FAILURES = {
    "raises": (
        page("A", cell("print(1)"), cell("1 / 0")),
        r"book/raises\.md, code cell 2, line 1: ZeroDivisionError: division by zero",
    ),
    "proof": (
        page("A", cell("raise ValueError('not proved\\n  left: x\\n\\n  right: y')")),
        r"book/proof\.md, code cell 1, line 1: ValueError: not proved\n  left: x\n\n  right: y",
    ),
    "syntax": (
        page("A", cell("def (")),
        r"book/syntax\.md, code cell 1, line 1: SyntaxError: invalid syntax",
    ),
    "import": (
        page("B", cell("from lstmbook import nothing_like_it")),
        r"book/import\.md, code cell 1, line 1: (Import|ModuleNotFound)Error: .*nothing_like_it",
    ),
    "stderr": (
        page("C", cell("import warnings", "warnings.warn('beware')")),
        r"book/stderr\.md:\d+: WARNING: stderr was found in the cell outputs of cell 2",
    ),
    "silent": (
        "# D\n\n" + cell("print(1)"),
        r"book/silent\.md:\d+: WARNING: Found an unexpected `code-cell`",
    ),
    "reference": ("# E\n\n{ref}`nowhere`\n", r"book/reference\.md:3: WARNING: undefined label: 'nowhere'"),
    "link": ("# F\n\n[](#nowhere)\n", r"book/link\.md:3: WARNING: .*nowhere"),
    "citation": ("# G\n\n{cite}`unknown`\n", r"book/citation\.md:3: WARNING: .*\"unknown\""),
    "figure": (
        "# H\n\n```{figure} dot.png\nCaption\n```\n",
        r"book/figure\.md:\d+: WARNING: image without alternative text: dot\.png",
    ),
    "plot": (
        page("I", cell("from IPython.display import Image", "Image('dot.png')")),
        r"book/plot\.md:\d+: WARNING: image without alternative text: of code cell 1",
    ),
    "unglued": (
        page("I", drawn("1").replace("alt: A line to 1", "alt: A line to {glue:text}`shore:.1f`")),
        r"book/unglued\.md:\d+: WARNING: alternative text of code cell 1: nothing is glued as 'shore' on this page",
    ),
    "html": ('# J\n\n<img src="a.png">\n', r"book/html\.md: WARNING: image without alternative text: a\.png"),
    "script": (
        '# K\n\n<script src="https://cdn.example/x.js"></script>\n',
        r"book/script\.md: WARNING: loads https://cdn\.example/x\.js from another host",
    ),
    "style": (
        "# L\n\n<style>p { background: url('//cdn.example/x.png') }</style>\n",
        r"book/style\.md: WARNING: loads //cdn\.example/x\.png from another host",
    ),
    "latex": (
        "# M\n\n$\\frac{1}$\n",
        r"book/latex\.md:3: WARNING: the mathematics '\\\\frac\{1\}' cannot be typeset: KaTeX parse error",
    ),
}


@pytest.mark.slow
def test_no_failure_hides(tmp_path):
    new_book(tmp_path, {name: text for name, (text, _) in FAILURES.items()}, {"__init__.py": ""})
    (tmp_path / "book/dot.png").write_bytes(base64.b64decode(PNG))
    for attempt in ("first", "second"):
        status, output = build(tmp_path)
        assert status != 0, f"the {attempt} build succeeded"
        missing = [name for name, (_, message) in FAILURES.items() if not re.search(message, output)]
        assert not missing, f"the {attempt} build does not report {missing}:\n{output}"
        silent = [name for name in FAILURES if "This page failed" not in shown(tmp_path, name)]
        assert not silent, f"after the {attempt} build these pages look sound: {silent}"
        assert "This page failed" not in shown(tmp_path, "intro")


@pytest.mark.slow
def test_clean_builds_are_identical(tmp_path):
    figure = [
        "import matplotlib.pyplot as plt",
        "from io import StringIO",
        "from IPython.display import SVG",
        "figure, axes = plt.subplots()",
        "axes.plot([1, 2], label=str({'a', 'b', 'c'}))",
        "text = StringIO()",
        "figure.savefig(text, format='svg')",
        "plt.close(figure)",
        "SVG(text.getvalue())",
    ]
    options = "---\nmystnb:\n  image:\n    alt: A line\n---"
    pages = {
        "one": page("One", cell(options, *figure), "$x^2$"),
        "two": page("Two", "{cite:t}`known`", cell("import matplotlib", "matplotlib.get_backend()")),
    }
    new_book(tmp_path, pages)
    sites = []
    # One page after the other in kernels that import for themselves, and both at once in kernels that are forked.
    for seed, first in (("1", "import book_kernels; book_kernels.FORKS = False"), ("2", "")):
        settings = {"PYTHONHASHSEED": seed, "BOOK_WORKERS": seed, "PYTHONPATH": str(tmp_path / "code")}
        built(tmp_path, "--all", "-n", "-W", "--keep-going", first=first, **settings)
        site = tmp_path / "_build/html"
        sites.append({path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()})
    different = [name for name in sites[0].keys() | sites[1].keys() if sites[0].get(name) != sites[1].get(name)]
    assert [name for name in different if name.name != ".buildinfo"] == []


@pytest.mark.slow
def test_pages_load_what_they_show(tmp_path):
    new_book(tmp_path, {"one": "# One\n\nWords.\n", "two": "# Two\n\n```python\n1\n```\n"})
    built(tmp_path)
    scripts = [re.findall(r'<script[^>]* src="../_static/([^"]*)"', shown(tmp_path, name)) for name in ("one", "two")]
    (one,), (two,) = [[(tmp_path / "_build/html/_static" / name).read_text("utf-8") for name in of] for of in scripts]
    assert "copybtn" not in one and "copybtn" in two
    assert "fontawesome" not in shown(tmp_path, "one") and "searchindex" not in shown(tmp_path, "one")
    style = tmp_path / "_build/html/_static/site.css"
    assert ".admonition.tip" not in style.read_text("utf-8") and ".gate" not in style.read_text("utf-8")

    # What one page begins to show is in the style sheet of all pages, and none keeps an older one.
    write(tmp_path, "book/one.md", "# One\n\n```{tip}\nWords.\n```\n")
    built(tmp_path)
    assert ".admonition.tip" in style.read_text("utf-8")
    versions = [re.search(r"site.css\?v=(\w+)", shown(tmp_path, name))[1] for name in ("intro", "one", "two")]
    assert len(set(versions)) == 1 and style.read_text("utf-8").startswith(f"/* {versions[0]} */")


def test_other_pythons_are_refused(monkeypatch):
    for version in ((3, 10, 9), (3, 14, 0)):
        monkeypatch.setattr(book_build.sys, "version_info", version)
        with pytest.raises(SystemExit, match=r"needs Python 3\.11, 3\.12 or 3\.13"):
            book_build.setup(None)


def test_imports_are_found_transitively(tmp_path):
    for name in ("p/__init__.py", "p/q/__init__.py", "p/q/r.py", "p/s.py", "p/alone.py"):
        write(tmp_path, name, "")
    write(tmp_path, "p/q/r.py", "def late():\n    from .. import s\n    import numpy")
    files = book_imports.files_imported(["from p.q.r import late"], tmp_path)
    found = {path.relative_to(tmp_path).as_posix() for path in files}
    assert found == {"p/__init__.py", "p/q/__init__.py", "p/q/r.py", "p/s.py"}


def test_a_nudge_counts_for_pages_that_train_and_for_no_others(monkeypatch):
    pages = {
        "trains": cell("from lstmbook.experiments import half_life", "half_life.train"),
        "itself": cell("from lstmbook.training.starts import started", "started"),
        "draws": cell("from lstmbook.figures import half_lives", "half_lives.draw"),
    }
    found = {}
    for nudge in ("", "0", "1", "2"):
        monkeypatch.setenv("LSTMBOOK_NUDGE", nudge)
        found[nudge] = {name: book_freshness.digest_of_imports(text) for name, text in pages.items()}
    assert found[""] == found["0"]
    for name in pages:
        assert len({one[name] for one in found.values()}) == (1 if name == "draws" else 3), name


def test_determinism_is_switched_on_in_one_place():
    sources = {path: path.read_text("utf-8") for path in (ROOT / "code").rglob("*.py")}
    places = [path.name for path, text in sources.items() if re.search(r"(?i)op_determinism|DETERMINISTIC", text)]
    assert places == ["starts.py"]


def test_cells_are_found_without_their_options():
    text = cell(":tags: [x]", "import a") + "\n" + cell("---", "tags: [x]", "---", "import b")
    text += "\n  ~~~~ {code-cell} python\n  import c\n  ~~~~\n"
    assert book_freshness.code_cells(text) == ["import a", "import b", "import c"]


@pytest.mark.parametrize("value", ["https://a.example/b", "//a.example/b", "x.png 1x, https://a.example/b 2x"])
def test_foreign_addresses_are_seen(value):
    assert book_checks.foreign_addresses(value)


@pytest.mark.parametrize("value", ["a/b.png", "../a.png", "#a", "data:image/png;base64,//aa", ""])
def test_local_addresses_are_not_foreign(value):
    assert not book_checks.foreign_addresses(value)


def test_letters_get_their_mathematical_characters():
    for variant, letters, expected in [
        ("double-struck", "Rx", "ℝ𝕩"),
        ("bold", "xW1α", "𝐱𝐖𝟏𝛂"),
        ("script", "LA", "ℒ𝒜"),
        ("fraktur", "CA", "ℭ𝔄"),
        ("italic", "hx", "ℎ𝑥"),
        ("bold-italic", "αx", "𝜶𝒙"),
    ]:
        assert "".join(book_mathematics.styled(letter, variant) for letter in letters) == expected


def test_columns_are_aligned_by_style():
    math = book_mathematics.mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", True)
    assert re.findall(r"text-align:-webkit-(\w+)", math) == ["right", "left", "right", "left"]


def test_parentheses_stretch_only_round_something_tall():
    assert 'stretchy="false"' in book_mathematics.mathml(r"\left(x_t + h_t\right)", True)
    assert 'stretchy="false"' not in book_mathematics.mathml(r"\left(\frac{1}{2}\right)", True)


def test_the_name_of_a_function_stands_apart_from_a_bare_argument():
    for latex in (r"\ln f", r"-1/\ln 4", r"\tanh c_t"):
        assert 'rspace="0.1667em"' in book_mathematics.mathml(latex, False), latex
    for latex in (r"\tanh(c)", r"\ln\left(2 f\right)", "f"):
        assert "rspace" not in book_mathematics.mathml(latex, False), latex


def test_latex_errors_say_what_is_wrong():
    for latex in (r"\frac{1}", r"\unknowncommand", "x^2^3", "ä"):
        with pytest.raises(ValueError, match="KaTeX parse error"):
            book_mathematics.mathml(latex, False)
