"""The check of what the book says of trained networks can go red, and leaves no kernel behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import robustness

ROOT = Path(__file__).parents[1]
# Each "network" multiplies its rounding errors, as training does: where it ends is not known, that it is tame is.
NETWORKS = """```{code-cell} ipython3
import numpy as np

from lstmbook.training.starts import started


def trained(seed):
    (weight,) = started([np.random.default_rng(seed).uniform(0.2, 0.8, 1)], seed)
    for _ in range(200):
        weight = 4 * weight * (1 - weight)
    return float(weight[0])


ends = [trained(seed) for seed in range(40)]
```
"""
CLAIM = "```{code-cell} ipython3\nassert CLAIM, ends[3]\n```\n"


def command(*arguments):
    return [sys.executable, str(ROOT / "tests" / "robustness.py"), *map(str, arguments), "--only-nudges"]


@pytest.mark.slow
def test_a_claim_about_one_seed_is_red_and_one_about_many_is_green(tmp_path):
    sys.path.insert(0, str(ROOT / "code"))
    scope = {}
    exec(NETWORKS.split("\n", 1)[1].rsplit("```", 1)[0], scope)  # what this machine gives without a nudge
    claims = {"one": f"abs(ends[3] - {scope['ends'][3]!r}) < 1e-6", "many": "0.2 < np.median(ends) < 0.8"}
    for name, claim in claims.items():
        assert eval(claim, scope), "true where nothing is nudged"
        (tmp_path / f"{name}.md").write_text(NETWORKS + CLAIM.replace("CLAIM", claim))
    pages = [tmp_path / "one.md", tmp_path / "many.md"]
    done = subprocess.run(command(*pages, "--nudges", 1), capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "one, nudge 1: code cell 2, line 1: AssertionError: 0." in done.stdout
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["one", "code", "cell", "2"] in rows and ["many", "ok"] in rows


def kernels_of(process):
    """The processes that were started by a process, by their parent's number."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = status.read_text().split(" ", 1)
        except OSError:  # it has ended meanwhile
            continue
        if rest.rsplit(")", 1)[1].split()[1] == str(process):
            found.append(int(number))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes where Linux lists them")
def test_an_interrupt_leaves_no_kernel(tmp_path):
    page = tmp_path / "waits.md"
    page.write_text("```{code-cell} ipython3\nimport time\nopen('waiting', 'w')\ntime.sleep(600)\n```\n")
    process = subprocess.Popen(command(page), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not (tmp_path / "waiting").exists() and time.monotonic() < end:
        time.sleep(0.1)
    kernels = kernels_of(process.pid)
    assert kernels
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) != 0
    for kernel in kernels:
        with pytest.raises(ProcessLookupError):
            os.kill(kernel, 0)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("import os\nos._exit(1)", "code cell 1: the kernel died"),
        ("while True: pass", "code cell 1: not done after 3 s"),
    ],
)
@pytest.mark.slow
def test_a_dead_kernel_and_an_endless_cell_are_named(tmp_path, monkeypatch, cell, says):
    monkeypatch.setattr(robustness, "LIMIT", 3)
    page = tmp_path / "page.md"
    page.write_text(f"```{{code-cell}} ipython3\n{cell}\n```\n")
    assert robustness.failure_of_page(page, dict(os.environ)) == says


def test_the_pages_that_train_are_found():
    names = {page.stem for page in robustness.pages_that_train()}
    assert "cell_state_update" in names and not names & {"intro", "notation", "glossary"}


def test_every_run_changes_something():
    runs = robustness.runs(5, only_nudges=False)
    assert all(runs.values()) and [name for name in runs if name.startswith("nudge")] == list(runs)[:5]
    assert robustness.runs(2, only_nudges=True) == {f"nudge {k}": {"LSTMBOOK_NUDGE": str(k)} for k in (1, 2)}
