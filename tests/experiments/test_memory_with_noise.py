"""The networks that are compared under noise, and what squashing does to them."""

import numpy as np
import pytest
from lstmbook.experiments import matrices
from lstmbook.experiments import memory_with_noise as experiment
from lstmbook.measure import fisher


def test_two_of_the_three_networks_are_normal_and_the_chain_is_not():
    for name, (recurrent, inputs) in experiment.three(8).items():
        normal = np.allclose(recurrent @ recurrent.T, recurrent.T @ recurrent)
        assert normal == (name != "chain") and np.linalg.norm(inputs) == pytest.approx(1)
        assert matrices.spectral_radius(recurrent) == pytest.approx(0 if name == "chain" else 0.95)


def test_an_input_moves_along_the_chain_and_is_amplified():
    recurrent, inputs = experiment.chain(4, 4.0)
    assert (inputs @ recurrent @ recurrent).tolist() == [0, 0, 4, 0]


def test_squashing_takes_from_the_chain_and_shuffled_sequences_know_nothing():
    network = experiment.chain(6, 1.5)
    quiet, loud = experiment.totals([network], (1e-3, 1.0), lags=6, seeds=(0,))[0, :, 0]
    assert abs(quiet - fisher.total(*network)) < 0.1 and loud < 0.75 * quiet
    assert experiment.totals([network], (1e-3,), lags=6, seeds=(0, 1), shuffled=True).max() < 0.05


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: experiment.chain(0, 1.0),
        lambda: experiment.chain(3, 0.0),
        lambda: experiment.chain(3, np.inf),
        lambda: experiment.chain(3, np.nan),
        lambda: experiment.symmetric(0, 0.9, 0),
        lambda: experiment.heard(experiment.chain(2, 1.0), 0.0, 3, 0),
        lambda: experiment.heard(experiment.chain(2, 1.0), np.nan, 3, 0),
        lambda: experiment.heard(experiment.chain(2, 1.0), 1.0, 0, 0),
    ],
)
def test_bad_input_stops_with_a_reason(wrong):
    with pytest.raises(ValueError, match="."):
        wrong()
