"""What every page of the book keeps to, read from its source. Each rule is a function from a page's text and
path to what is wrong with it; for each there is a page that it must reject."""

import ast
import itertools
import re
import textwrap
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
SESSIONS = {
    "short_term_memory_analysis",
    "lstm_architecture_deep_dive",
    "lstm_variations_comparison",
    "attention_fusion_systems",
}
HEADER = re.compile(r"\A---\n(.*?\n)---\n", re.S)
FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})\s*(?:\{([\w:-]+)\})?(.*)")
# What stands in these is code, or not for reading.
NOT_PROSE = {
    "code-cell",
    "code-block",
    "code",
    "literalinclude",
    "bibliography",
    "math",
    "raw",
    "toctree",
    None,
}


def pages_in_toc(node):
    """The pages of _toc.yml, in reading order."""
    if isinstance(node, dict):
        own = [node[key] for key in ("root", "file") if key in node]
        nested = [pages_in_toc(node[key]) for key in ("parts", "chapters", "sections") if key in node]
        return own + list(itertools.chain.from_iterable(nested))
    return list(itertools.chain.from_iterable(map(pages_in_toc, node)))


def toc():
    return pages_in_toc(yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8")))


def header(text):
    match = HEADER.match(text)
    return yaml.safe_load(match[1]) if match else {}


def cells(text):
    """Line number, options and source of every code cell."""
    found = []
    for match in re.finditer(r"^ {0,3}(`{3,}|~{3,})[ \t]*\{code-cell\}[^\n]*\n(.*?)^ {0,3}\1", text, re.M | re.S):
        lines = textwrap.dedent(match[2]).splitlines(keepends=True)
        options, start = {}, 0
        if lines and lines[0].strip() == "---":
            start = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---") + 1
            options = yaml.safe_load("".join(lines[1 : start - 1])) or {}
        while start < len(lines) and (option := re.match(r":([\w-]+):\s*(.*)", lines[start])):
            options[option[1]] = yaml.safe_load(option[2])
            start += 1
        line = text[: match.start()].count("\n") + 2 + start
        found.append((line, options, "".join(lines[start:])))
    return found


def syntax_trees(text):
    for line, _, source in cells(text):
        yield ast.increment_lineno(parsed(source), line - 1)


def parsed(source):
    try:
        return ast.parse(source)
    except SyntaxError:  # which a rule of its own reports
        return ast.Module([], [])


def prose(text):
    """The lines that a reader reads as sentences; every other line is left empty and keeps its number."""
    text = HEADER.sub(lambda match: "\n" * match[0].count("\n"), text)
    text = re.sub(r"<!--.*?-->", lambda match: "\n" * match[0].count("\n"), text, flags=re.S)
    lines, open_fences = [], []
    for line in text.splitlines():
        fence = FENCE.match(line.strip())
        if fence and open_fences and not fence[2] and not fence[3] and fence[1] == open_fences[-1][0]:
            open_fences.pop()
            line = ""
        elif fence and not any(directive in NOT_PROSE for _, directive in open_fences):
            open_fences.append((fence[1], fence[2]))
            line = ""
        elif any(directive in NOT_PROSE for _, directive in open_fences):
            line = ""
        elif re.match(r"\s*(#|:[\w-]+:|\([\w-]+\)=|%)", line):
            line = ""
        lines.append(reading_text(line))
    return lines


def reading_text(line):
    line = re.sub(r"\{[\w:.-]+\}(`+).*?\1", " ", line)  # roles: glued numbers, citations, references
    line = re.sub(r"(`+).*?\1", " ", line)
    line = re.sub(r"(?<!\\)\$.*?(?<!\\)\$", " ", line)
    line = re.sub(r"\]\([^)]*\)", "]", line)
    return re.sub(r"<[^>]*>|https?://\S+", " ", line)


# ---- The rules


def wrong_header(text, path):
    """A page with code cells is executed only with the whole of this header; without it, silently not."""
    if not cells(text):
        return []
    wanted = {"extension": ".md", "format_name": "myst"}
    given = header(text)
    representation = given.get("jupytext", {}).get("text_representation", {})
    if not wanted.items() <= representation.items() or given.get("kernelspec", {}).get("name") != "python3":
        return ["1: code cells, but not the header that makes them run"]
    return []


def cells_that_are_not_python(text, path):
    """Magics and shell commands hide from the reader, and from the build, what a cell imports."""
    wrong = []
    for line, _, source in cells(text):
        try:
            ast.parse(source)
        except SyntaxError as error:
            wrong.append(f"{line + error.lineno - 1}: the cell is not plain Python")
    return wrong


def missing_alt_text(text, path):
    wrong = []
    for line, options, source in cells(text):
        mystnb = options.get("mystnb", {})
        calls = [node for node in ast.walk(parsed(source)) if isinstance(node, ast.Call)]
        shows = "figure" in mystnb or any(called_name(call) in ("show", "imshow") for call in calls)
        alt = mystnb.get("image", {}).get("alt") or any(k.arg == "alt" for call in calls for k in call.keywords)
        if shows and not alt:
            wrong.append(f"{line}: the figure of this cell has no alt text")
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"!\[\s*\]\(", line):
            wrong.append(f"{number}: image without alt text")
    for match in re.finditer(r"^[`~:]{3,}\{(?:figure|image)\}[^\n]*\n((?::[^\n]*\n)*)", text, re.M):
        if not re.search(r"^:alt:[ \t]*\S", match[1], re.M):
            wrong.append(f"{text[: match.start()].count(chr(10)) + 1}: image without alt text")
    return wrong


def called_name(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


VERSIONED = r"(?:Python|TensorFlow|Keras|NumPy|SymPy|PyTorch|ONNX|cuDNN|Jupyter Book|Sphinx|CC BY|version)"
ALLOWED_NUMBER = re.compile(
    rf"{VERSIONED}\s+\d+(?:\.\d+)*(?:(?:,|,? and|,? or| to)\s+\d+(?:\.\d+)*)*"  # Python 3.11, 3.12 and 3.13
    r"|\b\d{1,2}:\d\d\b"  # times of day
    r"|\b(?:1[89]|20)\d\d\b(?![.,]?\d)(?!\s*%)"  # years
)
MEASURED_NUMBER = re.compile(
    r"\d*[.,]\d+"  # decimals and thousands
    r"|\d{4,}"
    r"|\d+\s*(?:%|per ?cent)"
    r"|\d+e[+-]?\d+"
    r"|\d+(?:\s*[×x]\b|\s*×|\s+times\b|-fold\b)"
    r"|\d+\s*(?:ms|µs|s|seconds?|minutes?|[kMG]i?B|bytes?|[MG]?FLOPs?)\b"
)


def typed_numbers(text, path):
    """Measured numbers are glued from the cell that computed them, or cited. Small whole numbers, years, times
    of day and versions may be typed; a decimal, a thousand, a percentage or a quantity with its unit may not."""
    wrong = []
    for number, line in enumerate(prose(text), 1):
        found = MEASURED_NUMBER.search(ALLOWED_NUMBER.sub(" ", line))
        if found:
            wrong.append(f"{number}: {found[0]!r} is typed, not glued from the cell that computes it")
    return wrong


COUNTED = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million"
)
PART = r"(?:half|halves|(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth|millionth)s?)"
NUMBER = rf"(?:\d+(?:[.,]\d+)*|(?:an?|one|zero)[ -](?:{COUNTED}|{PART})|{COUNTED}|{PART})(?![a-z])"
ESTIMATED_NUMBER = re.compile(
    rf"\b(?:about|around|roughly|approximately|almost|nearly|near|close to|some)\s+(?:the\s+|minus\s+)?{NUMBER}"
    rf"|\b(?:about|around|roughly|approximately|some)\s+(?:zero|one)\b"  # which lines may well lie near or close to
    r"|\bbetween\s+(?!(?:minus\s+one|zero|0|-1)\s+and\s+(?:one|1)\b)"  # the ends of a gate
    rf"(?:minus\s+)?(?:{NUMBER}|zero|one)\s+and\s+(?:minus\s+)?(?:{NUMBER}|zero|one)\b",
    re.I,
)


def typed_numbers_about_images(text, path):
    """Captions and alternative texts are prose: what was measured is glued, or said without a number. A number may be
    typed if it stands in the page's own code, as a setting does, and is no estimate, percentage or quantity."""
    numbers = settings(text)
    wrong = []
    for line, what, words in texts_about_images(text):
        words = ALLOWED_NUMBER.sub(" ", reading_text(words))
        estimate = ESTIMATED_NUMBER.search(words)
        words = re.sub(r"\d+(?:\.\d+)?(?!\s*%)", lambda one: " " if float(one[0]) in numbers else one[0], words)
        found = estimate or re.search(r"\d+(?:[.,]\d+)*(?:\s*%)?", words)
        if found:
            wrong.append(f"{line}: {found[0]!r} is typed in the {what}, not glued from the cell that computes it")
    return wrong


def settings(text):
    """The numbers in a page's code, less those in assertions, which are bounds for what was measured."""
    found, nodes = set(), list(syntax_trees(text))
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            found.add(float(node.value))
        if not isinstance(node, ast.Assert):
            nodes += ast.iter_child_nodes(node)
    return found


def texts_about_images(text):
    """Line number, kind and words of every caption and alternative text."""
    for line, options, _ in cells(text):
        mystnb = options.get("mystnb", {})
        for what, key, option in (("caption", "figure", "caption"), ("alternative text", "image", "alt")):
            if words := mystnb.get(key, {}).get(option):
                yield line, what, " ".join(str(words).split())
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*:alt:\s+(.*)|.*!\[([^\]]+)\]\(", line):
            yield number, "alternative text", found[1] or found[2]


def typed_mathematics(text, path):
    """Displayed equations come from the objects under test, in prose and in cells."""
    typed = re.compile(r"\$\$|\{math\}(?!`)|\\\[|\\begin\{(?:equation|align|gather|multline|split|aligned|cases)")
    lines = text.splitlines()
    return [f"{n}: typed display mathematics" for n, line in enumerate(lines, 1) if typed.search(line)]


HEAVY = ("tensorflow", "keras", "lstmbook.layers")
USES = re.compile(r"fit|train\w*|check\w*|assert\w*|compare\w*|apply_gradients")


def idle_imports(text, path):
    """Importing TensorFlow takes seconds; a page that does trains or checks something with it."""
    imported, used, works = {}, set(), False
    for tree in syntax_trees(text):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                source = getattr(node, "module", None)
                for alias in node.names:
                    if heavy(source) if source else heavy(alias.name):
                        imported[alias.asname or alias.name.split(".")[0]] = node.lineno
                    elif source and heavy(f"{source}.{alias.name}"):
                        imported[alias.asname or alias.name] = node.lineno
            elif isinstance(node, ast.Name):
                used.add(node.id)
            works |= isinstance(node, ast.Assert)
            works |= isinstance(node, ast.Call) and bool(USES.fullmatch(called_name(node)))
    idle = [f"{line}: {name} is imported and not used" for name, line in imported.items() if name not in used]
    if imported and not works:
        line = min(imported.values())
        idle.append(f"{line}: TensorFlow is imported, but nothing is trained or checked with it")
    return idle


def heavy(name):
    return any(name == module or name.startswith(f"{module}.") for module in HEAVY)


def long_definitions(text, path):
    """What is longer than ten lines lives in code/, is tested there and shown by literalinclude."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for tree in syntax_trees(text) for node in ast.walk(tree) if isinstance(node, definitions)]
    long = [node for node in nodes if node.end_lineno - node.lineno >= 10]
    return [f"{node.lineno}: the definition of {node.name} is longer than ten lines" for node in long]


def plumbing_in_sight(text, path):
    """One call of ``book_pages.numbers`` glues all numbers of a cell, and no reader has to see it."""
    wrong = []
    for line, options, source in cells(text):
        called = [called_name(node) for node in ast.walk(parsed(source)) if isinstance(node, ast.Call)]
        if "glue" in called:
            wrong.append(f"{line}: the cell glues by itself; numbers(...) does it")
        if called.count("numbers") > 1:
            wrong.append(f"{line}: the numbers of this cell are glued by more than one call")
        if "numbers" in called and not {"remove-cell", "remove-input"} & set(options.get("tags", [])):
            wrong.append(f"{line}: a cell that is shown glues numbers")
    return wrong


def proofs_called_in_sight(text, path):
    """A call that only shows a proof is not shown, unless it stands for a proof that is folded."""
    derivations = set()
    for _, _, source in cells(text):
        for node in ast.walk(parsed(source)):
            if isinstance(node, ast.ImportFrom) and node.module == "lstmbook.derivations":
                derivations |= {alias.asname or alias.name for alias in node.names}
    wrong = []
    for line, options, source in cells(text):
        alone = re.fullmatch(r"(\w+)\.\w+\(.*\)", source.strip())
        if alone and alone[1] in derivations and not {"remove-input", "hide-output"} & set(options.get("tags", [])):
            wrong.append(f"{line}: the call of a proof is shown")
    return wrong


LONGEST_CELL = 20  # lines, imports excluded


def long_cells(text, path):
    """An analysis lives in code/ and is tested there; what is shown can be read at a glance."""
    wrong = []
    for line, options, source in cells(text):
        lines = [one for one in source.splitlines() if one.strip() and not one.startswith(("import ", "from "))]
        shown = not {"remove-cell", "remove-input"} & set(options.get("tags", []))
        if shown and len(lines) > LONGEST_CELL:
            wrong.append(f"{line}: a cell of {len(lines)} lines")
    return wrong


LONGEST_CODE = 75  # What fits beside the contents at 1280 pixels; the rest of a longer line is out of sight.


def long_code(text, path):
    wrong = []
    for line, _, source in cells(text):
        lengths = enumerate(map(len, source.splitlines()), line)
        wrong += [f"{number}: {long} characters of code" for number, long in lengths if long > LONGEST_CODE]
    return wrong


def missing_includes(text, path):
    wrong = []
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"[`~:]{3,}\{literalinclude\}\s+(\S+)", line)
        if match and not (path.parent / match[1]).is_file():
            wrong.append(f"{number}: {match[1]} does not exist")
    return wrong


def wrong_length(text, path):
    wrong = []
    if text.count("\n") > 650:
        wrong.append("1: more than 650 lines")
    words = len(" ".join(prose(text)).split())
    if path.parent.name in SESSIONS and path.stem != "index" and not 1500 <= words <= 2900:
        wrong.append(f"1: {words} words; a chapter has 1,500 to 2,900")
    return wrong


RULES = [
    wrong_header,
    cells_that_are_not_python,
    missing_alt_text,
    typed_numbers,
    typed_numbers_about_images,
    typed_mathematics,
    idle_imports,
    long_definitions,
    plumbing_in_sight,
    proofs_called_in_sight,
    long_cells,
    long_code,
    missing_includes,
    wrong_length,
]


@pytest.mark.parametrize("rule", RULES)
def test_every_page_keeps(rule):
    wrong = []
    for name in toc():
        path = ROOT / f"{name}.md"
        wrong += [f"{name}.md:{problem}" for problem in rule(path.read_text("utf-8"), path)]
    assert not wrong, "\n".join(wrong)


# ---- Rules about all pages together


def labels(text):
    """Every name that a page gives: to sections, figures, directives and equations."""
    found = re.findall(r"^\(([\w:.-]+)\)=\s*$|^:(?:label|name):\s*(\S+)", text, re.M)
    found += re.findall(r"^\s+(?:name|label):\s*(fig\S+|eq\S+|tab\S+)|\blabel=[\"']([\w:.-]+)[\"']", text, re.M)
    return [one or other for one, other in found]


def repeated(names):
    return sorted({name for name in names if names.count(name) > 1})


def test_labels_are_unique():
    assert repeated([label for name in toc() for label in labels((ROOT / f"{name}.md").read_text("utf-8"))]) == []


def test_the_table_of_contents_holds_every_page_once():
    written = {path.relative_to(ROOT).with_suffix("").as_posix() for path in BOOK.rglob("*.md")}
    assert written - set(toc()) == set(), "pages that are not in the table of contents"
    assert set(toc()) - written == set(), "pages that are not written"
    assert repeated(toc()) == []


# ---- Each rule rejects what it is there to reject

GOOD_HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---
"""


def cell(source, options=""):
    return f"```{{code-cell}} ipython3\n{options}{source}\n```\n"


def shown(caption, alt, code="draw(15)\nassert end < 0.5"):
    return cell(code, f"---\nmystnb:\n  figure:\n    caption: {caption!r}\n  image:\n    alt: {alt!r}\n---\n")


BAD = [
    (wrong_header, cell("1 + 1")),
    (wrong_header, GOOD_HEADER.replace("format_name: myst", "") + cell("1")),
    (wrong_header, GOOD_HEADER.replace("name: python3", "") + cell("1")),
    (cells_that_are_not_python, cell("%matplotlib inline")),
    (cells_that_are_not_python, cell("!ls", ":tags: [hide-input]\n")),
    (missing_alt_text, cell("show(draw, data)")),
    (missing_alt_text, cell("draw()", "---\nmystnb:\n  figure:\n    caption: Gates\n---\n")),
    (missing_alt_text, "![](gates.svg)"),
    (missing_alt_text, "```{figure} gates.svg\n:name: gates\nThe gates\n```\n"),
    (typed_numbers, "The loss falls to 0.31."),
    (typed_numbers, "It is right in 97 % of cases."),
    (typed_numbers, "It is right in 97% of cases."),
    (typed_numbers, "This cell has 4,224 parameters."),
    (typed_numbers, "This cell has 4224 parameters."),
    (typed_numbers, "It is 3 times as fast."),
    (typed_numbers, "One step takes 12 ms."),
    (typed_numbers, "They agree to 1e-12."),
    (typed_numbers, "| GRU | 0.31 |"),
    (typed_numbers, "```{note}\nThe loss falls to 0.31.\n```"),
    *[
        (typed_numbers_about_images, shown("Gates", alt))
        for alt in (
            "The line ends at 0.31",
            "The line ends at 60",
            "It is right in 15 % of cases",
            "It rises to about 15",
            "It stays near a third",
            "Nearly two thirds are dots",
            "It crosses after some fourteen steps",
            "It falls to about ten to the minus six",
            "It has fallen to about one step",
            "It ends between three and five",
            "It climbs from {glue:text}`low:.1f` to 0.9",
            "It ends at 0.5, as the assertion says",
        )
    ],
    (typed_numbers_about_images, shown("It is smooth for about a hundred steps", "A line")),
    (typed_numbers_about_images, "```{figure} gates.svg\n:alt: The line ends at 0.31\n```\n"),
    (typed_numbers_about_images, "![The line ends at 31](gates.svg)"),
    (typed_mathematics, "$$\nx = 1\n$$"),
    (typed_mathematics, "```{math}\nx = 1\n```"),
    (typed_mathematics, "\\begin{equation} x = 1 \\end{equation}"),
    (typed_mathematics, "\\[ x = 1 \\]"),
    (typed_mathematics, cell('Markdown("$$x$$")')),
    (idle_imports, cell("import keras")),
    (idle_imports, cell("import keras\nkeras.utils.set_random_seed(1)")),
    (idle_imports, cell("import tensorflow as tf\nassert True")),
    (idle_imports, cell("from lstmbook.layers import LSTMCell\nLSTMCell(3)")),
    (idle_imports, cell("from lstmbook import layers\nlayers.LSTMCell(3)")),
    (long_definitions, cell("def f():\n" + "    x = 1\n" * 10)),
    (plumbing_in_sight, cell('glue("loss", 0.5, display=False)', ":tags: [remove-cell]\n")),
    (plumbing_in_sight, cell("numbers(loss=0.5)")),
    (plumbing_in_sight, cell("numbers(loss=0.5)", ":tags: [hide-input]\n")),
    (plumbing_in_sight, cell("numbers(loss=0.5)\nnumbers(end=0.1)", ":tags: [remove-cell]\n")),
    (proofs_called_in_sight, cell("from lstmbook.derivations import softmax") + cell("softmax.jacobian()")),
    (long_cells, cell("x = 1\n" * 21)),
    (long_cells, cell("x = 1\n" * 21, ":tags: [hide-input]\n")),
    (long_code, cell("numbers = [" + "1, " * 40 + "]")),
    (missing_includes, "```{literalinclude} ../nowhere.py\n```"),
    (wrong_length, "word\n" * 700),
]


@pytest.mark.parametrize(("rule", "text"), BAD, ids=[rule.__name__ for rule, _ in BAD])
def test_rejects(rule, text):
    assert rule(text, BOOK / "page.md")


def test_rejects_a_chapter_of_the_wrong_length():
    chapter = BOOK / "lstm_variations_comparison" / "chapter.md"
    assert wrong_length("few words", chapter)
    assert wrong_length("word " * 3000, chapter)
    assert not wrong_length("word " * 2000, chapter)
    assert not wrong_length("few words", chapter.with_name("index.md"))


def test_rejects_a_repeated_label():
    assert repeated(labels("(gates)=\n# Gates\n\n```{figure} a.svg\n:name: gates\n```\n")) == ["gates"]


ACCEPTED = """
# Section 2.1 has a number

Python 3.11, 3.12 and 3.13 will do. Session 2 starts at 11:30 and has 6 equations, known since 1997.
The loss falls to {glue:text}`loss:.2f`, as in {cite:t}`gers2000`; `0.5` and $x = 0.5$ are not measured.
See [the paper](https://doi.org/10.1162/neco.1997.9.8.1735).

```python
x = 0.5
```
"""


def test_accepts_what_is_not_measured():
    assert typed_numbers(GOOD_HEADER + ACCEPTED + cell("loss = 0.5"), BOOK / "page.md") == []


def test_accepts_settings_and_glued_numbers_about_images():
    caption = "Three seeds, up to n = 15. It ends at {glue:text}`end:.1%` and stays close to one."
    alt = "Two panels over fifteen steps, each between zero and one. With bias 5 and slope 1.2 the line rises above "
    alt += "zero, to {glue:text}`end:.2f`, near one."
    text = shown(caption, alt, "draw(15, bias=5.0, slope=1.2)") + "![A line, after 1997](gates.svg)"
    assert typed_numbers_about_images(text, BOOK / "page.md") == []


def test_accepts_a_page_that_works_with_keras():
    text = (
        GOOD_HEADER
        + cell("import keras\nfrom lstmbook.layers import LSTMCell")
        + cell("model = keras.Sequential([keras.layers.RNN(LSTMCell(3))])\nmodel.fit(x, y)")
    )
    assert [problem for rule in RULES for problem in rule(text, BOOK / "page.md")] == []


def test_accepts_numbers_and_long_checks_out_of_sight():
    text = cell("numbers(loss=0.5, end=0.1)\n" + "assert True\n" * 30, ":tags: [remove-cell]\n")
    text += cell("import keras\n" * 30 + "x = 1")
    assert plumbing_in_sight(text, BOOK / "page.md") == long_cells(text, BOOK / "page.md") == []


def test_accepts_figures_with_alt_text():
    options = "---\nmystnb:\n  figure:\n    caption: Gates\n  image:\n    alt: Two lines\n---\n"
    text = cell("draw()", options) + cell('show(draw, data, alt="Two lines")') + "![Two lines](gates.svg)"
    assert missing_alt_text(text, BOOK / "page.md") == []
