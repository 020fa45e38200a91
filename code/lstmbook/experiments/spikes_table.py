"""Spikes one step nearer or farther apart, told with and without peepholes: a table that takes minutes to make.

It is therefore stored: ``python -m lstmbook.experiments.spikes_table``, with code/ on the path, makes every row anew
and writes them, with their settings and the versions of what computed them, into spikes_table.json beside this file.
"""

from functools import partial

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import tables
from lstmbook.tasks import spikes
from lstmbook.training import kinds
from lstmbook.training.trainer import Network, train

GAPS = (12, 25, 49)
CELLS = {"LSTM": (LSTM, kinds.LSTM), "peepholes": (PEEPHOLE_LSTM, kinds.PEEPHOLE_LSTM)}
SETTINGS = {"steps": 1500, "units": 8, "sequences": 32, "learning_rate": 0.01, "seeds": 5}


def row(cell, gap, steps, units, sequences, learning_rate, seeds):
    """The share of 500 new spike trains that each trained network tells rightly, with the settings."""
    model, kind = CELLS[cell]
    drawn = partial(spikes.batch, sequences=sequences, gap=gap)
    (runs,) = train(
        drawn, (1, 2), [Network(kind)], range(seeds), steps, units, key=(gap,), learning_rate=learning_rate
    ).values()
    inputs, answers = spikes.batch(np.random.default_rng([10_000, gap]), 500, gap)
    said = [run.read(Scan(model)(inputs, run.weights)["h"][:, -1]).argmax(axis=-1) for run in runs]
    return {"cell": cell, "gap": gap, "right": [float(np.mean(one == answers)) for one in said]}


def stored():
    """The stored table: "rows" as made here, "settings" and "versions"."""
    return tables.stored("spikes_table.json")


def main():
    tables.store(
        "spikes_table.json", settings=SETTINGS, rows=[row(cell, gap, **SETTINGS) for gap in GAPS for cell in CELLS]
    )


if __name__ == "__main__":
    main()
