"""Five models on parity, recall and the mixture of both, with five seeds: a table that takes half an hour to make.

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


def shares(model, runs, share, rows):
    """The shares of right answers about parity and about keys, one for each seed, None for none asked."""
    found = hybrids.right(model, runs, share, rows=rows).T
    return {
        about: None if np.isnan(one).any() else [round(float(each), 4) for each in one]
        for about, one in zip(("parity", "recall"), found, strict=True)
    }


def row(task_name, model, steps, seeds):
    """One row: what the model is right about at the rate that the rule of ``hybrids.RATES`` chooses, and "tried", what
    it is at every rate that was tried, with the shares on the rows for the choice under "choice".

    A rate at which the median is one ends the trials, since no smaller one could be chosen.
    """
    share, n, tried = hybrids.SHARES[task_name], hybrids.units(model), []
    for rate in hybrids.RATES:
        runs = hybrids.train(model, share, range(seeds), steps, rate=rate)
        choice, tested = (shares(model, runs, share, rows) for rows in (hybrids.CHOSEN, hybrids.TESTED))
        tried.append({"rate": rate, **tested, "choice": choice})
        if np.median(worse(choice)) == 1:
            break
    # Of equals the first, which has the largest rate.
    best = max(tried, key=lambda one: np.median(worse(one["choice"])))
    return {
        "task": task_name,
        "model": model,
        "units": n,
        "parameters": parameters(model, task.FEATURES, n, task.OUTPUTS),
        **{name: best[name] for name in ("rate", "parity", "recall")},
        "tried": tried,
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
