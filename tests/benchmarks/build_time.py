"""How long a build takes and how much memory, as ratios to what it cannot do without, all from one run of a few
minutes. Run by hand, in an environment with the book's requirements: python tests/benchmarks/build_time.py

clean build:  against 1.15 x the larger of the longest page and the cells' time shared among the cores, and what Sphinx
              and one import of the libraries take; and against stock Jupyter Book on the same pages (at most half)
prose only:   a build after a change in one page's prose, against the same with stock (at most 1.2)
one module:   which pages run again after a change in one module
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from jupyter_cache import get_cache

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]
IGNORED = shutil.ignore_patterns("_build", ".git", ".venv", "venv", "__pycache__")
MODULE = "code/lstmbook/experiments/gradient_flow.py"
IMPORTS = "import keras, matplotlib.figure, sympy, tensorflow"


def seconds(command, may_fail=False, **variables):
    start = time.perf_counter()
    environment = os.environ | {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"} | variables
    subprocess.run(command, check=not may_fail, capture_output=True, env=environment)
    return time.perf_counter() - start


def built(folder, *options, **others):
    return seconds([*COMMAND, *options, str(folder)], PYTHONPATH=str(folder / "code"), **others)


def results(folder):
    """By page: how long its kernel and its cells ran, and when that was stored."""
    records = get_cache(str(folder / "_build" / ".jupyter_cache")).list_cache_records()
    return {Path(one.uri).stem: (one.data["execution_seconds"], one.created) for one in records}


def without_execution(folder):
    """Everything is read and written anew, with the results that are stored."""
    shutil.rmtree(folder / "_build" / ".doctrees")
    (folder / "_build" / "unfinished").touch()
    return built(folder)


def after_a_change_of_prose(folder, page, may_fail):
    times = []
    for number in range(3):
        with next(folder.glob(f"book/*/{page}.md")).open("a", encoding="utf-8") as file:
            file.write(f"\nA sentence was added, and then another: {number}.\n")
        times.append(built(folder, may_fail=may_fail))
    return statistics.median(times)


def megabytes(process):
    """Memory of a process and all that it has started, what is shared counted once; by Linux only."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:  # it has ended meanwhile
            continue
    return total / 1e6


def peak_memory(folder):
    process = subprocess.Popen([*COMMAND, "--all", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak, watched = 0, psutil.Process(process.pid)
    while process.poll() is None:
        peak = max(peak, megabytes(watched))
        time.sleep(1)
    return peak


def main():
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as temporary:
        ours, stock = Path(temporary, "ours").resolve(), Path(temporary, "stock").resolve()
        for folder in (ours, stock):
            shutil.copytree(ROOT, folder, ignore=IGNORED)
        # Plain MyST-NB and its cache, with the same theme and mathematics; it does not know the book's own style sheet.
        config = stock / "_config.yml"
        config.write_text(config.read_text("utf-8").replace("- book_build", "- book_mathematics"), "utf-8")

        clean = built(ours, "--all")
        pages = {page: spent for page, (spent, _) in results(ours).items()}
        for page, spent in sorted(pages.items(), key=lambda item: -item[1]):
            print(f"{spent:7.1f} s  {page}")
        sphinx, one_import = without_execution(ours), seconds([sys.executable, "-c", IMPORTS])
        cells = max(*pages.values(), sum(pages.values()) / cores)
        bound = 1.15 * cells + sphinx + one_import
        print(
            f"clean build: {clean:.1f} s, {clean / bound:.2f} x its bound of {bound:.1f} s on {cores} cores (budget 1):"
        )
        print(f"  1.15 x {cells:.1f} s of cells + {sphinx:.1f} s of Sphinx + {one_import:.1f} s of imports")
        alone = built(stock, "--all", may_fail=True)
        print(f"  and {clean / alone:.2f} x the {alone:.1f} s of stock Jupyter Book (budget 0.5)")

        longest = max(pages, key=pages.get)
        own = after_a_change_of_prose(ours, longest, may_fail=False)
        alone = after_a_change_of_prose(stock, longest, may_fail=True)
        print(f"prose only: {own:.1f} s, {own / alone:.2f} x the {alone:.1f} s of stock (budget 1.2)")

        before = results(ours)
        text = (ours / MODULE).read_text("utf-8")
        (ours / MODULE).write_text(text.replace("\n    return ", "\n    0\n    return "), "utf-8")
        spent = built(ours)
        again = [page for page, result in results(ours).items() if before.get(page) != result]
        print(f"one module, {Path(MODULE).name}: {spent:.1f} s, and these pages ran again: {', '.join(sorted(again))}")
        if hasattr(os, "sched_getaffinity"):
            print(f"peak memory of a clean build: {peak_memory(ours):.0f} MB")


if __name__ == "__main__":
    main()
