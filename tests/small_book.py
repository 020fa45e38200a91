"""Books of a few pages, built in a folder of their own with the real book's configuration and extensions."""

import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
KERNEL = "kernelspec:\n  display_name: Python 3\n  name: python3\n"
HEADER = f"""---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
{KERNEL}---

# TITLE

"""


def cell(*lines):
    return "\n".join(["```{code-cell} ipython3", *lines, "```", ""])


def page(title, *parts):
    return HEADER.replace("TITLE", title) + "\n".join(parts)


def drawn(end):
    """A cell that shows a drawing, its caption and its alternative text ending with ``end``."""
    options = f"---\nmystnb:\n  figure:\n    caption: A line to {end}\n  image:\n    alt: A line to {end}\n---"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"><path d="M 0 0 L 9 9"/></svg>'
    glued = ["from myst_nb import glue", "glue('share', 0.249, display=False)", "glue('whole', 8, display=False)"]
    return cell(options, *glued, "from IPython.display import SVG", f"SVG({svg!r})")


def counted(name):
    """A cell that leaves a trace whenever it is executed, in a file that nobody takes for data that it reads."""
    return cell(f"print('ran', file=open('.'.join(['{name}', 'ran']), 'a'))")


def new_book(folder, pages, modules=()):
    extensions = [path.relative_to(ROOT) for path in (ROOT / "code").glob("book_*.py")]
    for name in ("_config.yml", "requirements.txt", *extensions):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name in ("book/_static", "book/_templates"):
        shutil.copytree(ROOT / name, folder / name)
    write(
        folder,
        "book/references.bib",
        "@book{known, author={A. Author}, title={T}, year={1997}, publisher={P}}",
    )
    write(folder, "code/lstmbook/notation/colours.py", "def stylesheet():\n    return '.gate { color: #a01a58; }'")
    for name, text in dict(modules).items():
        write(folder, f"code/lstmbook/{name}", text)
    chapters = "".join(f"  - file: book/{name}\n" for name in pages)
    write(folder, "_toc.yml", f"format: jb-book\nroot: book/intro\nchapters:\n{chapters}")
    write(folder, "book/intro.md", "# A book\n\n```{bibliography}\n```\n")
    for name, text in pages.items():
        write(folder, f"book/{name}.md", text)


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def command(folder, *options, first=""):
    """Jupyter Book's command, in a Python that does something first."""
    jupyter_book = [sys.executable, "-c", f"{first}\nfrom jupyter_book.cli.main import main\nmain()"]
    return [*jupyter_book, "build", *options, str(folder)]


# What a build imports before it looks at its book, which takes as long as a small book. On Linux builds are forked from
# a process that has imported it; for their kernels they have another. This file imports no module of the book: a build
# would take it for its own.
LIBRARIES = ["jupyter_book.cli.main", "sphinx.builders.html", "myst_nb.sphinx_ext", "fontTools.subset", "tinycss2"]


def build(folder, *options, first="", **environment):
    """Exit status and output of a build."""
    todo = command(folder, *options, first=first)
    new = {**os.environ, "NO_COLOR": "1", **environment}
    if sys.platform == "linux" and not any(name.startswith("PYTHON") for name in environment):
        log = Path(folder).with_name("log")
        multiprocessing.set_forkserver_preload(LIBRARIES)
        process = multiprocessing.get_context("forkserver").Process(target=run_forked, args=(todo, new, log))
        process.start()
        process.join()
        status, output = process.exitcode, log.read_text("utf-8")
    else:
        done = subprocess.run(todo, env=new, capture_output=True, text=True)
        status, output = done.returncode, done.stdout + done.stderr
    return status, re.sub(r"\x1b\[[0-9;]*m", "", output)


def run_forked(todo, environment, log):
    """In the new process: what a Python that is started with ``todo`` would do."""
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = [folder for folder in sys.path if not Path(folder).is_relative_to(ROOT / "code")]  # the real book's
    with log.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    _, _, program, *arguments = todo
    sys.argv = ["-c", *arguments]
    exec(program, {"__name__": "__main__"})


def built(folder, *options, **others):
    status, output = build(folder, *options, **others)
    assert status == 0, output


def shown(folder, name):
    return (folder / "_build/html/book" / f"{name}.html").read_text("utf-8")


def runs(folder, name):
    return (folder / "book" / f"{name}.ran").read_text().count("ran")
