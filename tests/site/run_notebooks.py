"""Run notebooks of the built site from top to bottom, by default all of them, which takes as long as a build:

    python tests/site/run_notebooks.py [NOTEBOOKS]

Each must show again what it showed, in kind: numbers may differ from machine to machine.
"""

import os
import sys
import time
from pathlib import Path

import nbformat
from browser import SITE
from nbclient import NotebookClient


def notebooks():
    """All of the built site, without the copies that JupyterLab leaves where somebody has opened one."""
    return [path for path in sorted(SITE.rglob("*.ipynb")) if path.parent.name != ".ipynb_checkpoints"]


def run(path):
    """AssertionError where a cell shows something else; CellExecutionError where one fails."""
    stored = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    NotebookClient(fresh, timeout=600, resources={"metadata": {"path": str(Path(path).parent)}}).execute()
    for cell, again in zip(stored.cells, fresh.cells, strict=True):
        assert kinds(cell) == kinds(again), f"{kinds(cell)} became {kinds(again)}:\n{cell.source}"


def kinds(cell):
    """What a cell shows, without what has a richer form beside it, and without what is only glued.

    Nor what goes to the standard error: TensorFlow says there, when it is imported, that it finds no graphics card.
    """
    found = set()
    for output in cell.get("outputs", []):
        data = {kind for kind in output.get("data", {}) if not kind.startswith("application/papermill")}
        if "data:image/svg+xml;base64" in output.get("data", {}).get("text/markdown", ""):
            data = {"image/svg+xml"}  # what a drawing is stored as
        found |= data - {"text/plain"} or data or ({output.get("name")} - {"stderr", None})
    return found


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    for path in map(Path, sys.argv[1:] or notebooks()):
        start = time.perf_counter()
        run(path)
        print(f"{path.name}: {time.perf_counter() - start:.0f} s", flush=True)
