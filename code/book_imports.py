"""Which files below code/ some Python source imports: read from the sources, without importing anything."""

import ast
import functools
from pathlib import Path

CODE = Path(__file__).resolve().parent


@functools.cache
def imported_names(source, package=""):
    """Every dotted name that Python source may import, ``package`` being where its relative imports start."""
    names = set()
    try:
        tree = ast.parse(source)
    except SyntaxError:  # the cell that runs it says so better than we could
        return names
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= names_of(node, package)
    return names


def names_of(node, package):
    """Every dotted name that one import statement may import."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    module = module_of(node, package)
    return {module} | {f"{module}.{alias.name}" for alias in node.names}


def module_of(node, package):
    """The module that ``from ... import`` names."""
    above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    return ".".join([*above, *([node.module] if node.module else [])])


def module_files(name, code):
    """The files below ``code`` that importing a dotted name executes: its own and its packages'."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        path = code.joinpath(*parts[:end])
        yield from (file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file())


def reached(names, code):
    """Every dotted name that importing some leads to, through the files below ``code``, and those files."""
    found, files, new = set(), set(), set(names)
    while new:
        found |= new
        executed = {file for name in new for file in module_files(name, code)} - files
        files |= executed
        packages = {file: ".".join(file.relative_to(code).parent.parts) for file in executed}
        new = {name for file in executed for name in imported_names(file.read_text("utf-8"), packages[file])} - found
    return found, files


def files_imported(sources, code=None):
    """The files below code/ that some Python sources import, transitively."""
    return reached(set().union(*map(imported_names, sources)), code or CODE)[1]
