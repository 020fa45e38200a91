"""Networks of several speeds as they are trained are those of the equations; the stored table has the rows made."""

import numpy as np
import pytest
from keras import ops
from lstmbook.equations import clockwork
from lstmbook.experiments import hierarchical_networks as experiment
from lstmbook.experiments import hierarchy_table
from lstmbook.tasks import delayed_recall as task
from lstmbook.training import hierarchies

SMALL = {"steps": 1, "total": 4, "length": 2, "sequences": 2, "seeds": 1}


@pytest.mark.parametrize("name", experiment.NAMES)
def test_a_kind_is_its_equations(name):
    kind, units = experiment.kind_of(name, 3), 8
    arrays = [np.asarray(one, float) + 0.1 for one in kind.start(task.FEATURES, units, 1)]
    x = np.random.default_rng(0).normal(size=(2, 9, task.FEATURES))
    ours = kind.last_hidden([ops.convert_to_tensor(one[None]) for one in arrays], ops.convert_to_tensor(x[None]))[0]
    expected = experiment.last_hidden(name, kind.by_name(*arrays), x, 3)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-10)


def test_parameters_are_those_of_the_arrays():
    for name in experiment.NAMES:
        arrays = experiment.kind_of(name).start(task.FEATURES, experiment.UNITS[name], 0)
        hidden = 0
        if name == "clockwork":
            hidden = (1 - clockwork.pattern(experiment.UNITS[name], experiment.PERIODS)).sum()
        assert experiment.parameters(name) == sum(one.size for one in arrays) - hidden


def test_each_module_starts_orthogonal_and_alone():
    _, recurrent, _ = hierarchies.clockwork_start(3, 6, 0, (1, 2, 4))
    blocks = recurrent.reshape(3, 2, 3, 2).swapaxes(1, 2)
    for row in range(3):
        for column in range(3):
            product = blocks[row, column] @ blocks[row, column].T
            np.testing.assert_allclose(product, np.eye(2) * (row == column), atol=1e-6)
    with pytest.raises(ValueError, match="units must be a multiple of the 3 modules, got 7"):
        hierarchies.clockwork_start(3, 7, 0, (1, 2, 4))


@pytest.mark.parametrize("name", ["flat", "stacked", "chunked"])
def test_a_forget_bias_is_that_of_all_lstms(name):
    plain, eased = (experiment.kind_of(name, forget_bias=bias).start(3, 2, 0) for bias in (None, 5.0))
    for place, (one, other) in enumerate(zip(plain, eased, strict=True)):
        changed = np.zeros(one.shape)
        if place % 3 == 2:
            changed[2:4] = 4
        np.testing.assert_array_equal(other - one, changed)


def test_chunks_that_do_not_divide_are_refused():
    kind = hierarchies.chunked(4)
    with pytest.raises(ValueError, match="chunks of 4 steps do not divide a sequence of 6"):
        kind.last_hidden([], np.zeros((1, 2, 6, 3)))


def test_what_is_heard():
    found = experiment.heard({"chunked": (experiment.kind_of("chunked", 2), 2)}, steps=4, seeds=range(2), sequences=2)
    assert found["chunked"].shape == (2, 4) and (found["chunked"] > 0).all()
    with pytest.raises(ValueError, match="at least 1"):
        experiment.heard({"flat": (experiment.kind_of("flat"), 0)})


def test_the_stored_table_has_the_rows_that_are_made():
    table = hierarchy_table.stored()
    wanted = {(name, lag, None, 1.0) for name in experiment.NAMES for lag in hierarchy_table.LAGS}
    easier = [{"forget_bias": None, "strength": 1.0} | one for one in hierarchy_table.EASIER]
    wanted |= {(name, 195, *one.values()) for name in ("flat", "stacked", "chunked") for one in easier}
    assert {
        tuple(row[what] for what in ("network", "lag", "forget_bias", "strength")) for row in table["rows"]
    } == wanted
    assert table["settings"] == hierarchy_table.SETTINGS and set(table["versions"]) == {"Python", "TensorFlow", "Keras"}
    seeds = table["settings"]["seeds"]
    assert all(len(row[what]) == seeds for row in table["rows"] for what in ("learning", "shuffled"))


def test_a_row_can_be_made():
    found = hierarchy_table.row("chunked", 3, **SMALL, units=2, forget_bias=5.0, strength=0.0)
    assert (found["network"], found["lag"]) == ("chunked", 3)
    assert len(found["learning"]) == len(found["shuffled"]) == 1 and 0 <= found["learning"][0] <= 1
