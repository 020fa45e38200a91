"""Writes ``kept_counter.py``, one trained network for the pages to look at: python -m lstmbook.experiments.keep_counter

Training ends in another network on another processor, so that a network which a page describes one letter at a time
has to be kept. Which seed is kept is a choice: one whose counter is clean and goes far. Its weights are rounded to
eight digits.
"""

from pathlib import Path

import numpy as np

SEED = 17
HEADER = '''"""A trained counter of a^n b^n, written by ``keep_counter``: one example, and one that counts far."""

# fmt: off
'''


def text(run):
    """The source of ``kept_counter.py`` for one ``Run`` of ``counting``."""
    rounded = {name: _rounded(array) for name, array in run.weights.items()}
    lines = "".join(f'    "{name}": {numbers},\n' for name, numbers in rounded.items())
    ends = f"READOUT = {_rounded(run.readout)}\nBIAS = {_rounded(run.bias)}\n"
    return f"{HEADER}SEED = {run.seed}\nWEIGHTS = {{\n{lines}}}\n{ends}"


def _rounded(array):
    """The numbers as source, a matrix with a line for each row."""
    numbers = np.vectorize(lambda number: float(f"{number:.8g}"))(array).tolist()
    return str(numbers).replace("], [", "],\n        [")


def main():
    from lstmbook.experiments import counting  # which reads the file that is written here

    (run,) = counting.train([SEED])
    Path(__file__).with_name("kept_counter.py").write_text(text(run), "utf-8")


if __name__ == "__main__":
    main()
