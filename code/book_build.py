"""The Sphinx extension that builds the book: one build at a time, from what is true now, and failures that cannot hide.
It knows nothing of what the book teaches.
"""

import gc
import importlib
import shutil
import sqlite3
import sys
from pathlib import Path

import book_execution
import book_failures
import book_kernels
import click
from book_freshness import digest_of_files
from book_imports import CODE, files_imported
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util import logging

log = logging.getLogger(__name__)
# A file that stands while a build runs, and after one that has failed: then it names the pages that the next build
# must read again. Empty, it says that whatever was written may be half of something.
UNFINISHED = "unfinished"


def setup(app):
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit(f"This book needs Python 3.11, 3.12 or 3.13; this is Python {sys.version.split()[0]}.")
    be_the_only_build(app)
    # The trees of a book are large and full of cycles. To look through all of them as often as Python would takes a
    # fifth of the time that Sphinx needs, and frees next to nothing.
    gc.set_threshold(50_000, 20, 100)
    # Every warning fails the build, but only when all pages have been made.
    app.warningiserror = False
    app.add_config_value("book_stylesheet", "", "html")
    # When an extension changes, every page is read and written again; when an asset does, every page is written.
    app.add_config_value("book_extensions", digest_of_files(CODE.glob("book_*.py")), "env")
    app.add_config_value("book_assets", "", "html")
    app.connect("config-inited", note_assets)
    app.connect("builder-inited", start)
    for name in ("freshness", "execution", "failures", "mathematics", "drawings", "assets", "notebooks"):
        app.setup_extension(f"book_{name}")
    app.connect("build-finished", finish, priority=900)  # when every other extension has written its files
    return {"parallel_read_safe": False, "parallel_write_safe": False}


# ---- The beginning of a build


def be_the_only_build(app):
    """Lock the folder of the results until this process ends, in whatever way. SQLite locks files on every system."""
    folder = Path(app.outdir).parent
    folder.mkdir(parents=True, exist_ok=True)
    app.book_lock = sqlite3.connect(folder / "lock", timeout=0, isolation_level=None)
    try:
        app.book_lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        sys.exit("This book is being built by another process in this folder. Wait until it ends, or stop it.")


def note_assets(app, config):
    """Sphinx copies a changed style sheet only when it writes some page; and the table of contents stands on each."""
    folders = [Path(app.srcdir, name) for name in [*config.html_static_path, *config.templates_path]]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    config.book_assets = digest_of_files([*files, Path(app.srcdir, config.external_toc_path)])


def start(app):
    build = Path(app.outdir).parent
    unfinished = build / UNFINISHED
    left = unfinished.read_text("utf-8") if unfinished.exists() else None
    broken_off = left == ""
    app.book_failed_before = left.split("\n") if left else []
    app.book_seconds = book_execution.seconds_known(build / ".jupyter_cache")
    never_built = not Path(app.doctreedir, ENV_PICKLE_FILENAME).exists()  # not: built elsewhere, and moved or copied
    if started_with_all() or (never_built and left is None):
        shutil.rmtree(build / ".jupyter_cache", ignore_errors=True)
    if app.fresh_env_used or broken_off:
        shutil.rmtree(app.outdir, ignore_errors=True)
    unfinished.write_text("", "utf-8")
    book_kernels.prepare(build / "kernel")
    write_stylesheet(app)


def started_with_all():
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("freshenv"))


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


# ---- The end of a build


def finish(app, exception):
    if exception is None:
        book_failures.check_styles(app)
    if exception or app._warncount or app.book_failures:
        app.statuscode = 1
        if exception:
            end_broken_off(app, exception)
        else:
            end_with_failures(app)
    else:
        Path(app.outdir).with_name(UNFINISHED).unlink()


def end_with_failures(app):
    failed = sorted(app.book_failures)
    if app.book_failed_elsewhere:
        forget_what_was_read(app)
    else:
        Path(app.outdir).with_name(UNFINISHED).write_text("\n".join(failed), "utf-8")
    names = ", ".join(app.env.doc2path(name, base=False) for name in failed)
    log.error("The book has been built, but not everything in it holds.%s", names and f" Failed: {names}")


def end_broken_off(app, exception):
    forget_what_was_read(app)
    for written in Path(app.outdir).rglob("*.html"):
        written.unlink()  # nobody is to take it for a finished book
    page = app.env.temp_data.get("docname")
    where = f"{app.env.doc2path(page, base=False)}: " if page else ""
    log.error("The book has not been built: %s%s", where, getattr(exception, "orig_exc", exception))


def forget_what_was_read(app):
    """The next build reads every page again, and fails again; the results of cells that ran are kept for it."""
    Path(app.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)
