"""The Sphinx extension that builds the book: quiet kernels, truthful pages, and failures that cannot hide.
It knows nothing of what the book teaches.

A page is read again when its text, or anything that its cells import, has changed; its cells run again when
they, or anything that they import, have changed. Both are decided by content, never by the date of a file.
"""

import hashlib
import importlib
import os
import re
import shutil
import sys
import textwrap
from pathlib import Path

import book_checks
import book_drawings
import click
import yaml
from book_imports import CODE, files_imported
from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.cache.db import NbCacheRecord
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util import logging

ROOT = CODE.parent
log = logging.getLogger(__name__)


def setup(app):
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit(f"This book needs Python 3.11, 3.12 or 3.13; this is Python {sys.version.split()[0]}.")
    app.add_config_value("book_stylesheet", "", "html")
    # When an extension changes, every page is read and written again; when an asset does, every page is written.
    app.add_config_value("book_extensions", digest_of_files(CODE.glob("book_*.py")), "env")
    app.add_config_value("book_assets", "", "html")
    app.connect("config-inited", note_assets)
    app.setup_extension("book_mathematics")
    app.setup_extension("book_drawings")
    app.setup_extension("book_assets")
    app.setup_extension("book_notebooks")
    app.connect("builder-inited", start)
    app.connect("env-get-outdated", outdated_pages)
    app.connect("source-read", note_what_the_page_imports)
    app.connect("doctree-resolved", check_images)
    app.connect("html-page-context", note_page_written)
    app.connect("build-finished", finish, priority=900)  # when every other extension has written its files
    return {"parallel_read_safe": False, "parallel_write_safe": False}


# ---- The beginning of a build


def note_assets(app, config):
    """Sphinx copies a changed style sheet only when it writes some page."""
    folders = [Path(app.srcdir, name) for name in [*config.html_static_path, *config.templates_path]]
    config.book_assets = digest_of_files(path for folder in folders for path in folder.rglob("*") if path.is_file())


def start(app):
    build = Path(app.outdir).parent
    unfinished = build / "unfinished"
    app.env.book_digests = getattr(app.env, "book_digests", {})
    app.book_pages_written = []
    if started_with_all() or (app.fresh_env_used and not unfinished.exists()):
        shutil.rmtree(build / ".jupyter_cache", ignore_errors=True)
    if app.fresh_env_used or unfinished.exists():
        shutil.rmtree(app.outdir, ignore_errors=True)
        forget_broken_results(build / ".jupyter_cache")
    build.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    prepare_kernels(build / "kernel")
    write_stylesheet(app)


def started_with_all():
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("freshenv"))


def forget_broken_results(folder):
    """A build that was killed while it stored a result leaves a record without its file."""
    if folder.exists():
        cache = get_cache(str(folder))
        for record in cache.list_cache_records():
            try:
                cache.get_cache_bundle(record.pk)
            except Exception:  # whatever is wrong with it, the page is simply executed again
                shutil.rmtree(folder / "executed" / record.hashkey, ignore_errors=True)
                NbCacheRecord.remove_record(record.pk, cache.db)


def prepare_kernels(folder):
    """The same kernel for everybody: no settings from the reader's home, quiet libraries, equal results."""
    profile = folder / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    # TensorFlow writes two lines to file descriptor 2 that no setting silences; they belong in the terminal.
    settings = "c = get_config().IPKernelApp\nc.capture_fd_output = False\nc.log_level = 'ERROR'\n"
    (profile / "ipython_kernel_config.py").write_text(settings)
    (folder / "matplotlibrc").write_text("svg.hashsalt: book\n")
    os.environ |= {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CODE), os.environ.get("PYTHONPATH")])),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "IPYTHONDIR": str(folder),
        "MATPLOTLIBRC": str(folder / "matplotlibrc"),
        "KERAS_HOME": str(folder),
        "KERAS_BACKEND": "tensorflow",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def write_stylesheet(app):
    """Importing the module may take longer than all the rest of a small build: only when it has changed."""
    if app.config.book_stylesheet:
        module, function = app.config.book_stylesheet.split(":")
        mark = f"/* {digest_of_files(files_imported([f'import {module}']))} */\n"
        path = Path(app.outdir, "_static", "stylesheet.css")
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (path.exists() and path.read_text("utf-8").startswith(mark)):
            path.write_text(mark + getattr(importlib.import_module(module), function)(), "utf-8")
        app.add_css_file("stylesheet.css")


# ---- Freshness

CELL = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*\{code-cell\}[^\n]*\n(.*?)^ {0,3}\1", re.M | re.S)
CELL_OPTIONS = re.compile(r"\A(?:---\n.*?^---\n|(?::[^\n]*\n)+)", re.M | re.S)
INCLUDED = re.compile(r"^\s*[`~:]{3,}[ \t]*\{(?:literal)?include\}[ \t]+(\S+)", re.M)
GLUED_FROM = re.compile(r"([\w./-]+\.md)::")
HEADER = re.compile(r"\A---\n(.*?\n)---\n", re.S)
# Variables of the environment, 0 if missing, that the modules of a folder read: part of what their pages show.
READS = {"lstmbook/training": "LSTMBOOK_NUDGE"}


def code_cells(text):
    return [CELL_OPTIONS.sub("", textwrap.dedent(match[2])) for match in CELL.finditer(text)]


def digest(parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def digest_of_files(paths):
    return digest([path.read_text("latin-1") for path in sorted(paths)])  # which reads any bytes


def digest_of_imports(text):
    """What a page's results depend on, apart from its cells."""
    parts, imported = [sys.version], files_imported(code_cells(text))
    for file in sorted(imported | {ROOT / "requirements.txt"}):
        parts += [file.relative_to(ROOT).as_posix(), file.read_text("utf-8")]
    for folder, variable in READS.items():
        if any(file.is_relative_to(CODE / folder) for file in imported):
            parts.append(f"{variable}={os.environ.get(variable) or '0'}")
    return digest(parts)


def digest_of_page(app, docname):
    """All that a page shows depends on: its text, its imports, what it quotes, takes from other pages and cites."""
    path = Path(app.env.doc2path(docname))
    text = path.read_text("utf-8")
    parts = [text, digest_of_imports(text)]
    used = [path.parent / name for name in INCLUDED.findall(text) + GLUED_FROM.findall(text)]
    if "{cite" in text or "{bibliography}" in text:
        used += [Path(app.srcdir, name) for name in app.config.bibtex_bibfiles]
    for file in sorted({file.resolve() for file in used if file.is_file()}):
        parts.append(file.read_text("utf-8"))
        parts.append(digest_of_imports(parts[-1]) if file.suffix == ".md" else "")
    return digest(parts)


def outdated_pages(app, env, added, changed, removed):
    for name in removed:
        Path(app.outdir, f"{name}.html").unlink(missing_ok=True)
        env.book_digests.pop(name, None)
    kept = env.book_digests.keys() - removed
    return [name for name in kept if digest_of_page(app, name) != env.book_digests[name]]


def note_what_the_page_imports(app, docname, content):
    """Write the digest of the page's imports into its kernelspec, part of the key of a stored result."""
    app.env.book_digests[docname] = digest_of_page(app, docname)
    header = HEADER.match(content[0])
    if header and code_cells(content[0]):
        metadata = yaml.safe_load(header[1])
        metadata.setdefault("kernelspec", {"name": "python3"})["imports"] = digest_of_imports(content[0])
        line = yaml.safe_dump(metadata, default_flow_style=True, width=sys.maxsize).strip()
        # The header keeps its length, and so every message its line number.
        content[0] = "---\n" + line + "\n" * header[1].count("\n") + "---\n" + content[0][header.end() :]


# ---- Failures that cannot hide


def check_images(app, doctree, docname):
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            what, place = book_drawings.where(image)
            log.warning("image without alternative text: %s", what, location=place)


def note_page_written(app, pagename, templatename, context, doctree):
    app.book_pages_written.append(pagename)
    # docutils gives citations a role that has been withdrawn.
    context["body"] = context.get("body", "").replace('role="doc-biblioentry"', 'role="listitem"')


def problems_in_site(app):
    for name in app.book_pages_written:
        check = book_checks.PageCheck()
        check.feed(Path(app.outdir, f"{name}.html").read_text("utf-8"))
        yield from ((app.env.doc2path(name, base=False), problem) for problem in check.problems)
    for path in sorted(Path(app.outdir).rglob("*.css")):
        problems = book_checks.foreign_addresses_in_style(path.read_text("utf-8"))
        yield from ((path.relative_to(app.outdir).as_posix(), problem) for problem in problems)


def failing_cells(app):
    """Page, cell and reason of every cell that raised."""
    for name, data in sorted(getattr(app.env, "nb_metadata", {}).items()):
        traceback = (data.get("exec_data") or {}).get("traceback")
        if traceback:
            yield f"{app.env.doc2path(name, base=False)}, {cell_and_reason(traceback)}"


def cell_and_reason(traceback):
    """Where a kernel's traceback says that a page failed, and why."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", traceback).strip()
    cell = re.search(r"Cell In\[(\d+)\], line \d+", plain)
    place = cell[0].replace("Cell In[", "code cell ").replace("]", "") if cell else "a code cell"
    return f"{place}: {reason(plain)}"


def reason(traceback):
    """The exception and the whole of its message: what follows the last frame."""
    blocks = traceback.split("\n\n")
    frames = [n for n, block in enumerate(blocks) if re.search(r"^(?:Cell In\[|File )", block, re.M)]
    return "\n\n".join(blocks[frames[-1] + 1 :] if frames else []).strip() or traceback.splitlines()[-1]


def finish(app, exception):
    if exception is None:
        for page, problem in problems_in_site(app):
            log.warning("%s: %s", page, problem)
        if app._warncount == 0:
            Path(app.outdir).with_name("unfinished").unlink()
            return
        app.statuscode = 1
    for line in failing_cells(app):
        log.error(line)
    # The next build reads every page again, and fails again; the results of cells that ran are kept for it.
    Path(app.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    for written in [*Path(app.outdir).rglob("*.html"), *Path(app.outdir).rglob("*.ipynb")]:
        written.unlink()  # nobody is to take it for a finished book
    page = app.env.temp_data.get("docname") if exception else None
    where = f"{app.env.doc2path(page, base=False)}: " if page else ""
    log.error("The book has not been built: %s%s", where, exception or "every problem is named above.")
