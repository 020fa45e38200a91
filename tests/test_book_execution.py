"""Pages run side by side, each in a kernel of its own, and whatever goes wrong ends well: with a message, no process
left behind, nothing half-run taken for finished, and a next build that is right.
"""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time

import book_execution
import nbformat
import psutil
import pytest
from small_book import build, built, cell, command, counted, new_book, page, runs, shown, write

# Imported, it leaves a trace; as a library it lies outside the book.
HEAVY = "import os\n\nSTATE = []\nopen(os.environ['IMPORTS'], 'a').write('imported ')\n"
CHANGES = """\
import builtins, os, heavy
heavy.STATE.append(1)
builtins.leaked = True
os.environ["LEAKED"] = "yes"
os.chdir("/")
"""
LOOKS = """\
import builtins, os, heavy
from ipykernel.kernelapp import IPKernelApp
found = heavy.STATE, hasattr(builtins, "leaked"), "LEAKED" in os.environ, os.path.basename(os.getcwd())
print(*found, os.environ["TF_NUM_INTRAOP_THREADS"], IPKernelApp.instance().transport)
"""
MEETS = """\
import pathlib, time
pathlib.Path("{me}.here").touch()
end = time.monotonic() + 20
while not pathlib.Path("{other}.here").exists():
    assert time.monotonic() < end, "the other page does not run at the same time"
    time.sleep(0.1)
"""


def text_of(folder, name):
    return re.sub(r"<[^>]*>", "", shown(folder, name))


@pytest.mark.slow
def test_pages_run_side_by_side_and_know_nothing_of_each_other(tmp_path):
    write(tmp_path, "library/heavy.py", HEAVY)
    pages = {
        "changes": page("Changes", cell(CHANGES)),
        "looks": page("Looks", cell(LOOKS)),
        "left": page("Left", cell(MEETS.format(me="left", other="right"))),
        "right": page("Right", cell(MEETS.format(me="right", other="left"))),
    }
    book = tmp_path / "book"
    new_book(book, pages, {"__init__.py": ""})
    settings = {"PYTHONPATH": str(tmp_path / "library"), "IMPORTS": str(tmp_path / "imports"), "BOOK_WORKERS": "2"}
    built(book, **settings)
    # Ports can be taken by somebody else before a kernel has them.
    heard = "ipc" if hasattr(socket, "AF_UNIX") else "tcp"
    assert f"[] False False book 1 {heard}" in text_of(book, "looks")
    imports = tmp_path / "imports"
    if book_execution.book_kernels.FORKS:
        assert imports.read_text() == "imported ", "the library is imported once for all pages"
    # A page that does not use it never pays for it.
    imports.unlink()
    left = book / "book/left.md"
    left.write_text(left.read_text().replace("touch()", "touch() "))
    built(book, **settings)
    assert not imports.exists()


def test_a_wrong_number_of_workers_is_refused(monkeypatch):
    for given in ("0", "two", "-1", "1.5"):
        monkeypatch.setenv("BOOK_WORKERS", given)
        with pytest.raises(ValueError, match="BOOK_WORKERS is"):
            book_execution.workers()


def test_kernels_are_heard_through_ports_where_names_would_be_too_long(monkeypatch, tmp_path):
    for name, transport in (("t", "ipc" if hasattr(socket, "AF_UNIX") else "tcp"), ("t" * 90, "tcp")):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(folder) if name != "t" else None)
        with book_execution.book_kernels.settings() as config:
            assert config.get("KernelManager", {}).get("transport", "tcp") == transport
        assert not list(folder.iterdir())


def test_a_kernel_that_does_not_start_fails_its_page_alone(monkeypatch, tmp_path):
    def fail(*_, **__):
        raise RuntimeError("it died before replying")

    monkeypatch.setattr(book_execution.NotebookClient, "execute", fail)
    page = book_execution.Page(tmp_path / "page.md", nbformat.v4.new_notebook())
    page.run(limit=1)
    assert page.failure == "before its first cell: no kernel could be started (it died before replying)"


@pytest.mark.slow
def test_a_page_that_fails_takes_no_other_from_its_reader(tmp_path):
    exits = cell("import os", "os._exit(1)")
    pages = {
        "stands": page("Stands", counted("stands")),
        "dies": page("Dies", counted("dies"), cell("print('so far')"), exits),
        "endless": page("Endless", cell("while True: pass")),
    }
    new_book(tmp_path, pages)
    config = tmp_path / "_config.yml"
    config.write_text(config.read_text().replace("timeout: 600", "timeout: 2"))
    failures = {
        "dies": "code cell 3: its kernel died; it may have run out of memory",
        "endless": "code cell 1: it ran longer than 2 s and was stopped",
    }
    status, output = build(tmp_path, "-W")  # which would end at the first warning
    assert status != 0
    for name, reason in failures.items():
        assert f"book/{name}.md, {reason}" in output
        assert reason in text_of(tmp_path, name)
    assert "so far" in text_of(tmp_path, "dies")
    assert "This page failed" not in text_of(tmp_path, "stands")
    for name in ("stands", "dies"):  # in the table of contents of every page
        assert len(re.findall(r"Dies failed|Endless failed", text_of(tmp_path, name))) >= 2, name
    write(tmp_path, "book/dies.md", pages["dies"].replace("os._exit(1)", "print('ended')"))
    write(tmp_path, "book/endless.md", pages["endless"].replace("True", "False"))
    built(tmp_path)
    assert (runs(tmp_path, "stands"), runs(tmp_path, "dies")) == (1, 2)
    for name in pages:
        assert "failed" not in text_of(tmp_path, name)


WAITS = cell("import pathlib, time", "while not pathlib.Path('go').exists():", "    time.sleep(0.1)")


def heed_ctrl_c():
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Running:
    """A build in the background that has come to the cells of a page."""

    def __init__(self, folder, name):
        trace, self.log = folder / "book" / f"{name}.ran", folder / "log"
        trace.unlink(missing_ok=True)
        with self.log.open("w") as log:
            # A shell lets what it runs in the background ignore Ctrl-C, and these tests may be run there.
            self.process = subprocess.Popen(command(folder), stdout=log, stderr=log, preexec_fn=heed_ctrl_c)
        end = time.monotonic() + 60
        while not trace.exists() and time.monotonic() < end and self.process.poll() is None:
            time.sleep(0.1)
        self.processes = psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, how):
        """The exit status; that no process is left is asserted."""
        self.process.send_signal(how)
        status = self.process.wait(timeout=20)
        _, alive = psutil.wait_procs(self.processes, timeout=10)
        assert self.processes and not alive
        return status


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupted_build_leaves_nothing_behind_and_is_simply_run_again(tmp_path):
    new_book(
        tmp_path,
        {"first": page("First", counted("first")), "second": page("Second", counted("second"), WAITS)},
    )
    running = Running(tmp_path, "second")
    status, output = build(tmp_path)
    assert status != 0 and "being built by another process" in output
    assert running.process.poll() is None, "the first of two builds goes on"
    assert running.stop(signal.SIGINT) != 0
    assert "Interrupted" in running.log.read_text()

    Running(tmp_path, "second").stop(signal.SIGKILL)
    # What a killed build had stored may be broken.
    for stored in (tmp_path / "_build/.jupyter_cache/executed").rglob("base.ipynb"):
        stored.write_text("{")
    write(tmp_path, "book/go", "")
    # A reader needs no network.
    write(tmp_path, "offline/sitecustomize.py", OFFLINE)
    built(tmp_path, PYTHONPATH=str(tmp_path / "offline"))
    assert (runs(tmp_path, "first"), runs(tmp_path, "second")) == (2, 2)
    assert "Second" in shown(tmp_path, "second")


OFFLINE = """\
import socket

connect = socket.socket.connect


def local(self, address):
    if self.family != socket.AF_UNIX and not str(address[0]).startswith("127."):
        raise OSError(f"there is no network, and something asked for {address}")
    return connect(self, address)


socket.socket.connect = local
"""
FULL = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (90_000, 90_000))"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits the size of files")
def test_a_full_disk_is_named_and_the_next_build_is_right(tmp_path):
    new_book(tmp_path, {"long": page("Long", counted("long"), cell("print('x' * 100_000)"))})
    status, output = build(tmp_path, first=FULL)
    assert status != 0
    assert re.search(r"The book has not been built: \[Errno \d+\] File too large", output), output
    built(tmp_path)
    assert runs(tmp_path, "long") == 2
    assert "x" * 1000 in text_of(tmp_path, "long")


def test_a_cache_that_cannot_be_read_is_forgotten(tmp_path):
    cache = tmp_path / ".jupyter_cache"
    write(cache, "global.db", "no database" * 1000)
    assert book_execution.seconds_known(cache) == {}
    assert not cache.exists()
