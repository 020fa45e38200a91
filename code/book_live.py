"""The book in a browser while it is written:

    python code/book_live.py [book/SESSION/PAGE.md] [--port 5500]

After a file below book/ or code/ has been saved, the pages that depend on it are built again, no others, and the
browser loads the page again.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from book_imports import CODE
from livereload import Server

ROOT = CODE.parent
BUILD = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(ROOT)]
WATCHED = ("book", "code", "_config.yml", "_toc.yml", "requirements.txt")


def build():
    """A page that fails says so itself, and the terminal does."""
    subprocess.run(BUILD)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", nargs="?", type=Path, default=ROOT / "book/intro.md", help="the page to look at")
    parser.add_argument("--port", type=int, default=5500)
    options = parser.parse_args()
    page = options.page.resolve()
    if not (page.is_file() and page.is_relative_to(ROOT)):
        parser.error(f"{options.page} is not a file of this book")
    build()
    server = Server()
    for name in WATCHED:
        server.watch(str(ROOT / name), build)
    address = page.relative_to(ROOT).with_suffix(".html").as_posix()
    print(f"\nLook at http://127.0.0.1:{options.port}/{address} and stop with Ctrl-C.", flush=True)
    server.serve(root=str(ROOT / "_build" / "html"), port=options.port)


if __name__ == "__main__":
    main()
