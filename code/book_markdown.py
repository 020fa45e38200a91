"""A page that Sphinx has read and resolved, as the Markdown that a notebook shows.

Numbers, citations and references to figures and equations stand in the page's tree as the site shows them; here they
become text. A kind of node that is not known here is a warning, so that no notebook leaves anything out in silence.
"""

import itertools
import posixpath
import re
from urllib.parse import quote

from docutils import nodes
from sphinx.util import logging

log = logging.getLogger(__name__)

BIBLIOGRAPHY = "## Bibliography"
SILENT = {"comment", "index", "target", "toctree", "substitution_definition", "citation_label", "label"}
WRAPPERS = {"document", "container", "compound", "glossary", "definition_list", "definition_list_item", "tgroup"}
# What has a heading of its own, with which what is folded above it ends.
ENDING = {"section", "exercise_enumerable_node"}
# What in a text would be taken for Markdown, and what at the beginning of one would.
SPECIAL = re.compile(r"[\\`*_\[\]<$|]")
AT_THE_BEGINNING = re.compile(r"^(?:[#>+-]|\d+(?=[.)]))")


class Folded(str):
    """A heading below which a notebook hides everything until somebody opens it."""


def escaped(text):
    return SPECIAL.sub(r"\\\g<0>", text.replace("\n", " "))


def anchor(title):
    """Where JupyterLab jumps to for a heading."""
    return quote(title.replace(" ", "-"), safe=":?,;'-")


def plain(title):
    """A heading without links, in which no notebook can jump."""
    title = title.deepcopy()
    for reference in list(title.findall(nodes.reference)):
        reference.replace_self(reference.children)
    return title


def indented(text, first, rest):
    return "\n".join(
        (first if n == 0 else rest if line else rest.rstrip()) + line for n, line in enumerate(text.split("\n"))
    )


class PageMarkdown:
    """``blocks`` gives the pieces of a page in order.

    Afterwards ``cited`` holds the ids of the sources that the page cites, and ``alternatives`` the alternative text of
    what a code cell draws, by the cell's number.
    """

    def __init__(self, env, docname, doctree):
        self.env, self.docname, self.cited, self.alternatives = env, docname, set(), {}
        titled = [part for part in doctree.findall(nodes.section) if isinstance(part[0], nodes.title)]
        self.sections = {name: anchor(part[0].astext()) for part in titled for name in part["ids"]}
        citations = env.get_domain("cite").citations
        self.citations = {(one.bibliography_key.docname, one.citation_id) for one in citations}

    # ---- Blocks

    def blocks(self, node, level=0):
        """Pairs of a line of the source, or None, and a block: a text, or the number of a code cell."""
        kind = type(node).__name__
        write = getattr(self, f"write_{kind}", None)
        if write:
            yield from write(node, level)
        elif node.get("nb_element") == "cell_code":
            yield from self.cell(node)
        elif isinstance(node, nodes.Admonition):
            yield from self.admonition(node, level)
        elif kind in WRAPPERS:
            yield from self.inside(node, level)
        elif kind not in SILENT:
            self.unknown(node)

    def inside(self, node, level):
        for child in node.children:
            yield from self.blocks(child, level)

    def unknown(self, node):
        log.warning("a notebook has no form for %r", type(node).__name__, location=node)
        return ""

    def write_section(self, node, level):
        yield from self.inside(node, level + isinstance(node[0], nodes.title))

    def write_title(self, node, level):
        yield node.line, f"{'#' * level} {self.inline(plain(node))}"

    def write_paragraph(self, node, level):
        text = self.inline(node).strip()
        yield node.line, AT_THE_BEGINNING.sub(r"\\\g<0>" if not text[:1].isdigit() else r"\g<0>\\", text)

    def write_term(self, node, level):
        yield node.line, f"**{self.inline(node)}**"

    def write_definition(self, node, level):
        yield from self.inside(node, level)

    def write_math_block(self, node, level):
        tag = f"\n\\tag{{{node['number']}}}" if node.get("label") and node.get("number") else ""
        yield node.line, f"$$\n{node.astext().strip()}{tag}\n$$"

    def write_literal_block(self, node, level):
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", node.astext())), default=0))
        language = node.get("language", "").replace("default", "").replace("ipython3", "python")
        yield node.line, f"{fence}{language}\n{node.astext().rstrip()}\n{fence}"

    def write_bullet_list(self, node, level):
        yield node.line, "\n".join(indented(self.joined(item), "- ", "  ") for item in node)

    def write_enumerated_list(self, node, level):
        items = enumerate(node, node.get("start", 1))
        yield node.line, "\n".join(indented(self.joined(item), f"{number}. ", "   ") for number, item in items)

    def write_block_quote(self, node, level):
        yield node.line, indented(self.joined(node), "> ", "> ")

    def write_citation(self, node, level):
        yield node.line, indented(self.joined(node), "- ", "  ")

    def write_table(self, node, level):
        rows = [[self.entry(entry) for entry in row] for row in node.findall(nodes.row)]
        rows.insert(1, ["---"] * len(rows[0]))
        yield node.line, "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def entry(self, node):
        for formula in node.findall(nodes.math):
            formula[:] = [nodes.Text(formula.astext().replace("|", r"\vert "))]
        return " ".join(self.inline(child) for child in node)

    def joined(self, node):
        """Everything inside a node as one text; a code cell cannot be a part of it."""
        texts = [block for _, block in self.inside(node, 0)]
        return "\n\n".join(text if isinstance(text, str) else self.unknown(node) for text in texts)

    def admonition(self, node, level):
        """Quoted, so that one sees where it ends; a code cell inside stands between two quotations."""
        titled = bool(node.children) and isinstance(node[0], nodes.title)
        title = self.inline(plain(node[0])) if titled else type(node).__name__.capitalize()
        blocks = [(node.line, f"**{title}**")]
        for child in node[titled:]:
            blocks += self.blocks(child, level)
        for is_text, group in itertools.groupby(blocks, lambda pair: isinstance(pair[1], str)):
            group = list(group)
            if is_text:
                group = [(group[0][0], indented("\n\n".join(text for _, text in group), "> ", "> "))]
            yield from group

    def write_exercise_enumerable_node(self, node, level):
        number = self.number(node, "exercise")
        yield from self.headed(node, level, f"Exercise {number}{self.inline(plain(node[0]))}", str)

    def write_solution_node(self, node, level):
        after = node.next_node(descend=False, siblings=True)
        ends = after is None or type(after).__name__ in ENDING
        yield from self.headed(node, level, self.inline(plain(node[0])), Folded if ends else str)

    def headed(self, node, level, title, kind):
        yield node[0].line or node.line, kind(f"{'#' * (level + 1)} {title}")
        for child in node[1:]:
            yield from self.blocks(child, level)

    def number(self, node, kind):
        numbers = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        return ".".join(map(str, next((numbers[name] for name in node["ids"] if name in numbers), ())))

    def cell(self, node):
        """A code cell by its number, and below it the caption of what it draws."""
        yield node.line, node["cell_index"]
        for image in node.findall(nodes.image):
            self.alternatives[node["cell_index"]] = image.get("alt", "")
        for figure in node.findall(nodes.figure):
            number = self.number(figure, "figure")
            label = f"**{self.env.config.numfig_format['figure'] % number}.** " if number else ""
            for caption in figure.findall(nodes.caption):
                yield None, f"{label}{self.inline(caption).strip()}"

    # ---- Text

    def inline(self, node):
        return "".join(map(self.span, node.children))

    def span(self, node):
        if isinstance(node, nodes.Text):
            return escaped(node.astext())
        if isinstance(node, nodes.math):
            return f"${' '.join(node.astext().split())}$"
        if isinstance(node, nodes.literal):
            return self.literal(node.astext())
        if isinstance(node, nodes.reference):
            return self.link(node)
        mark = {"emphasis": "*", "strong": "**"}.get(type(node).__name__, "")
        if mark or isinstance(node, (nodes.inline, nodes.container, nodes.paragraph, nodes.generated)):
            return f"{mark}{self.inline(node)}{mark}"
        return "" if type(node).__name__ in SILENT else self.unknown(node)

    def literal(self, text):
        mark = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
        return f"{mark} {text} {mark}" if len(mark) > 1 else f"{mark}{text}{mark}"

    def link(self, node):
        address = self.address(node)
        return f"[{self.inline(node)}]({address})" if address else self.inline(node)

    def address(self, node):
        """Within the page a heading, another page of the site, or none: an equation is no place in a notebook."""
        address = node.get("refuri") or f"#{node.get('refid', '')}"
        if re.match(r"\w+:", address):
            return address
        page, _, place = address.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self.docname), page)) if page else self.docname
        target = target.removesuffix(".html")
        if (target, place) in self.citations:
            self.cited.add(place)
            return "#" + BIBLIOGRAPHY.split()[-1] if target != self.docname else ""
        if target == self.docname:
            return f"#{self.sections[place]}" if place in self.sections else ""
        return address


def bibliography(env, cited):
    """The sources of these ids as a list in the order of the book's own."""
    domain = env.get_domain("cite")
    writer = PageMarkdown(env, "", nodes.paragraph())
    entries = [one for one in domain.citations if one.citation_id in cited]
    texts = [nodes.paragraph("", "", *one.formatted_entry.text.render(domain.backend)) for one in entries]
    return "\n".join(f"- {writer.inline(text)}" for text in texts)
