"""What a page shows depends on, by content and never by the date of a file.

A page is read again when its text, or anything that its cells import, has changed; its cells run again when
they, or anything that they import, have changed.
"""

import hashlib
import os
import re
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import book_slices
import yaml
from book_imports import CODE

ROOT = CODE.parent
CELL = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*\{code-cell\}[^\n]*\n(.*?)^ {0,3}\1", re.M | re.S)
CELL_OPTIONS = re.compile(r"\A(?:---\n.*?^---\n|(?::[^\n]*\n)+)", re.M | re.S)
INCLUDED = re.compile(r"^\s*[`~:]{3,}[ \t]*\{(?:literal)?include\}[ \t]+(\S+)", re.M)
GLUED_FROM = re.compile(r"([\w./-]+\.md)::")
HEADER = re.compile(r"\A---\n(.*?\n)---\n", re.S)
# Variables of the environment, 0 if missing, that the modules of a folder read: part of what their pages show.
TRAINING = "lstmbook/training"
READS = {TRAINING: "LSTMBOOK_NUDGE"}


def setup(app):
    app.connect("env-get-outdated", outdated_pages)
    app.connect("source-read", note_what_the_page_imports)
    return {"parallel_read_safe": False, "parallel_write_safe": False}


def code_cells(text):
    return [CELL_OPTIONS.sub("", textwrap.dedent(match[2])).rstrip("\n") for match in CELL.finditer(text)]


def digest_of_cells(text):
    """Of a page's cells with their options, and of what they use: all that its results depend on."""
    return digest([digest_of_imports(text), *(match[0] for match in CELL.finditer(text))])


def digest(parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def digest_of_files(paths):
    return digest([path.read_text("latin-1") for path in sorted(paths)])  # which reads any bytes


class Used(NamedTuple):
    """What cells use of the book's code: its digest, its length, and the folders of READS that are part of it."""

    digest: str
    length: int
    folders: list


KNOWN = {}  # by a page's cells: what they use; nobody is to change the code while a build runs


def what_cells_use(cells):
    cells = tuple(cells)
    if cells not in KNOWN:
        parts = {file: part for file, part in book_slices.parts_imported(cells).items() if part}
        named = [word for file in sorted(parts) for word in (file.relative_to(ROOT).as_posix(), parts[file])]
        folders = [folder for folder in READS if any(file.is_relative_to(CODE / folder) for file in parts)]
        KNOWN[cells] = Used(digest(named), sum(map(len, named)), folders)
    return KNOWN[cells]


def remember_what_cells_use(env):
    """What the last build knew holds as long as no file of the code has changed."""
    code = digest_of_files({*CODE.rglob("*.py"), *book_slices.data_files(CODE)})
    if getattr(env, "book_code", "") == code:
        KNOWN.update(env.book_known)
    env.book_code, env.book_known = code, KNOWN


def digest_of_imports(text):
    """What a page's results depend on, apart from its cells."""
    used = what_cells_use(code_cells(text))
    settings = [f"{READS[folder]}={os.environ.get(READS[folder]) or '0'}" for folder in used.folders]
    return digest([sys.version, (ROOT / "requirements.txt").read_text("utf-8"), used.digest, *settings])


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
    env.book_digests = getattr(env, "book_digests", {})
    remember_what_cells_use(env)
    for name in removed:
        env.book_digests.pop(name, None)
        for folder in (app.outdir, app.doctreedir, env.mystnb_config.output_folder):
            for file in Path(folder).glob(f"{name}.*"):
                file.unlink()
    kept = env.book_digests.keys() - removed
    return [
        name for name in kept if name in app.book_failed_before or digest_of_page(app, name) != env.book_digests[name]
    ]


def note_what_the_page_imports(app, docname, content):
    app.env.book_digests[docname] = digest_of_page(app, docname)
    content[0] = with_key(content[0], app.book_failed_keys.get(docname))


def with_key(text, key=None):
    """A page's text with the digest of its imports, or another key, in its kernelspec.

    The kernelspec is part of the key under which jupyter-cache stores a page's results.
    """
    header = HEADER.match(text)
    if not (header and code_cells(text)):
        return text
    metadata = yaml.safe_load(header[1])
    metadata.setdefault("kernelspec", {"name": "python3"})["imports"] = key or digest_of_imports(text)
    line = yaml.safe_dump(metadata, default_flow_style=True, width=sys.maxsize).strip()
    # The header keeps its length, and so every message its line number.
    return "---\n" + line + "\n" * header[1].count("\n") + "---\n" + text[header.end() :]
