"""Who may import whom: read from the sources, transitively, without importing anything."""

import ast
import sys
from pathlib import Path

import pytest

CODE = Path(__file__).parents[1] / "code"
FRAMEWORKS = {"tensorflow", "keras", "torch", "jax"}
BUILD_TOOLS = {"sphinx", "docutils", "myst_nb", "jupyter_book", "jupyter_cache"}
PURE = ["notation", "equations", "proof", "derivations", "figures"]


def imported(source, package=""):
    """The dotted names that a source imports; `package` is where its relative imports start."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            start = parents[: len(parents) - node.level + 1] if node.level else []
            module = ".".join(start + ([node.module] if node.module else []))
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def files_of(name, code=CODE):
    """The file of a module, or all files of a package."""
    path = code.joinpath(*name.split("."))
    if path.is_dir():
        return set(path.rglob("*.py"))
    return {path.with_suffix(".py")} if path.with_suffix(".py").is_file() else set()


def executed_by(name, code=CODE):
    """What importing a dotted name executes: its file and those of the packages around it."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        path = code.joinpath(*parts[:end])
        yield from (file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file())


def reached(name, code=CODE):
    """Every dotted name that a module or package imports, transitively through the files below code/."""
    names, files, new = set(), set(), files_of(name, code)
    while new:
        files |= new
        for file in new:
            names |= imported(file.read_text("utf-8"), ".".join(file.relative_to(code).parent.parts))
        new = {file for one in names for file in executed_by(one, code)} - files
    return names


def reaches(name, forbidden, code=CODE):
    tops = {top for top in forbidden if any(one == top or one.startswith(f"{top}.") for one in reached(name, code))}
    return sorted(tops)


@pytest.mark.parametrize("module", PURE)
def test_pure_mathematics_never_imports_a_framework(module):
    assert reaches(f"lstmbook.{module}", FRAMEWORKS) == []


def test_layers_never_import_equations():
    assert reaches("lstmbook.layers", {"lstmbook.equations", "lstmbook.proof", "lstmbook.derivations"}) == []


def test_proofs_know_no_model():
    modules = {file.stem for file in files_of("lstmbook.equations")} - {"__init__", "model", "nodes", "printers"}
    assert (
        reaches("lstmbook.proof", {f"lstmbook.equations.{name}" for name in modules} | {"lstmbook.derivations"}) == []
    )


def test_equations_never_import_layers_or_figures():
    assert reaches("lstmbook.equations", {"lstmbook.layers", "lstmbook.figures", "lstmbook.proof"}) == []


def test_figures_never_import_experiments():
    assert reaches("lstmbook.figures", {"lstmbook.experiments", "lstmbook.layers", "lstmbook.tasks"}) == []


def test_nobody_knows_what_builds_the_book():
    assert reaches("lstmbook", BUILD_TOOLS) == []


def test_nobody_imports_by_a_computed_name():
    """The build finds out what a page depends on by reading imports; it could not see these."""
    assert reaches("lstmbook", {"importlib", "pkgutil", "runpy"}) == []
    calls = [path for path in files_of("lstmbook") if "__import__" in path.read_text("utf-8")]
    assert calls == []


@pytest.mark.parametrize("module", ["book_build", "book_drawings", "book_mathematics", "book_pages"])
def test_the_build_knows_nothing_of_the_book(module):
    assert reaches(module, {"lstmbook"} | FRAMEWORKS) == []


def test_code_is_not_a_package():
    assert not (CODE / "__init__.py").exists()


def test_no_module_hides_one_of_the_standard_library():
    assert not {path.stem for path in CODE.iterdir()} & sys.stdlib_module_names


def test_a_forbidden_import_is_found_through_others(tmp_path):
    package = tmp_path / "lstmbook"
    (package / "equations").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "equations" / "__init__.py").write_text("from .lstm import LSTM")
    (package / "equations" / "lstm.py").write_text("def late():\n    from ..tools import helper")
    (package / "tools.py").write_text("import keras.ops as ops")
    assert reaches("lstmbook.equations", FRAMEWORKS, tmp_path) == ["keras"]
    (package / "tools.py").write_text("import numpy")
    assert reaches("lstmbook.equations", FRAMEWORKS, tmp_path) == []
