"""What is wrong with the book's pages: gathered while it is built, and shown on each page and in the table of contents.

A page that fails takes no other page from its reader.
"""

import html
import logging as python_logging
import posixpath
import re
from collections import defaultdict
from pathlib import Path

import book_checks
import book_drawings
from docutils import nodes
from sphinx.util import logging

log = logging.getLogger(__name__)
ENTRY = re.compile(r'(<li class="toctree-l\d[^"]*"><a class="[^"]*" href="([^"]*)"[^>]*>.*?)(?=</a>)', re.S)
ARTICLE = re.compile(r"<article[^>]*>")
MARK = ' <span class="failed">failed</span>'
BOX = """
<div class="admonition danger failed">
<p class="admonition-title">This page failed</p>
<p>When this copy of the book was built, what stands on this page did not pass its checks. Do not rely on it.</p>
<pre>{}</pre>
</div>"""


def setup(app):
    app.book_failures = defaultdict(list)  # what is wrong, by page
    app.book_failed_elsewhere = False  # whether something is wrong that belongs to no page
    app.book_failed_keys, app.book_pages_written = {}, []
    app.connect("builder-inited", listen)
    app.connect("doctree-resolved", check_images)
    app.connect("html-page-context", note_page_written)
    app.connect("build-finished", mark_pages, priority=600)  # before the site's style sheet is made
    return {"parallel_read_safe": False, "parallel_write_safe": False}


def note(app, docname, problem):
    """Show a failure of a page at once, and keep it."""
    log.error("%s, %s", app.env.doc2path(docname, base=False), problem)
    app.book_failures[docname].append(problem)


def listen(app):
    """Keep every warning that Sphinx shows."""

    def keep(record):
        place = re.match(r"(.*?\.md)(?::(\d+))?:?$", str(getattr(record, "location", None) or ""))
        docname = place and app.env.path2doc(place[1])
        if docname in app.env.found_docs:
            line = f"line {place[2]}: " if place[2] else ""
            text = f"{line}{python_logging.LogRecord.getMessage(record)}"
            app.book_failures[docname].append(text)
        elif record.levelno == python_logging.WARNING:
            app.book_failed_elsewhere = True
        return True

    for handler in python_logging.getLogger(logging.NAMESPACE).handlers:
        if isinstance(handler, logging.WarningStreamHandler):
            handler.addFilter(keep)


def check_images(app, doctree, docname):
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            what, place = book_drawings.where(image)
            log.warning("image without alternative text: %s", what, location=place)


def note_page_written(app, pagename, templatename, context, doctree):
    app.book_pages_written.append(pagename)
    # docutils gives citations a role that has been withdrawn.
    context["body"] = context.get("body", "").replace('role="doc-biblioentry"', 'role="listitem"')


def check_written_pages(app):
    for name in app.book_pages_written:
        check = book_checks.PageCheck()
        check.feed(Path(app.outdir, f"{name}.html").read_text("utf-8"))
        for problem in check.problems:
            log.warning(problem, location=name)


def check_styles(app):
    for path in sorted(Path(app.outdir).rglob("*.css")):
        for problem in book_checks.foreign_addresses_in_style(path.read_text("utf-8")):
            log.warning("%s: %s", path.relative_to(app.outdir).as_posix(), problem)


def mark_pages(app, exception):
    if exception is None and app.builder.format == "html":
        check_written_pages(app)
        for path in Path(app.outdir).rglob("*.html") if app.book_failures or app.book_failed_before else []:
            name = path.relative_to(app.outdir).with_suffix("").as_posix()
            text = path.read_text("utf-8")
            path.write_text(marked(text, name, app.book_failures), "utf-8")


def marked(page, name, failures):
    """The page called ``name`` with its own failures at its top, and failed pages marked where it lists them."""

    def entry(found):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
        failed = (name if found[2] == "#" else target.removesuffix(".html")) in failures
        return found[0] + MARK * failed

    page = page.replace(MARK, "")  # of the build before
    if name in failures:
        box = BOX.format(html.escape("\n\n".join(dict.fromkeys(failures[name]))))
        page = ARTICLE.sub(lambda start: start[0] + box, page, count=1)
    return ENTRY.sub(entry, page)
