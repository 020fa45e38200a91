"""The stored table has the rows that are made, and the way to make one is walked."""

from lstmbook.experiments import spikes_table


def test_the_stored_table_has_the_rows_that_are_made():
    table = spikes_table.stored()
    assert [(row["gap"], row["cell"]) for row in table["rows"]] == [
        (gap, cell) for gap in spikes_table.GAPS for cell in spikes_table.CELLS
    ]
    assert table["settings"] == spikes_table.SETTINGS and set(table["versions"]) == {"Python", "TensorFlow", "Keras"}
    assert all(len(row["right"]) == table["settings"]["seeds"] for row in table["rows"])


def test_a_row_can_be_made():
    settings = spikes_table.SETTINGS | {"steps": 2, "units": 2, "seeds": 2}
    found = spikes_table.row("peepholes", 2, **settings)
    assert found["cell"] == "peepholes" and found["gap"] == 2
    assert len(found["right"]) == 2 and all(0 <= one <= 1 for one in found["right"])
