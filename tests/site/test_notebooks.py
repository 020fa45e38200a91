"""The notebooks of the built site: nothing of the site's own language is left in them, and they run."""

import re
from urllib.parse import unquote

import nbformat
import pytest
from browser import SITE
from run_notebooks import notebooks, run

FILES = notebooks()
NAMES = [path.relative_to(SITE).as_posix() for path in FILES]
every_notebook = pytest.mark.parametrize("path", FILES, ids=NAMES)
# These import no framework. All others run by hand: python tests/site/run_notebooks.py
LIGHT = ["intro", "notation"]
ELEMENTS = {"details", "summary", "div", "em"}  # which JupyterLab shows, a div without any look


def markdown(notebook):
    """Everything that a reader of the notebook gets as Markdown, without blocks of code."""
    for cell in notebook.cells:
        outputs = [output.data.get("text/markdown", "") for output in cell.get("outputs", []) if "data" in output]
        for text in [cell.source, *outputs] if cell.cell_type == "markdown" else outputs:
            yield re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.M | re.S)


def test_every_page_and_every_session_is_a_notebook():
    pages = {path.with_suffix(".ipynb") for path in SITE.glob("book/**/*.html")}
    sessions = {folder / f"{folder.name}.ipynb" for folder in SITE.glob("book/*/") if (folder / "index.html").exists()}
    assert sessions or not pages
    assert set(FILES) == pages | sessions


@every_notebook
def test_nothing_is_left_that_only_the_site_understands(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for text in markdown(notebook):
        left = re.findall(r"\{[a-z][\w:+-]*\}`.*|\{glue.*|^[ >]*:::.*|^[ >]*`{3,}\{.*|^[ >]*:[\w-]+:.*", text, re.M)
        left += re.findall(r"!\[\].{,50}", text)  # a picture without words
        text = re.sub(r"(`+).+?\1", "", text)
        left += [tag for tag in re.findall(r"(?<!\\)</?([a-z]\w*)", text) if tag not in ELEMENTS]
        assert not left, f"{left} in\n{text}"
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.text  # which names the process: another one in each build
        # JupyterLab shows neither of a notebook that it did not run itself.
        assert not {"text/html", "image/svg+xml"} & output.get("data", {}).keys()


@every_notebook
def test_links_lead_somewhere(path):
    notebook = nbformat.read(path, as_version=4)
    text = "\n".join(markdown(notebook))
    headings = {title.replace(" ", "-") for title in re.findall(r"^#+ (.*)$", text, re.M)}
    for target in re.findall(r"\]\(([^()\s]+)\)", text):
        if target.startswith("#"):
            assert unquote(target[1:]) in headings, target  # as JupyterLab reads it
        elif not re.match(r"\w+:", target):
            page, _, place = target.partition("#")
            file = path.parent / page
            assert file.is_file() and (not place or f'id="{place}"' in file.read_text("utf-8")), target


@pytest.mark.parametrize("name", LIGHT)
def test_a_notebook_runs_from_top_to_bottom(name, monkeypatch):
    path = SITE / "book" / f"{name}.ipynb"
    if not path.exists():
        pytest.skip("the site has not been built: run jupyter-book build --all .")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    run(path)
