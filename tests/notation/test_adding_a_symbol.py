"""A new symbol changes no text and no result, and concerns only the pages that use its family."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import book_freshness
import book_imports

ROOT = Path(__file__).parents[2]
NEW = """
r = step_vector("r", n, role="input", meaning="reset gate", order=1)
p = matrix("p", d, n, meaning="something", order=2, learned=True)
"""
SAYS = """
import json
from lstmbook.derivations import cell_bounds, lstm_step
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.notation.core import index
from lstmbook.notation.recurrent import U_of, c, h
from lstmbook.notation.text import table

said = [one.latex().source + one.numpy_source() for one in (LSTM, LSTM_BACKWARD)]
said += [one()._repr_markdown_() for one in (cell_bounds.carousel, lstm_step.cell_by_hidden)]
said += [table(h, c.prev, U_of["f"]).source, LSTM.definition("f", index("j")).latex(), str(LSTM.parameters)]
print(json.dumps(said))
"""


def said(code):
    command = [sys.executable, "-c", SAYS]
    done = subprocess.run(command, env={"PYTHONPATH": str(code)}, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_it_changes_no_text_and_no_source(tmp_path):
    shutil.copytree(ROOT / "code", tmp_path / "code")
    with (tmp_path / "code/lstmbook/notation/recurrent.py").open("a") as family:
        family.write(NEW)
    assert said(tmp_path / "code") == said(ROOT / "code")


def test_it_concerns_only_the_pages_of_its_family():
    pages = {path: path.read_text("utf-8") for path in (ROOT / "book").rglob("*.md")}
    used = {path.stem: book_imports.files_imported(book_freshness.code_cells(text)) for path, text in pages.items()}
    families = {name: {page for page in used if _file(name) in used[page]} for name in ("recurrent", "attention")}
    assert {"gates", "mathematical_formulation", "notation"} <= families["recurrent"]
    assert "notation" in families["attention"] and "gates" not in families["attention"]
    of_attention = {path.stem for path in pages if path.parent.name == "attention_fusion_systems"}
    assert families["attention"] <= {"notation"} | of_attention


def _file(name):
    return book_imports.CODE / "lstmbook" / "notation" / f"{name or '__init__'}.py"


def test_the_package_itself_says_nothing():
    """All pages that use any family import it: a symbol in it would concern them all."""
    assert len(_file("").read_text("utf-8").split('"""')) == 3
