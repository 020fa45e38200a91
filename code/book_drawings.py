"""Vector drawings written into the page, so that the site's style sheets reach them and a theme can recolour them;
and alternative texts whose numbers are glued, as in prose.
"""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import book_compact
from docutils import nodes
from myst_nb.core.variables import format_plain_text
from sphinx.util import logging

log = logging.getLogger(__name__)


def setup(app):
    app.connect("source-read", forget_glued)
    app.connect("doctree-read", write_alternative_texts)
    # After the check for alternative texts, which looks for images.
    app.connect("doctree-resolved", write_into_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def glued_file(env, docname):
    """Where MyST-NB leaves what a page has glued, if it has glued anything."""
    return Path(env.mystnb_config.output_folder, f"{docname}.glue.json")


def forget_glued(app, docname, content):
    glued_file(app.env, docname).unlink(missing_ok=True)  # left from an earlier reading of the page


GLUED = re.compile(r"\{glue:(?:text)?\}`([^`]*)`")


def write_alternative_texts(app, doctree):
    """An alternative text is no Markdown to MyST-NB: its {glue:text} roles are written out here."""
    with_roles = [image for image in doctree.findall(nodes.image) if "{glue" in image.get("alt", "")]
    if with_roles:
        path = glued_file(app.env, app.env.docname)
        glued = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    for image in with_roles:
        try:
            image["alt"] = GLUED.sub(lambda role: glued_text(role[1], glued), image["alt"])
            if "{glue" in image["alt"]:
                raise ValueError("only {glue:text}`key:format` and {glue:}`key` can stand there")
        except ValueError as error:
            what, place = where(image)
            log.warning("alternative text %s: %s", what, error, location=place)


def glued_text(role, glued):
    key, _, form = role.rpartition(":") if ":" in role else (role, "", "s")
    if "text/plain" not in glued.get(key, {}).get("data", {}):
        raise ValueError(f"nothing is glued as {key!r} on this page")
    return format_plain_text(glued[key]["data"]["text/plain"], form)


def where(image):
    """The code cell that shows an image, or else the image's file, in words and as a node that has a line."""
    cell = image
    while cell and "exec_count" not in cell:
        cell = cell.parent
    return (f"of code cell {cell['exec_count']}", cell) if cell else (Path(image["uri"]).name, image)


def write_into_page(app, doctree, docname):
    if app.builder.format != "html":
        return
    shared = {}
    for image in list(doctree.findall(nodes.image)):
        path = Path(app.srcdir, image["uri"])
        if path.suffix == ".svg" and path.is_file():
            markup = inline(path.read_text("utf-8"), image.get("alt", ""), shared)
            image.replace_self(nodes.raw("", markup, format="html"))


def inline(svg, alt, shared):
    """The drawing as part of a page: a name for a screen reader, at most its own width, and the ground of the page.

    ``shared`` has what the page's drawings before it have defined.
    """
    root = book_compact.compact(svg, shared)
    width, height = (float(root.get(name).removesuffix("pt")) for name in ("width", "height"))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {"class": "drawing", "role": "img", "aria-label": alt}
    # The shape is said, so that room is kept for a drawing that is not drawn yet.
    size = f"width: 100%; max-width: {width * 5 / 3:.0f}px; aspect-ratio: {width:g} / {height:g}"
    root.set("style", f"{size}; stroke-linejoin: round; stroke-linecap: butt")
    return ElementTree.tostring(root, encoding="unicode")
