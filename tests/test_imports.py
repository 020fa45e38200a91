"""Who may import whom: read from the sources, transitively, without importing anything."""

import sys

import pytest
from book_imports import CODE, imported_names, reached

FRAMEWORKS = {"tensorflow", "keras", "torch", "jax"}
BUILD_TOOLS = {"sphinx", "docutils", "myst_nb", "jupyter_book", "jupyter_cache"}
PURE = ["notation", "equations", "proof", "derivations", "figures", "layouts"]


def modules_of(name, code=CODE):
    """A module, or every module of a package."""
    path = code.joinpath(*name.split("."))
    files = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
    return {".".join(file.relative_to(code).with_suffix("").parts) for file in files}


def reaches(name, forbidden, code=CODE):
    names, _ = reached(modules_of(name, code), code)
    return sorted(top for top in forbidden if any(one == top or one.startswith(f"{top}.") for one in names))


@pytest.mark.parametrize("module", PURE)
def test_pure_mathematics_never_imports_a_framework(module):
    assert reaches(f"lstmbook.{module}", FRAMEWORKS) == []


@pytest.mark.parametrize("folder", ["notation", "proof", "derivations", "figures"])
def test_tests_of_pure_mathematics_never_import_a_framework(folder):
    tests = sorted((CODE.parent / "tests" / folder).rglob("*.py"))
    names = set().union(*(imported_names(file.read_text("utf-8")) for file in tests))
    assert tests and not {name.split(".")[0] for name in reached(names, CODE)[0]} & FRAMEWORKS


def test_layers_never_import_equations():
    assert reaches("lstmbook.layers", {"lstmbook.equations", "lstmbook.proof", "lstmbook.derivations"}) == []


def test_proofs_know_no_model():
    known = ("definition", "nodes", "printers")
    models = {name for name in modules_of("lstmbook.equations") if name.split(".")[2] not in ("__init__", *known)}
    assert len(models) > 5 and reaches("lstmbook.proof", models | {"lstmbook.derivations"}) == []


def test_equations_never_import_layers_or_figures():
    assert reaches("lstmbook.equations", {"lstmbook.layers", "lstmbook.figures", "lstmbook.proof"}) == []


def test_figures_never_import_experiments():
    assert reaches("lstmbook.figures", {"lstmbook.experiments", "lstmbook.layers", "lstmbook.tasks"}) == []


def test_nobody_knows_what_builds_the_book():
    assert reaches("lstmbook", BUILD_TOOLS) == []


def test_nobody_imports_by_a_computed_name():
    """The build finds out what a page depends on by reading imports; it could not see these."""
    assert reaches("lstmbook", {"importlib", "pkgutil", "runpy"}) == []
    calls = [path for path in (CODE / "lstmbook").rglob("*.py") if "__import__" in path.read_text("utf-8")]
    assert calls == []


BUILD = """
assets build checks compact drawings execution failures fonts freshness imports kernels markdown mathematics notebooks
pages slices styles
""".split()


@pytest.mark.parametrize("module", BUILD)
def test_the_build_knows_nothing_of_the_book(module):
    assert reaches(f"book_{module}", {"lstmbook"} | FRAMEWORKS) == []


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
