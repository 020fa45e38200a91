"""The Sphinx extension that runs the cells of all outdated pages at once, before Sphinx reads any of them.

Results are stored in jupyter-cache, where MyST-NB finds them when it reads the page. A page that fails keeps what it
has shown so far for this build alone: the key of its result is never asked for again.
"""

import contextlib
import os
import re
import shutil
import sys
import time
import uuid
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import book_failures
import book_freshness
import book_kernels
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.db import NbCacheRecord
from myst_nb.core.read import create_nb_reader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from sphinx.util import logging

log = logging.getLogger(__name__)
WORKERS = "BOOK_WORKERS"  # a variable of the environment: how many pages run at once, if not one on each core


def setup(app):
    app.connect("env-before-read-docs", run_outdated_pages)
    return {"parallel_read_safe": False, "parallel_write_safe": False}


@dataclass(eq=False)
class Page:
    """A page's code, and what came of running it."""

    path: Path
    notebook: NotebookNode
    digest: str = ""  # of its cells and of what they use
    known: float | None = None  # seconds that it took the last time
    environment: dict | None = None  # of its kernel; that of this process if there is none
    started: float = 0
    seconds: float = 0
    cell: int = 0  # the number of the code cell that runs
    client: NotebookClient | None = None
    failure: str = ""

    @property
    def name(self):
        return self.path.stem

    @property
    def sources(self):
        return [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]

    def run(self, limit):
        """Run the cells, of which none may take more seconds than the limit, in a kernel of the page's own."""
        self.started = time.monotonic()
        with book_kernels.settings() as config:
            self.client = NotebookClient(
                self.notebook,
                timeout=limit,
                record_timing=False,  # which would be part of the key
                resources={"metadata": {"path": str(self.path.parent)}},
                on_cell_execute=self.count,
                config=config,
            )
            try:
                self.client.execute(env=self.environment or dict(os.environ))
            except CellExecutionError as error:
                self.failure = cell_and_reason(str(error))
            except CellTimeoutError:
                self.failure = f"code cell {self.cell}: it ran longer than {limit} s and was stopped"
            except DeadKernelError:
                self.failure = f"code cell {self.cell}: its kernel died; it may have run out of memory"
            except RuntimeError as error:
                self.failure = f"before its first cell: no kernel could be started ({error})"
        self.seconds = time.monotonic() - self.started

    def count(self, cell, cell_index):
        self.cell += 1


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


# ---- Several pages at once


def workers():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    given = os.environ.get(WORKERS) or str(cores)
    if not (given.isdecimal() and int(given)):
        raise ValueError(f"{WORKERS} is {given!r}; it says how many pages run at once: a number from 1 on")
    return int(given)


def run_all(pages, limit):
    """Run pages, the longest first, and yield each when it is done. Where it is left early, no kernel stays behind."""
    sources = [source for page in pages for source in page.sources]
    with book_kernels.forked_after_importing(sources), ThreadPoolExecutor(workers()) as pool:
        runs = {pool.submit(page.run, limit): page for page in sorted(pages, key=expected, reverse=True)}
        left = set(runs)
        try:
            while left:
                show_progress([runs[run] for run in left])
                done, left = wait(left, timeout=1, return_when=FIRST_COMPLETED)
                for run in done:
                    run.result()
                    yield runs[run]
        finally:
            for run in left:
                run.cancel()
            for page in runs.values():
                stop(page)


def expected(page):
    """Seconds that a page will take, if known, and else, before all that are, how much of the book's code it uses."""
    if page.known is not None:
        return (0, page.known)
    return (1, book_freshness.what_cells_use(page.sources).length)


def stop(page):
    """End the kernel of a page that still runs; the page's thread ends when it sees that."""
    manager = page.client and page.client.km
    if manager and manager.provisioner and manager.provisioner.process:
        manager.provisioner.process.kill()


def show_progress(left):
    """On a terminal: what runs, how much is left, and for how long."""
    if not sys.stdout.isatty():
        return
    running = [page for page in left if page.started]
    text = f"running {', '.join(sorted(page.name for page in running))}; {len(left) - len(running)} more to run"
    if all(page.known for page in left):
        now = time.monotonic()
        each = [max(page.known - (now - page.started if page.started else 0), 0) for page in left]
        text += f"; about {max(sum(each) / workers(), *each):.0f} s left"
    width = shutil.get_terminal_size().columns - 1
    log.info("\r\x1b[2K%s", text[:width], nonl=True)


def show_done(page, number, count):
    end = "failed" if page.failure else "done"
    start = "\r\x1b[2K" if sys.stdout.isatty() else ""
    log.info("%srunning cells: %s %s in %.0f s [%d of %d pages]", start, page.name, end, page.seconds, number, count)


# ---- The pages of a book


def run_outdated_pages(app, env, docnames):
    cache = get_cache(env.mystnb_config.execution_cache_path)
    stored = results_of_pages_in_the_book(cache, env)
    if not stored:  # all will run: no need to see first which
        texts = [Path(env.doc2path(name)).read_text("utf-8-sig") for name in docnames]
        book_kernels.import_ahead([source for text in texts for source in book_freshness.code_cells(text)])
    pages = {page: docname for docname in docnames if (page := page_to_run(app, cache, stored, docname))}
    for number, page in enumerate(run_all(list(pages), env.mystnb_config.execution_timeout) if pages else [], 1):
        show_done(page, number, len(pages))
        if page.failure:
            key = f"{page.notebook.metadata.kernelspec['imports']}, failed {uuid.uuid4()}"
            page.notebook.metadata.kernelspec["imports"] = app.book_failed_keys[pages[page]] = key
            book_failures.note(app, pages[page], page.failure)
        data = {
            "page": pages[page],
            "execution_seconds": page.seconds,
            "failed": bool(page.failure),
            "digest": page.digest,
        }
        bundle = CacheBundleIn(page.notebook, str(page.path), data=data)
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def page_to_run(app, cache, stored, docname):
    """The page if it has cells whose results are not stored, as the digests of those that are tell without reading."""
    path = Path(app.env.doc2path(docname))
    text = path.read_text("utf-8-sig")
    digest = book_freshness.digest_of_cells(text)
    if digest in stored and readable(cache, stored[digest]):
        return None
    notebook = notebook_of(app, path, book_freshness.with_key(text))
    if notebook is None:
        return None
    with contextlib.suppress(KeyError):
        if readable(cache, cache.match_cache_notebook(notebook)):
            return None
    return Page(path, notebook, digest, app.book_seconds.get(docname))


def readable(cache, record):
    try:
        cache.get_cache_bundle(record.pk)
    except Exception:  # whatever is wrong with it, the page is simply run again
        forget(cache, record)
        return False
    return True


def notebook_of(app, path, text):
    """The notebook that MyST-NB will make of a page; none of a page that is only text, or that it will complain of."""
    try:
        reader = create_nb_reader(str(path), app.env.myst_config, app.env.mystnb_config, text)
        notebook = reader and reader.read(text)
    except Exception:
        return None
    return notebook if notebook and any(cell.cell_type == "code" for cell in notebook.cells) else None


def results_of_pages_in_the_book(cache, env):
    """The records of what has not failed, by the digest of a page's cells; all others are removed."""
    stored = {}  # by the page's name and not its path, so that a book that is moved or copied keeps its results
    for record in cache.list_cache_records():
        name = record.data.get("page") or env.path2doc(record.uri)  # MyST-NB has run what has no kernel named
        if name not in env.found_docs or record.data.get("failed"):
            forget(cache, record)
        else:
            stored[record.data.get("digest")] = record
    return stored


def forget(cache, record):
    shutil.rmtree(cache.path / "executed" / record.hashkey, ignore_errors=True)
    NbCacheRecord.remove_record(record.pk, cache.db)


def seconds_known(folder):
    """How long each page took when it ran the last time, by its name; forgets a cache that cannot be read."""
    try:
        records = get_cache(str(folder)).list_cache_records() if folder.exists() else []
        known = sorted((one for one in records if "page" in one.data), key=lambda one: one.created)
        return {one.data["page"]: one.data["execution_seconds"] for one in known}
    except Exception as error:
        log.info("The stored results cannot be read, and all pages run again: %s", error)
        shutil.rmtree(folder, ignore_errors=True)
        return {}
