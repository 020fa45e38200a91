"""How long a build takes, as ratios to what it cannot do without. Run by hand, in an environment with the book's
requirements: python tests/benchmarks/build_time.py

clean build: against the time of the pages' own cells, shared among the cores (budget 1.15)
prose only:  a build after a change in one page's prose, against the same build with stock MyST-NB and without
             book_build (budget 1.2)
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_cache import get_cache

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]
IGNORED = shutil.ignore_patterns("_build", ".git", ".venv", "venv", "__pycache__")


def timed_build(folder, *options, may_fail=False):
    environment = os.environ | {"PYTHONPATH": str(folder / "code")}  # which book_build would have set
    start = time.perf_counter()
    subprocess.run([*COMMAND, *options, str(folder)], check=not may_fail, capture_output=True, env=environment)
    return time.perf_counter() - start


def seconds_of_cells(folder):
    """By page: how long its kernel and its cells ran in the last build."""
    records = get_cache(str(folder / "_build" / ".jupyter_cache")).list_cache_records()
    return {Path(record.uri).relative_to(folder): record.data["execution_seconds"] for record in records}


def without_book_build(folder):
    """Plain MyST-NB and its cache, with the same theme and mathematics."""
    config = folder / "_config.yml"
    config.write_text(config.read_text("utf-8").replace("- book_build", "- book_mathematics"), "utf-8")


def seconds_after_a_change_of_prose(folder, page, may_fail):
    times = []
    for number in range(3):
        with (folder / page).open("a", encoding="utf-8") as file:
            file.write(f"\nA sentence was added, and then another: {number}.\n")
        times.append(timed_build(folder, may_fail=may_fail))
    return statistics.median(times)


def main():
    with tempfile.TemporaryDirectory() as temporary:
        ours, stock = Path(temporary, "ours").resolve(), Path(temporary, "stock").resolve()
        for folder in (ours, stock):
            shutil.copytree(ROOT, folder, ignore=IGNORED)
        clean = timed_build(ours, "--all")
        cells = seconds_of_cells(ours)
        for page, seconds in sorted(cells.items(), key=lambda item: -item[1]):
            print(f"{seconds:7.1f} s  {page}")
        needed = sum(cells.values()) / (os.cpu_count() or 1)
        print(f"clean build: {clean:.1f} s, {clean / needed:.2f} x the cells' {needed:.1f} s per core (budget 1.15)")

        longest = max(cells, key=cells.get)
        without_book_build(stock)
        timed_build(stock, may_fail=True)  # stock Sphinx does not know the book's own style sheet
        own = seconds_after_a_change_of_prose(ours, longest, may_fail=False)
        alone = seconds_after_a_change_of_prose(stock, longest, may_fail=True)
        print(f"prose only: {own:.1f} s, {own / alone:.2f} x the {alone:.1f} s of Sphinx alone (budget 1.2)")


if __name__ == "__main__":
    main()
