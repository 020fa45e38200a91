"""Vector drawings written into the page, so that the site's style sheets reach them and a theme can recolour them."""

import hashlib
import html
import re
from pathlib import Path

from docutils import nodes


def setup(app):
    # After the check for alternative texts, which looks for images.
    app.connect("doctree-resolved", write_into_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_into_page(app, doctree, docname):
    if app.builder.format != "html":
        return
    for image in list(doctree.findall(nodes.image)):
        path = Path(app.srcdir, image["uri"])
        if path.suffix == ".svg" and path.is_file():
            markup = inline(path.read_text("utf-8"), image.get("alt", ""))
            image.replace_self(nodes.raw("", markup, format="html"))


def inline(svg, alt):
    """The drawing as part of a page: its name for a screen reader, at most its own width, and ids of its own.

    Matplotlib's style rule for all elements would leave the drawing, so it moves to the root.
    """
    mark = hashlib.sha256(svg.encode()).hexdigest()[:8]
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", body, flags=re.S)
    used = set(re.findall(r"url\(#([^)]+)\)", body)) | set(re.findall(r'href="#([^"]+)"', body))
    body = re.sub(r' id="([^"]+)"', lambda one: f' id="{mark}-{one[1]}"' if one[1] in used else "", body)
    body = re.sub(r"url\(#", f"url(#{mark}-", re.sub(r'href="#', f'href="#{mark}-', body))
    root, rest = body.split(">", 1)
    width = float(re.search(r'width="([\d.]+)pt"', root)[1]) * 4 / 3
    root = re.sub(r' (?:width|height)="[^"]*"', "", root)
    style = f"width: 100%; max-width: {1.25 * width:.0f}px; stroke-linejoin: round; stroke-linecap: butt"
    return f'{root} class="drawing" role="img" aria-label="{html.escape(alt)}" style="{style}">{rest}'
