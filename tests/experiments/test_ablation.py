"""Training side by side is training alone, and the trained networks are the cells of the layer."""

import numpy as np
import pytest
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import ablation
from lstmbook.experiments.ablation import VARIANTS
from lstmbook.tasks import adding, recall

SMALL = {"steps": 3, "length": 4, "units": 3, "sequences": 5}


@pytest.fixture(scope="module")
def trained():
    return ablation.train("recall", seeds=(0, 1), **SMALL)


def test_a_seed_is_trained_the_same_in_any_company(trained):
    alone = ablation.train("recall", seeds=(1,), **SMALL)
    for variant in VARIANTS:
        (one,), (_, other) = alone[variant], trained[variant]
        assert one.losses.shape == (3,) and np.allclose(one.losses, other.losses, rtol=1e-9)
        pairs = [*((one.weights[name], other.weights[name]) for name in one.weights), (one.readout, other.readout)]
        for ours, theirs in [*pairs, (one.bias, other.bias)]:
            assert ours.dtype == np.float64 and np.allclose(ours, theirs, atol=1e-9)


def test_variants_and_seeds_part_ways(trained):
    ends = [np.stack([run.weights[f"W_{gate}"] for gate in "ifgo"]) for group in trained.values() for run in group]
    assert len(ends) == 10
    assert all(np.abs(one - other).max() > 1e-5 for place, one in enumerate(ends) for other in ends[:place])


@pytest.fixture(scope="module")
def still():
    """Networks that have taken one step of no length."""
    return ablation.train("recall", seeds=(0,), **SMALL | {"steps": 1}, learning_rate=0.0)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_first_training_loss_is_that_of_the_layer(still, variant):
    inputs, targets = recall.batch(np.random.default_rng(0), SMALL["sequences"], SMALL["length"])
    found = ablation.loss(still, inputs, targets)[variant]
    assert found.shape == (1,) and still[variant][0].losses[0] == pytest.approx(found[0], abs=1e-10)


def test_training_helps():
    settings = {"seeds": (0, 1, 2, 3), "length": 2, "units": 4}
    inputs, targets = adding.batch(np.random.default_rng(9), 256, 2)
    found = ablation.train("adding", steps=150, sequences=16, learning_rate=0.03, **settings)
    assert np.median(ablation.loss(found, inputs, targets)[None]) < 0.5 * adding.GUESSING
    before = ablation.untrained("adding", **settings)
    assert np.median(ablation.loss(before, inputs, targets)[None]) > 0.8 * adding.GUESSING
    assert before[None][0].losses.shape == (0,)


def test_the_seeds_are_those_of_the_training_in_order(trained):
    assert all([run.seed for run in group] == [0, 1] for group in trained.values())


def test_a_part_can_be_taken_out_after_training(trained):
    inputs, _ = recall.batch(np.random.default_rng(9), 64, 4)
    whole, cut = (ablation.outputs(trained[None][0], inputs, without) for without in (None, "input gate"))
    assert np.array_equal(whole, ablation.outputs(trained[None][0], inputs)) and np.abs(whole - cut).max() > 1e-3


def test_all_answers_are_those_of_the_layer(trained):
    inputs, targets = recall.batch(np.random.default_rng(9), 64, 6)
    answers, wrong = ablation.answers(trained, inputs), ablation.wrong(trained, inputs, targets)
    for variant in VARIANTS:
        for seed in (0, 1):
            alone = ablation.outputs(trained[variant][seed], inputs, variant)
            assert np.allclose(answers[variant][seed], alone, atol=1e-10)
            assert wrong[variant][seed] == pytest.approx(np.mean(alone.argmax(axis=-1) != targets), abs=0.02)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"task": "copy"}, "task"),
        ({"seeds": ()}, "seeds"),
        ({"seeds": (1, 1)}, "seeds"),
        ({"seeds": (-1,)}, "seeds"),
        ({"units": 0}, "units"),
        ({"steps": -1}, "steps"),
        ({"sequences": 0}, "sequences"),
        ({"length": 2}, "marks"),
        ({"task": "adding", "length": 1}, "2 steps"),
    ],
)
def test_impossible_settings_are_refused(changes, word):
    with pytest.raises(ValueError, match=word):
        ablation.train(**{"task": "recall", **SMALL, **changes})


def test_the_equations_give_the_answers_of_the_layer(trained):
    inputs, _ = recall.batch(np.random.default_rng(9), 7, 4)
    run = trained[None][1]
    hidden = Scan(LSTM)(inputs, run.weights)["h"][:, -1]
    assert np.allclose(run.read(hidden), ablation.outputs(run, inputs), atol=1e-10)


def test_adding_has_no_wrong_answers():
    with pytest.raises(ValueError, match="only recall"):
        ablation.wrong({}, *adding.batch(np.random.default_rng(9), 2, 4))
