"""A page in the browser follows its source while it is written."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from small_book import cell, counted, new_book, page, runs

LIVE = [sys.executable, "code/book_live.py"]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_saved_page_is_built_and_shown_again(tmp_path):
    pages = {"edited": page("Edited", cell("print(20 + 1)")), "other": page("Other", counted("other"))}
    new_book(tmp_path, pages)
    port = free_port()
    command = [*LIVE, "book/edited.md", "--port", str(port)]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert "livereload.js" in wait_for("21", port)
        source = tmp_path / "book/edited.md"
        source.write_text(source.read_text().replace("20 + 1", "20 + 2"))
        wait_for("22", port)
        assert runs(tmp_path, "other") == 1
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def free_port():
    """One below those that the system hands out, or a kernel of another test could be given it before it is used."""
    for port in random.sample(range(20000, 32000), 100):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:  # in use
            continue
        return port


def wait_for(text, port):
    """The page as it is served, when it shows ``text``."""
    end, shown = time.monotonic() + 60, ""
    while f"{text}\n" not in shown and time.monotonic() < end:
        time.sleep(0.3)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/book/edited.html") as answer:
                shown = answer.read().decode()
        except OSError:  # not served yet
            continue
    assert f"{text}\n" in shown
    return shown


def test_a_page_that_does_not_exist_is_refused(tmp_path):
    new_book(tmp_path, {})
    done = subprocess.run([*LIVE, "book/nowhere.md"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2 and "book/nowhere.md is not a file of this book" in done.stderr
