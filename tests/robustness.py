"""Do the book's claims about trained networks hold wherever it is built? Run by hand, and by .ci/run for two nudges:

    python tests/robustness.py [PAGES] [--nudges 5] [--only-nudges] [--suite]

Each page that trains (its imports say so), or each one named, runs in a fresh kernel under every nudge of its starting
weights, as if on older processors, and with one thread and with two. What cannot be set, such as the sizes of blocks
that TensorFlow chooses by a processor's caches, the nudges stand for. --suite adds the tests of what trains.
"""

import argparse
import os
import platform
import queue
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "code"))
import book_execution  # noqa: E402
import book_freshness  # noqa: E402
import book_imports  # noqa: E402
import book_kernels  # noqa: E402

LIMIT = 600  # seconds for one page in one run
SUITE = ["tests/experiments", "tests/training"]
PROCESSORS = {  # what XLA, OpenBLAS and NumPy call what they may use
    "Nehalem": ("SSE4_2", "Nehalem", r".*"),
    "Sandy Bridge": ("AVX", "Sandybridge", r".*"),
    "Haswell": ("AVX2", "Haswell", r"X86_V4|AVX512.*"),
}
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def runs(nudges, only_nudges):
    """By name of the run: the variables that it adds to the environment."""
    found = {f"nudge {number}": {"LSTMBOOK_NUDGE": str(number)} for number in range(1, nudges + 1)}
    if not only_nudges:
        found |= {f"as on {name}": as_on(*names) for name, names in PROCESSORS.items() if has_sets_to_limit()}
        found |= {name: dict.fromkeys(THREADS, name[0]) for name in ("1 thread", "2 threads")}
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
    training = book_imports.CODE / "lstmbook" / "training"
    for page in pages:
        cells = book_freshness.code_cells(page.read_text("utf-8"))
        if any(file.is_relative_to(training) for file in book_imports.files_imported(cells)):
            yield page


def failure_of_page(page, environment):
    """Which cell of a page fails and why, run as the build runs it; "" if none does."""
    manager, client = start_new_kernel(
        kernel_name="python3", cwd=page.parent, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + LIMIT
    try:
        for number, source in enumerate(book_freshness.code_cells(page.read_text("utf-8")), 1):
            asked, reply = client.execute(source), None
            while not reply or reply["parent_header"].get("msg_id") != asked:
                try:
                    reply = client.get_shell_msg(timeout=1)
                except queue.Empty:
                    if not manager.is_alive():
                        return f"code cell {number}: the kernel died"
                    if time.monotonic() > end:
                        return f"code cell {number}: not done after {LIMIT} s"
            if reply["content"]["status"] != "ok":
                return book_execution.cell_and_reason("\n".join(reply["content"].get("traceback", ["aborted"])))
        return ""
    finally:  # an interrupt from the keyboard comes by here too
        client.stop_channels()
        manager.shutdown_kernel(now=True)


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
    pages = [page.resolve() for page in options.pages or pages_that_train()]
    table, failures = {}, []
    outside = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        book_kernels.prepare(Path(folder))
        jobs = {page.stem: (failure_of_page, page, dict(os.environ)) for page in pages}
        if options.suite:
            jobs["the tests"] = (failure_of_suite, SUITE, outside)
        for run, variables in runs(options.nudges, options.only_nudges).items():
            for name, (failure_of, what, environment) in jobs.items():
                start = time.monotonic()
                failure = failure_of(what, environment | {"LSTMBOOK_NUDGE": "0"} | variables)
                table[name, run] = failure.split(",")[0].split(":")[0] if failure else "ok"
                failures += [f"{name}, {run}: {failure}"] if failure else []
                print(f"{run:16} {name:28} {time.monotonic() - start:6.0f} s  {table[name, run]}", flush=True)
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
