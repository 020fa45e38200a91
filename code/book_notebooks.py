"""The Sphinx extension that hands the book out as notebooks: each page, and each session with all of its pages.

The text comes from the page as Sphinx has resolved it, the code cells with their outputs from its execution. All cells
are there, also those that the page does not show, since a notebook has to run. It knows nothing of what the book
teaches.
"""

import base64
import contextlib
import hashlib
import os
import posixpath
import re
from collections import Counter
from pathlib import Path

import nbformat
from book_markdown import BIBLIOGRAPHY, Folded, PageMarkdown, anchor, bibliography, escaped
from docutils import nodes
from jupyter_cache import get_cache
from nbformat import v4
from sphinx.util import logging

log = logging.getLogger(__name__)

# Under these the pages' own numbers were computed; book_kernels.py makes them.
SETTINGS = ("KERAS_BACKEND", "CUDA_VISIBLE_DEVICES", "TF_CPP_MIN_LOG_LEVEL", "TF_ENABLE_ONEDNN_OPTS")
START = """\
# From the book "{title}". This cell finds the book's code: start the
# notebook from anywhere inside a copy of the project.
import os
import sys
from pathlib import Path

here = Path.cwd()
places = [folder / "code" for folder in (here, *here.parents)]
found = [one for one in places if (one / "book_pages.py").is_file()]
if not found:
    raise FileNotFoundError(
        f"The book's folder code/ is neither in {{here}} nor in any folder"
        " above. Move this notebook into a copy of the project, install"
        " what requirements.txt there lists, and start it again."
    )
sys.path.insert(0, str(found[0]))
# The settings under which the book computed its numbers.
os.environ |= {{
{settings}}}
"""
AFRESH = "# A page of the book begins here, with imports of its own.\n%reset -f"
SVG = "image/svg+xml"
# A page's tags, and what JupyterLab folds for them.
HIDDEN = {"hide-input", "remove-input", "remove-cell", "hide-cell"}


def setup(app):
    app.connect("env-purge-doc", forget_page)
    # Before the page's tree is made ready for browsers.
    app.connect("doctree-resolved", write_page, priority=400)
    app.connect("build-finished", write_sessions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def file_of(app, docname):
    return Path(app.outdir, f"{docname}.ipynb")


def session_file(app, index):
    """Named after the folder in which it lies."""
    folder = Path(app.outdir, index).parent
    return folder / f"{folder.name}.ipynb"


def forget_page(app, env, docname):
    """Its notebook, and that of its session, which is put together anew where it is missing."""
    file_of(app, docname).unlink(missing_ok=True)
    session_file(app, docname).unlink(missing_ok=True)


# ---- A page


def write_page(app, doctree, docname):
    if app.builder.format == "html":
        forget_page(app, app.env, docname)
        page = PageMarkdown(app.env, docname, doctree)
        executed, lines = executed_cells(app.env, docname)
        blocks = list(with_cells_not_shown(page.blocks(doctree), executed, lines))
        code = {n: code_cell(executed[n], page.alternatives.get(n, "")) for n in blocks if isinstance(n, int)}
        cells = notebook_cells(blocks, code)
        if any_code(cells):
            cells.insert(0, v4.new_code_cell(start(app)))
            offer(doctree, file_of(app, docname).name, "Download this page as a notebook")
        if page.cited:
            cells.append(v4.new_markdown_cell(f"{BIBLIOGRAPHY}\n\n{bibliography(app.env, page.cited)}"))
        write(file_of(app, docname), cells)
        if docname in sessions(app.env):
            offer(doctree, session_file(app, docname).name, "Download this session as one notebook")


def start(app):
    settings = [f'    "{name}": "{os.environ[name]}",\n' for name in SETTINGS if name in os.environ]
    return START.format(title=app.config.html_title, settings="".join(settings)).rstrip()


def offer(doctree, name, text):
    """A link below the page's title."""
    title = next(doctree.findall(nodes.title), None)
    if title is not None:
        link = f'<p class="notebook"><a href="{name}" download>{text}</a></p>'
        title.parent.insert(title.parent.index(title) + 1, nodes.raw("", link, format="html"))


def executed_cells(env, docname):
    """The page's cells as MyST-NB has left them, and the line of each; none of a page that is only text.

    It leaves out the outputs of a page that it has not executed in this build; its cache has them.
    """
    lines = env.metadata[docname].get("source_map")
    if not lines:
        return [], []
    notebook = v4.reads(Path(env.mystnb_config.output_folder, f"{docname}.ipynb").read_text("utf-8"))
    with contextlib.suppress(KeyError):  # a page that failed
        _, notebook = get_cache(env.mystnb_config.execution_cache_path).merge_match_into_notebook(notebook)
    return notebook.cells, lines


def with_cells_not_shown(blocks, executed, lines):
    """All blocks of a page, and between them, by their lines, the code cells that it does not show."""
    blocks = list(blocks)
    shown = {block for _, block in blocks if isinstance(block, int)}
    left = [n for n, cell in enumerate(executed) if cell.cell_type == "code" and n not in shown]
    for line, block in blocks:
        while left and line is not None and lines[left[0]] < line:
            yield left.pop(0)
        yield block
    yield from left


def notebook_cells(blocks, code):
    """Code cells, and between them one cell of text from each heading to the next."""
    cells, below = [], False
    for block in blocks:
        if isinstance(block, int):
            cells.append(code[block])
        elif below and not block.startswith("#"):
            cells[-1].source += f"\n\n{block}"
        else:
            folded = {"jp-MarkdownHeadingCollapsed": True} if isinstance(block, Folded) else {}
            cells.append(v4.new_markdown_cell(str(block), metadata=folded))
        # What stands in the same cell as a folded heading would not be folded.
        below = isinstance(block, str) and not isinstance(block, Folded)
    return cells


def code_cell(cell, alternative):
    hidden = HIDDEN.intersection(cell.metadata.get("tags", []))
    metadata = {"jupyter": {"source_hidden": True}} if hidden else {}
    return v4.new_code_cell(cell.source, metadata=metadata, outputs=list(readable(cell.outputs, alternative)))


def readable(outputs, alternative):
    """What a reader sees: nothing that was only glued, and no plain text beside a richer form.

    That may hold an address, another one in every build.
    """
    for output in outputs:
        if "data" in output:
            kinds = [kind for kind in output.data if not kind.startswith("application/papermill")]
            kinds = [kind for kind in kinds if kind != "text/plain"] or kinds
            data = {kind: output.data[kind] for kind in kinds}
            if SVG in data:
                data = {"text/markdown": drawing(data[SVG], alternative)}
            output.data = nbformat.from_dict(data)
        if output.get("data", True):
            yield output


def drawing(svg, alternative):
    """A drawing as an image: JupyterLab shows no SVG of a notebook that it did not run itself."""
    address = base64.b64encode(svg.encode()).decode()
    return f"![{escaped(alternative)}](data:{SVG};base64,{address})"


def write(path, cells):
    """The same bytes from the same cells: ids from what cells contain, and code numbered from one."""
    seen = Counter()
    for cell in cells:
        seen[cell.source] += 1
        cell.id = hashlib.sha256(f"{seen[cell.source]} {cell.source}".encode()).hexdigest()[:16]
    for number, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), 1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(v4.writes(notebook) + "\n", "utf-8")


# ---- A session


def sessions(env):
    """The index of each folder that lists pages."""
    return [name for name, pages in sorted(env.toctree_includes.items()) if name.endswith("/index") and pages]


def pages_of(env, docname):
    """A page and all that it lists, in the order of the table of contents."""
    yield docname
    for name in env.toctree_includes.get(docname, []):
        yield from pages_of(env, name)


def write_sessions(app, exception):
    if exception is None and app.builder.format == "html":
        for index in sessions(app.env):
            files = {name: file_of(app, name) for name in pages_of(app.env, index)}
            missing = [name for name, path in files.items() if not path.is_file()]
            if missing:
                log.error("the notebook of %s is missing: build the book with --all", ", ".join(missing))
            elif not session_file(app, index).exists():
                pages = {name: v4.reads(path.read_text("utf-8")).cells for name, path in files.items()}
                write(session_file(app, index), session_cells(app, posixpath.dirname(index), pages))


def session_cells(app, folder, pages):
    """The cells of all pages in one notebook: one start, one bibliography, links that stay inside."""
    first, listed, together = start(app), set(), []
    places = {posixpath.relpath(name, folder): headings(cells) for name, cells in pages.items()}
    for cells in pages.values():
        own = [inside(cell, places) for cell in cells if cell.source != first]
        if own and own[-1].source.startswith(BIBLIOGRAPHY):
            listed |= set(own.pop().source.splitlines())
        if any_code(own):
            together.append(v4.new_code_cell(AFRESH if any_code(together) else first))
        together += own
    everything = {one.citation_id for one in app.env.get_domain("cite").citations}
    sources = [line for line in bibliography(app.env, everything).splitlines() if line in listed]
    return together + [v4.new_markdown_cell("\n".join([BIBLIOGRAPHY[1:], "", *sources]))] * bool(sources)


def any_code(cells):
    return any(cell.cell_type == "code" for cell in cells)


def headings(cells):
    """Where the site's places within a page are in a notebook; the empty name is the page's beginning."""
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    titles = [re.sub(r"\\(.)", r"\1", one) for text in texts for one in re.findall(r"\A#+ (.*)", text)]
    return {nodes.make_id(title): anchor(title) for title in titles} | {"": anchor(titles[0])}


def inside(cell, places):
    """The cell with its links to the session's pages leading to their headings."""

    def link(found):
        page, place = found.groups()
        if page not in places:
            return found[0]
        return f"](#{places[page].get(place or '', places[page][''])})"

    if cell.cell_type == "markdown":
        cell.source = re.sub(r"\]\(([^()\s:]+)\.html(?:#([^()\s]*))?\)", link, cell.source)
    return cell
