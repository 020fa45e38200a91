"""What flat, stacked, chunked and clockwork networks recall in sequences of 196: a table that takes minutes to make.

It is therefore stored: ``python -m lstmbook.experiments.hierarchy_table``, with code/ on the path, makes every row anew
and writes them, with their settings and the versions of what computed them, into hierarchy_table.json beside this file.
"""

from lstmbook.experiments import hierarchical_networks as experiment
from lstmbook.experiments import tables

LAGS = (10, 11, 60, 67, 194, 195)  # the marked steps are 185, 184, 135, 128, 1 and 0
SETTINGS = {"steps": 300, "total": 196, "length": 14, "sequences": 16, "seeds": 5}

# What may be made easier for the LSTMs at the longest lag: a start that forgets less, and blanks before and behind.
EASIER = ({"forget_bias": 5.0}, {"strength": 0.0}, {"forget_bias": 5.0, "strength": 0.0})


def row(name, lag, steps, total, length, sequences, seeds, units=None, forget_bias=None, strength=1.0):
    """The share of 400 new sequences that each network answers rightly: those that learn, and those that cannot."""
    kind = experiment.kind_of(name, length, forget_bias)
    trained = experiment.train(name, lag, kind, range(seeds), steps, total, units, sequences, strength)
    right = {
        what: experiment.accuracy(name, runs, lag, total, length, strength=strength) for what, runs in trained.items()
    }
    return {"network": name, "lag": lag, "forget_bias": forget_bias, "strength": strength, **right}


def stored():
    """The stored table: "rows" as made here, "settings" and "versions"."""
    return tables.stored("hierarchy_table.json")


def main():
    rows = []
    for name in reversed(experiment.NAMES):
        asked = [{"lag": lag} for lag in LAGS]
        if name != "clockwork":
            asked += [{"lag": LAGS[-1], **easier} for easier in EASIER]
        for one in asked:
            rows.append(row(name, **one, **SETTINGS))
            print(rows[-1], flush=True)
    tables.store("hierarchy_table.json", settings=SETTINGS, rows=rows)


if __name__ == "__main__":
    main()
