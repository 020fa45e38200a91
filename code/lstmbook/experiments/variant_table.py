"""All variants on all tasks with ten seeds: a table that takes minutes to make and is therefore stored.

``python -m lstmbook.experiments.variant_table``, with code/ on the path, makes every row anew and writes them, with
their settings and the versions of what computed them, into variant_table.json beside this file.
"""

import json
import platform
from pathlib import Path

import keras
import tensorflow as tf

from lstmbook.experiments import choosing

SETTINGS = {"length": 40, "updates": 1500, "budget_of": 16, "learning_rate": 0.01}
SEEDS = tuple(range(10))


def row(variant, task, seeds=SEEDS, settings=SETTINGS):
    """One row: the losses of ``variant`` on ``task`` as shares of guessing, one for each seed, and its units."""
    given = dict(settings)
    asked = choosing.tasks(given.pop("length"))[task]
    kind, features = choosing.VARIANTS[variant], asked.sizes[0]
    budget = choosing.parameters(choosing.kinds.LSTM, features, given["budget_of"])
    shares = choosing.shares(kind, asked, seeds, given.pop("updates"), **given)
    units = choosing.units_for(kind, features, budget)
    return {
        "variant": variant,
        "task": task,
        "units": units,
        "parameters": choosing.parameters(kind, features, units),
        "shares": [round(float(one), 5) for one in shares],
    }


def stored():
    """The stored table: "rows" as made here, "settings", "seeds" and "versions"."""
    return json.loads((Path(__file__).parent / "variant_table.json").read_text("utf-8"))


def main():
    rows = []
    for task in choosing.tasks():
        for variant in choosing.VARIANTS:
            rows.append(row(variant, task))
            print(json.dumps(rows[-1]), flush=True)
    table = {
        "versions": {"Python": platform.python_version(), "TensorFlow": tf.__version__, "Keras": keras.__version__},
        "settings": SETTINGS,
        "seeds": SEEDS,
        "rows": rows,
    }
    (Path(__file__).parent / "variant_table.json").write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
