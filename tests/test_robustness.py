"""The check of what the book says of trained networks can go red."""

import subprocess
import sys
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


def test_the_pages_that_train_are_found():
    names = {page.stem for page in robustness.pages_that_train()}
    assert "cell_state_update" in names and not names & {"intro", "notation", "glossary"}


def test_every_run_changes_something():
    runs = robustness.runs(5, only_nudges=False)
    assert all(runs.values()) and [name for name in runs if name.startswith("nudge")] == list(runs)[:5]
    assert robustness.runs(2, only_nudges=True) == {f"nudge {k}": {"LSTMBOOK_NUDGE": str(k)} for k in (1, 2)}
