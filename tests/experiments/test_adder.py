"""The adder set by hand adds, and its error is the curvature that remains."""

import numpy as np
import pytest
from lstmbook.experiments import adder
from lstmbook.tasks import adding


def test_it_adds_and_its_error_falls_with_the_fourth_power():
    coarse, fine = (adder.errors(small, 10)[0] for small in (0.1, 0.01))
    assert fine < 1e-7 and coarse / fine == pytest.approx(1e4, rel=0.1)


def test_without_the_two_tanh_only_the_leak_would_be_left():
    error, leak = adder.errors(0.01, 10)
    assert 0 <= leak < 1e-9 * error


def test_an_input_gate_that_is_not_shut_shows_as_leak(monkeypatch):
    monkeypatch.setattr(adder, "OPEN_GATE", 5.0)
    error, leak = adder.errors(0.01, 10)
    assert leak > 1e-4 and error == pytest.approx(leak, rel=0.1)


def test_the_numbers_are_those_of_the_task():
    inputs, answers = adding.batch(np.random.default_rng(0), 3, 6)
    (error, _), marked = adder.errors(0.001, 6, 3), (inputs[..., 0] * inputs[..., 1]).sum(axis=1)
    assert np.allclose(marked, answers[:, 0]) and error < 1e-10
