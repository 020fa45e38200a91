"""A change that is felt later, against a second run; numbers of people against what their sources say of them."""

import numpy as np
import pytest
from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.experiments import impulse, matrices, people


def test_without_input_a_unit_at_zero_is_linear():
    assert np.allclose(impulse.felt(0.7, 0.0, 6, sequences=3), 0.7 ** np.arange(7))


def test_what_is_felt_is_what_a_second_run_shows():
    weight, steps, kick = 0.9, 5, 1e-6
    x = 0.8 * np.random.default_rng(4).normal(size=(1, steps, 1))
    parameters = {"W": np.ones((1, 1)), "U": np.full((1, 1), weight), "b": np.zeros(1)}
    plain, kicked = (
        Scan(SIMPLE_RNN)(x, parameters, start={"h": np.full((1, 1), start)})["h"][0, :, 0] for start in (0.0, kick)
    )
    found = impulse.felt(weight, 0.8, steps, sequences=1, seed=4)
    assert np.allclose(found[1:], (kicked - plain) / kick, rtol=1e-4) and found[0] == 1
    assert np.all(found[1:] < weight ** np.arange(1, steps + 1))


@pytest.mark.parametrize("settings", [(0.9, 1.0, 0), (0.9, -1.0, 3), (0.9, np.inf, 3)])
def test_impossible_settings_are_refused(settings):
    with pytest.raises(ValueError, match="felt needs"):
        impulse.felt(*settings)


def test_a_symmetric_matrix_has_the_eigenvalues_asked_for():
    shares = [0.2, -0.5, 0.9]
    found = matrices.symmetric(shares, seed=1)
    assert np.allclose(found, found.T) and np.allclose(np.linalg.eigvalsh(found), sorted(shares))
    assert not np.allclose(found, np.diag(np.diag(found)))
    with pytest.raises(ValueError, match="at least one unit"):
        matrices.symmetric([], seed=0)


def test_savings_are_those_of_the_tables():
    """The first and last, and what is said of them: a fifth after a month."""
    assert people.EBBINGHAUS.saved[[0, -1]].tolist() == [0.582, 0.211]
    assert np.all(np.diff(people.EBBINGHAUS.saved) < 0)
    assert people.EBBINGHAUS.hours.shape == people.EBBINGHAUS.saved.shape == (7,)
    assert people.EBBINGHAUS.hours[-1] == 744 and np.all(np.diff(people.EBBINGHAUS.hours) > 0)


def test_ebbinghaus_formula_runs_near_his_numbers():
    """He gives 1.84 and 1.25 for b = 100 k / ((log t)^c + k), t in minutes from one minute before the end."""
    minutes = 60 * people.EBBINGHAUS.hours + 1
    formula = 1.84 / (np.log10(minutes) ** 1.25 + 1.84)
    assert np.abs(formula - people.EBBINGHAUS.saved).max() < 0.035


def test_murdocks_curve_adds_up_to_the_words_that_he_counts():
    assert people.MURDOCK.recalled.shape == (20,)
    assert people.MURDOCK.recalled.sum() == pytest.approx(people.MURDOCK.words, rel=0.05)
