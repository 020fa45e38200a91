"""Do the book's claims about trained networks hold wherever it is built? Run by hand, and by .ci/run for two nudges:

    python tests/robustness.py [PAGES] [--nudges 5] [--only-nudges] [--suite]

Each page that trains (its imports say so), or each one named, runs in a fresh kernel under every nudge of its starting
weights, as if on older processors, and with one thread and with two, as many pages at once as there are cores. What
cannot be set, such as the sizes of blocks that TensorFlow chooses by a processor's caches, the nudges stand for.
--suite adds the tests of what trains.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nbformat import v4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "code"))
import book_execution  # noqa: E402
import book_freshness  # noqa: E402
import book_kernels  # noqa: E402

LIMIT = 600  # seconds for one cell
SUITE = ["tests/experiments", "tests/training"]
PROCESSORS = {  # what XLA, OpenBLAS and NumPy call what they may use
    "Nehalem": ("SSE4_2", "Nehalem", r".*"),
    "Sandy Bridge": ("AVX", "Sandybridge", r".*"),
    "Haswell": ("AVX2", "Haswell", r"X86_V4|AVX512.*"),
}


def runs(nudges, only_nudges):
    """By name of the run: the variables that it adds to the environment."""
    found = {f"nudge {number}": {"LSTMBOOK_NUDGE": str(number)} for number in range(1, nudges + 1)}
    if not only_nudges:
        found |= {f"as on {name}": as_on(*names) for name, names in PROCESSORS.items() if has_sets_to_limit()}
        found |= {name: dict.fromkeys(book_kernels.THREADS, name[0]) for name in ("1 thread", "2 threads")}
    return found


def has_sets_to_limit():
    return platform.machine().lower() in {"x86_64", "amd64"}


def as_on(xla, openblas, without):
    """NumPy refuses to switch off what it was built to need or does not find."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    disabled = [name for name in __cpu_dispatch__ if __cpu_features__[name] and re.fullmatch(without, name)]
    return {
        "XLA_FLAGS": f"--xla_cpu_max_isa={xla}",
        "OPENBLAS_CORETYPE": openblas,
        "NPY_DISABLE_CPU_FEATURES": " ".join(disabled),
    }


def pages_that_train():
    toc = (ROOT / "_toc.yml").read_text("utf-8")
    pages = [ROOT / f"{name}.md" for name in re.findall(r"(?:root|file): (\S+)", toc)]
    for page in pages:
        if (
            book_freshness.TRAINING
            in book_freshness.what_cells_use(book_freshness.code_cells(page.read_text("utf-8"))).folders
        ):
            yield page


def page_to_run(path, variables):
    """A page's cells as the build runs them, with more variables in the environment."""
    cells = [v4.new_code_cell(source) for source in book_freshness.code_cells(path.read_text("utf-8"))]
    environment = os.environ | {"LSTMBOOK_NUDGE": "0"} | variables
    return book_execution.Page(path, v4.new_notebook(cells=cells), environment=environment)


def failure_of_suite(tests, environment):
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    failed = re.findall(r"^(?:FAILED|ERROR) .*", done.stdout, re.M)
    return "\n".join(failed) or (done.stdout + done.stderr if done.returncode else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=Path, help="files; all that train if none is named")
    parser.add_argument("--nudges", type=int, default=5)
    parser.add_argument("--only-nudges", action="store_true", help="neither other processors nor other threads")
    parser.add_argument("--suite", action="store_true", help="the tests of experiments and of training as well")
    options = parser.parse_args()
    if options.nudges < 1:
        parser.error("without a nudge nothing is tried that the build does not do")
    paths = [page.resolve() for page in options.pages or pages_that_train()]
    table, failures = {}, []

    def note(name, run, seconds, failure):
        table[name, run] = failure.split(",")[0].split(":")[0] if failure else "ok"
        failures.extend([f"{name}, {run}: {failure}"] if failure else [])
        print(f"{run:16} {name:28} {seconds:6.0f} s  {table[name, run]}", flush=True)

    chosen = runs(options.nudges, options.only_nudges)
    if options.suite:
        for run, variables in chosen.items():
            start = time.monotonic()
            failure = failure_of_suite(SUITE, os.environ | {"LSTMBOOK_NUDGE": "0"} | variables)
            note("the tests", run, time.monotonic() - start, failure)
    with tempfile.TemporaryDirectory() as folder:
        book_kernels.prepare(Path(folder))
        pages = {run: [page_to_run(path, variables) for path in paths] for run, variables in chosen.items()}
        # What is read when a library is imported is too late for a kernel that is forked after that.
        for forked in (True, False):
            some = {page: run for run in pages if run.startswith("nudge") == forked for page in pages[run]}
            book_kernels.FORKS = book_kernels.FORKS and forked
            for page in book_execution.run_all(list(some), LIMIT) if some else []:
                note(page.name, some[page], page.seconds, page.failure)
    print_table(table)
    print("\n".join(failures) or "Every claim stands.")
    return 1 if failures else 0


def print_table(table):
    names, columns = list(dict.fromkeys(name for name, _ in table)), list(dict.fromkeys(run for _, run in table))
    cells = [["", *columns], *([name, *(table[name, run] for run in columns)] for name in names)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print()
    for row in cells:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    print()


if __name__ == "__main__":
    sys.exit(main())
