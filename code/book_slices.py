"""Which parts of the files below code/ some Python source depends on: read from the sources, by name, not by importing.

A module is taken apart into its top-level statements. What counts of it for those who use it are the statements that
bind the names that are used, and the statements that bind what those use in turn. Always, and with all that they use,
count statements that do more than bind names: whatever is called, repeated or changed while the module is imported, and
definitions whose decorators register them somewhere. That the value of an assignment is only a value is a rule for the
book's code. Whoever looks into a module by other means than its names (as a value, by a star, by ``globals``) depends
on the whole of its text.

A data file counts where its name stands in a string of what counts.
"""

import ast
import functools
import re
from collections import Counter
from dataclasses import dataclass, field

from book_imports import CODE, module_of, names_of

ALL = "*"
# They change nothing but what they decorate; the last one only makes a layer known by its name.
PURE = (
    "dataclass dataclasses.dataclass functools.cache functools.lru_cache functools.singledispatch "
    "contextlib.contextmanager keras.saving.register_keras_serializable"
).split()
OWN_NAMES = {"globals", "locals", "exec", "eval", "__import__"}  # by which a module reads itself
OF_NOTHING = {"vars", "dir"}  # these too, without an argument
OF_WHOLE = {"__dict__", "__doc__", "__file__"}  # attributes of a module that are no name in it


@dataclass
class Statement:
    """A top-level statement: what it binds, uses and imports, there or further in."""

    text: str
    is_import: bool
    binds: set = field(default_factory=set)
    always: bool = False
    reflects: bool = False  # whether it may use names that it does not write out
    uses: set = field(default_factory=set)  # pairs: a name, and which attribute of it, or ALL
    strings: set = field(default_factory=set)
    imports: dict = field(default_factory=dict)  # by the name: pairs of a module and a name in it, or None
    modules: set = field(default_factory=set)  # which are imported with it


@dataclass
class Source:
    """A module's statements, or those of a page's cells."""

    statements: list
    whole: bool = False  # whether nothing less can be told
    binds: frozenset = frozenset()
    imports: dict = field(default_factory=dict)  # of its statements


@functools.cache
def source_of(text, package=""):
    """Some Python source taken apart, ``package`` being where its relative imports start."""
    try:
        tree = ast.parse(text)
    except SyntaxError:  # the cell that runs it says so better than we could
        return Source([], whole=True)
    lines = text.splitlines()
    found = [statement_of(node, lines, package) for node in tree.body if not is_docstring_or_main(node)]
    times = Counter(name for one in found for name in one.binds)
    source = Source(found, any(one.reflects for one in found), frozenset(times))
    for one in found:
        one.always = one.always or any(times[name] > 1 for name in one.binds)
        if one.is_import or one.always:
            merge(source.imports, one.imports)
    return source


def merge(imports, others):
    for name, targets in others.items():
        imports[name] = imports.get(name, frozenset()) | targets


def is_docstring_or_main(node):
    """A statement that does nothing when the module is imported."""
    is_main = isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'" and not node.orelse
    return is_main or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def is_reflection(node):
    """Something by which a module may use or change names that it does not write out."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in OWN_NAMES or (node.func.id in OF_NOTHING and not node.args)
    if isinstance(node, ast.ImportFrom):
        return any(alias.name == ALL for alias in node.names)
    if isinstance(node, ast.FunctionDef):
        return node.name == "__getattr__"
    return isinstance(node, ast.Global) or (isinstance(node, ast.Attribute) and node.attr == "modules")


def statement_of(node, lines, package):
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
    made = Statement("\n".join(lines[first - 1 : node.end_lineno]), isinstance(node, (ast.Import, ast.ImportFrom)))
    made.binds, made.always = bindings(node)
    bases = set()
    for one in ast.walk(node):
        made.reflects = made.reflects or is_reflection(one)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            made.uses.add((one.value.id, ALL if one.attr in OF_WHOLE else one.attr))
            bases.add(one.value)
        elif isinstance(one, ast.Name) and one not in bases:
            made.uses.add((one.id, ALL))
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            made.strings.add(one.value)
        elif isinstance(one, (ast.Import, ast.ImportFrom)):
            merge(made.imports, imports_of(one, package))
            made.modules |= names_of(one, package)
        for quoted in (getattr(one, "annotation", None), getattr(one, "returns", None)):
            if isinstance(quoted, ast.Constant):
                made.uses |= {(name, ALL) for name in re.findall(r"\w+", str(quoted.value))}
    return made


def bindings(node):
    """The names that a top-level statement binds, and whether it may do more than that."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return set(imports_of(node, "")), False
    walrus = any(isinstance(part, ast.NamedExpr) for one in read_at_once(node) for part in ast.walk(one))
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not walrus:
        called = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
        return {node.name}, any(ast.unparse(one) not in PURE for one in called)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for one in targets for part in (one.elts if isinstance(one, ast.Tuple) else [one])]
        if all(isinstance(part, ast.Name) for part in parts) and not walrus:
            return {part.id for part in parts}, False
    names = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            names.add(one.id)
        elif isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            names.add(one.name)
        elif isinstance(one, (ast.Import, ast.ImportFrom)):
            names |= set(imports_of(one, ""))
    return names, True


def read_at_once(node):
    """What is evaluated when a statement is met: of a definition not its body."""
    if isinstance(node, ast.FunctionDef):
        return [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    return [node]


def imports_of(node, package):
    if isinstance(node, ast.ImportFrom):
        module = module_of(node, package)
        return {alias.asname or alias.name: frozenset([(module, alias.name)]) for alias in node.names}
    first = {alias.asname or alias.name.split(".")[0]: alias for alias in node.names}
    return {name: frozenset([(alias.name if alias.asname else name, None)]) for name, alias in first.items()}


class Dependence:
    """What counts for some source, followed from name to name."""

    def __init__(self, code):
        self.code = code
        self.counted = {}  # by file: the texts that count, each after its place
        self.strings = set()
        self.executed = set()  # files
        self.asked = set()  # pairs of a file and a name in it
        self.todo = []

    def parts(self, source):
        for statement in source.statements:
            self.count(source, None, statement)
        while self.todo:
            self.find(*self.todo.pop())
        return {file: "\n".join(text for _, text in sorted(texts)) for file, texts in self.counted.items()}

    @functools.cache  # noqa: B019
    def file_of(self, module):
        path = self.code.joinpath(*module.split("."))
        return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)

    @functools.cache  # noqa: B019
    def source(self, file):
        return source_of(file.read_text("utf-8"), ".".join(file.relative_to(self.code).parent.parts))

    def execute(self, module):
        """A module is imported, with its packages and all that they import: what always counts of them does."""
        names = module.split(".")
        for end in range(1, len(names) + 1):
            file = self.file_of(".".join(names[:end]))
            if file and file not in self.executed:
                self.executed.add(file)
                self.counted.setdefault(file, set())
                source = self.source(file)
                if source.whole:
                    self.ask(file, ALL)
                for place, statement in enumerate(source.statements):
                    if statement.always:
                        self.count(source, file, statement, place)
                    elif statement.is_import:
                        for one in statement.modules:
                            self.execute(one)
                        if not all(map(self.exists, set().union(*statement.imports.values()))):
                            self.ask(file, ALL)  # whoever imports it fails

    def exists(self, target):
        module, inner = target
        file = self.file_of(module)
        return not (file and inner) or inner in self.source(file).binds or self.file_of(f"{module}.{inner}")

    def count(self, source, file, statement, place=0):
        """A statement counts, and all that it uses."""
        if file:
            self.counted[file].add((place, statement.text))
        self.strings |= statement.strings
        for module in statement.modules:
            self.execute(module)
        for name, attribute in statement.uses:
            targets = statement.imports.get(name, frozenset()) | source.imports.get(name, frozenset())
            for target in targets:
                self.follow(file, name, target, attribute)
            if file and not targets and name in source.binds:
                self.ask(file, name)

    def follow(self, file, name, target, attribute):
        """In a file, a name that was imported is used, or an attribute of it."""
        module, inner = target
        if file:
            self.counted[file].add((-1, f"{name} = {module}, {inner}"))
        self.execute(module)
        there, submodule = self.file_of(module), self.file_of(f"{module}.{inner}")
        if inner is None:
            self.ask(there, attribute)
        elif there and inner in self.source(there).binds:
            self.ask(there, inner)
        elif not submodule:
            self.ask(there, ALL)
        if inner and submodule:
            self.execute(f"{module}.{inner}")
            self.ask(submodule, attribute)

    def ask(self, file, name):
        if file and (file, name) not in self.asked:
            self.asked.add((file, name))
            self.todo.append((file, name))
            self.counted.setdefault(file, set())

    def find(self, file, name):
        """What a name in a file stands for counts."""
        source = self.source(file)
        for place, statement in enumerate(source.statements):
            if name == ALL or name in statement.binds:
                if not statement.is_import:
                    self.count(source, file, statement, place)
                for alias, targets in statement.imports.items():
                    for target in targets if name in (ALL, alias) else ():
                        self.follow(file, alias, target, ALL)
        if name == ALL:
            self.counted[file].add((-2, file.read_text("utf-8")))
        if file.name == "__init__.py":  # a module of the package, by its name or as a value
            inside = "*" if name == ALL else name
            for other in [*file.parent.glob(f"{inside}.py"), *file.parent.glob(f"{inside}/__init__.py")]:
                self.ask(other, ALL)


def parts_imported(sources, code=None):
    """By file: the text below code/ that some Python sources depend on; "" for one that is only imported."""
    dependence = Dependence(code or CODE)
    parsed = [source_of(text) for text in sources]
    together = Source([one for source in parsed for one in source.statements])
    for source in parsed:
        merge(together.imports, source.imports)
    parts = dependence.parts(together)
    names = {text.rpartition("/")[2] for text in dependence.strings}
    return parts | {file: file.read_text("latin-1") for file in data_files(dependence.code) if file.name in names}


def data_files(code):
    """What the code may read: files that are neither code nor text, beside the code and beside the pages."""
    for folder in (code, code.parent / "book"):
        for file in folder.rglob("*"):
            if file.suffix not in {".py", ".pyc", ".md"} and not file.parent.name.startswith("_") and file.is_file():
                yield file
