"""Five models on parity, recall and the mixture of both, with five seeds: a table that takes minutes to make.

It is therefore stored: ``python -m lstmbook.experiments.hybrids_table``, with code/ on the path, makes every row anew
and writes them, with their settings and the versions of what computed them, into hybrids_table.json beside this file.
The row "short" is one that a test can repeat.
"""

import numpy as np

from lstmbook.experiments import hybrids, tables
from lstmbook.tasks import two_questions as task
from lstmbook.training.hybrids import parameters

SETTINGS = {"steps": 2000, "seeds": 5}
SHORT = {"steps": 10, "seeds": 2}


def row(task_name, model, steps, seeds):
    """One row: the shares of right answers about parity and about keys, one for each seed, None for none asked."""
    share, n = hybrids.SHARES[task_name], hybrids.units(model)
    runs = hybrids.train(model, share, range(seeds), steps)
    shares = hybrids.right(model, runs, share).T
    return {
        "task": task_name,
        "model": model,
        "units": n,
        "parameters": parameters(model, task.FEATURES, n, task.OUTPUTS),
        **{
            about: None if np.isnan(found).any() else [round(float(one), 4) for one in found]
            for about, found in zip(("parity", "recall"), shares, strict=True)
        },
    }


def short():
    """The sizes of the readout's kernel after a few steps of the gated model on the mixture, one for each seed."""
    runs = hybrids.train("gate", hybrids.SHARES["mixture"], range(SHORT["seeds"]), SHORT["steps"])
    return [float(np.linalg.norm(run[-2])) for run in runs]


def worse(found):
    """What counts of a row: for each seed the share of the kind of question that is answered worse."""
    return np.min([found[about] for about in ("parity", "recall") if found[about] is not None], axis=0)


def stored():
    """The stored table: "rows" and "short" as made here, "settings" and "versions"."""
    return tables.stored("hybrids_table.json")


def main():
    rows = []
    for task_name in hybrids.SHARES:
        for model in hybrids.MODELS:
            rows.append(row(task_name, model, **SETTINGS))
            print(rows[-1], flush=True)
    tables.store("hybrids_table.json", settings=SETTINGS, rows=rows, short=short())


if __name__ == "__main__":
    main()
