"""The comparison of variants: matched sizes, losses that are compared, and the stored table, a row of it made again."""

import numpy as np
import pytest
from lstmbook.experiments import choosing, variant_table
from lstmbook.training import fit, kinds


def test_matched_layers_have_about_as_many_parameters_as_the_lstm():
    task = choosing.tasks(10)["recall"]
    budget = choosing.parameters(kinds.LSTM, task.sizes[0], 16)
    assert budget == 4 * 16 * (5 + 16 + 1) and choosing.matched(kinds.LSTM, task) == 16
    for kind in choosing.VARIANTS.values():
        units = choosing.matched(kind, task)
        gaps = [abs(choosing.parameters(kind, 5, n) - budget) for n in (units - 1, units, units + 1)]
        assert gaps[1] == min(gaps) and gaps[1] < 0.1 * budget


@pytest.mark.parametrize("name", ["adding", "recall", "order"])
def test_an_untrained_network_loses_about_what_guessing_does(name):
    task = choosing.tasks(10)[name]
    inputs, _ = task.drawn(np.random.default_rng(0))
    assert inputs.shape == (16, 10, task.sizes[0])
    still = choosing.shares(kinds.LSTM, task, (0,), choosing.LAST, units=2, learning_rate=0.0)
    assert 0.5 < still[0] < 10 and still.shape == (1,)


@pytest.mark.parametrize("length", [7, 10])
def test_without_memory_the_last_step_is_all_there_is(length):
    """The best answer for each last step, found from many rows, loses what the tasks say."""
    for name, task in choosing.tasks(length, sequences=120_000).items():
        inputs, answers = (one.astype(float) for one in task.drawn(np.random.default_rng(0)))
        last = inputs[:, -1] if name != "adding" else inputs[:, -1, 1:]
        known = inputs[:, -1, 0] * inputs[:, -1, 1] if name == "adding" else 0
        lost = 0.0
        for group in np.unique(last, axis=0):
            own = (last == group).all(axis=1)
            rest = answers[own]
            if name == "adding":
                lost += np.sum((rest[:, 0] - known[own] - np.mean(rest[:, 0] - known[own])) ** 2)
            else:
                counts = np.unique(rest, return_counts=True)[1]
                lost -= np.sum(counts * np.log(counts / counts.sum()))
        assert abs(lost / len(answers) / task.guessing - task.memoryless) < 0.005
        assert task.memoryless < 0.99


def test_the_loss_is_that_of_the_last_updates():
    task = choosing.tasks(8)["order"]
    short, longer = (
        choosing.shares(kinds.GRU, task, (0, 1), steps, units=4, learning_rate=0.05) for steps in (40, 200)
    )
    assert np.all(longer < 0.5 * short)
    with pytest.raises(ValueError, match="updates must be at least 40, got 39"):
        choosing.shares(kinds.GRU, task, (0, 1), 39)


LOSSES = {"LSTM": np.array([3.0, 4, 5]), "good": np.array([1.0, 2, 2.5]), "like": np.array([3.5, 3.9, 6])}


def test_comparisons_are_of_the_right_side():
    found = choosing.against(LOSSES)
    assert set(found) == {"good", "like"} and found["good"] == (1, 1, 1)
    share, low, high = found["like"]
    assert low <= share <= high and low < 0.5 < high
    stable, open_ones = choosing.orders(LOSSES)
    assert set(stable) == {("good", "LSTM"), ("good", "like")} and len(open_ones) == 1
    losses = {"a": [0.2, 0.95, 0.5], "b": [1.0, 0.95, 0.1]}
    assert choosing.learned(losses, memoryless=1) == ["a"] and not choosing.learned(losses, memoryless=0.5)


def test_the_stored_table_has_the_rows_that_are_made():
    table = variant_table.stored()
    assert [(row["task"], row["variant"]) for row in table["rows"]] == [
        (task, variant) for task in choosing.tasks() for variant in choosing.VARIANTS
    ]
    assert table["settings"] == variant_table.SETTINGS and table["seeds"] == list(variant_table.SEEDS)
    assert set(table["versions"]) == {"Python", "TensorFlow", "Keras"}
    for row in table["rows"]:
        task = choosing.tasks(variant_table.SETTINGS["length"])[row["task"]]
        assert row["units"] == choosing.matched(choosing.VARIANTS[row["variant"]], task)
        assert len(row["shares"]) == len(table["seeds"])
    assert choosing.by_task(table["rows"])["order"]["GRU"].shape == (10,)


def test_a_row_of_the_stored_table_is_made_again(monkeypatch):
    """One seed of it, which is the same alone as beside others: up to how its training rounds."""
    monkeypatch.setattr(fit, "COMPILED", True)  # for some thousand steps
    (stored,) = (
        row for row in variant_table.stored()["rows"] if (row["task"], row["variant"]) == ("order", "coupled gates")
    )
    again = variant_table.row("coupled gates", "order", seeds=(3,))
    assert (again["units"], again["parameters"]) == (stored["units"], stored["parameters"])
    assert again["shares"][0] == pytest.approx(stored["shares"][3], rel=0.5)
