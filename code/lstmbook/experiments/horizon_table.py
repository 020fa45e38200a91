"""What else moves a horizon, and two other tasks: a table that takes minutes to make and is therefore stored.

``python -m lstmbook.experiments.horizon_table``, with code/ on the path, makes every row anew and writes them, with
their settings and the versions of what computed them, into horizon_table.json beside this file.
"""

import numpy as np

from lstmbook.experiments import limits_of_simple_rnn as experiment
from lstmbook.experiments import tables
from lstmbook.measure.horizon import horizon, reach
from lstmbook.tasks import delayed_recall as task

LAGS = (5, 10, 20, 40, 80)
RECALL = ({}, {"units": 4}, {"units": 8}, {"units": 32}, {"steps": 100}, {"steps": 900}, {"strength": 0.3})
TASKS = tuple(
    {"task": name, "cell": cell, **sizes}
    for name, every in (
        ("adding", [{"length": length} for length in (10, 20, 40)]),
        ("copy", [{"delay": delay, "symbols": 3, "steps": 900} for delay in (5, 10, 20)]),
    )
    for sizes in every
    for cell in ("simple", "lstm")
) + ({"task": "adding", "cell": "simple", "length": 20, "steps": 3000},)
CELLS = {"simple": experiment.Simple(), "lstm": experiment.Gated()}


def reach_before_training(settings, seeds=range(7)):
    """How many steps back at least a hundredth of a gradient comes before training: simple networks, ``settings``."""
    known = {name: value for name, value in settings.items() if name != "steps"}
    (shares,) = experiment.arriving([CELLS["simple"]], 101, seeds, **known).values()
    return reach(shares)


def recall_row(settings, lags=LAGS, seeds=range(7)):
    """The medians at each of ``lags`` and the horizon of simple networks trained with ``settings``, and the reach of
    their gradient before."""
    networks = {lag: experiment.train(lag, [CELLS["simple"]], seeds, **settings) for lag in lags}
    (found,) = experiment.accuracies(networks, settings.get("strength", 1.0)).values()
    medians = np.median(found, axis=1).tolist()
    return {
        "settings": settings,
        "medians": medians,
        "horizon": horizon(lags, found, task.CHANCE),
        "reach": reach_before_training(settings, seeds),
    }


def task_row(settings, seeds=range(7)):
    """The smallest, the median and the largest loss of networks on another task, as shares of that without memory."""
    rest = {name: value for name, value in settings.items() if name not in ("task", "cell")}
    variant = CELLS[settings["cell"]]
    if settings["task"] == "adding":
        runs = experiment.train_to_add(**rest, variants=[variant], seeds=seeds)[variant]
        shares = experiment.errors_of_adding(runs, rest["length"])
    else:
        runs = experiment.train_to_copy(**rest, variants=[variant], seeds=seeds)[variant]
        shares = experiment.losses_of_copying(runs, rest["delay"], rest["symbols"])
    return {"settings": settings, "shares": np.percentile(shares, (0, 50, 100)).tolist()}


def stored():
    """The stored table: "recall" and "tasks", lists of rows as made here, "lags", and "versions"."""
    return tables.stored("horizon_table.json")


def main():
    tables.store(
        "horizon_table.json",
        lags=LAGS,
        recall=[recall_row(settings) for settings in RECALL],
        tasks=[task_row(settings) for settings in TASKS],
    )


if __name__ == "__main__":
    main()
