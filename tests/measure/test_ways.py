"""Work and ways, against counts of their own."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.convolution import w
from lstmbook.measure import ways
from lstmbook.notation.core import T, d


def test_work_by_hand():
    expected = {
        "simple RNN": 2 * T * d**2,
        "LSTM": 8 * T * d**2 + 3 * T * d,
        "convolution": w * T * d**2,
        "attention": 3 * T * d**2 + 2 * T**2 * d,
        "heads": 4 * T * d**2 + 2 * T**2 * d,
    }
    assert all(sp.expand(ways.work(kind) - one) == 0 for kind, one in expected.items())
    assert ways.mixing("attention") == 2 * T**2 * d and ways.mixing("simple RNN") == T * d**2
    assert sp.expand(ways.mixing("LSTM") - 4 * T * d**2 - 3 * T * d) == 0
    with pytest.raises(KeyError):
        ways.work("transformer")


def test_where_the_balance_turns():
    assert ways.balance(ways.mixing("attention"), ways.mixing("simple RNN")) == [d / 2]
    assert ways.balance(ways.work("attention"), ways.work("LSTM")) == [5 * d / 2 + sp.Rational(3, 2)]
    assert ways.balance(ways.mixing("attention"), ways.mixing("LSTM")) == [2 * d + sp.Rational(3, 2)]
    assert ways.balance(ways.work("heads"), ways.work("LSTM")) == [2 * d + sp.Rational(3, 2)]
    for kind in ("attention", "heads"):
        assert ways.balance(ways.work(kind), ways.work("simple RNN")) == []


def test_memory_by_hand():
    assert [ways.kept(kind) for kind in ("simple RNN", "LSTM", "attention")] == [T * d, 6 * T * d, T**2 + 3 * T * d]
    assert [ways.state(kind) for kind in ("simple RNN", "LSTM", "attention")] == [d, 2 * d, 2 * T * d]


@pytest.mark.parametrize("window", [2, 3, 5])
def test_rounds_in_closed_form(window):
    for steps in (1, 2, 3, 5, 25, 26, 60):
        assert ways.rounds_apart("recurrence", steps) == steps
        assert ways.rounds_apart("convolution", steps, window) == max(1, -(-(steps - 1) // (window - 1)))
        layers = ways.rounds_apart("dilated", steps, window)
        assert steps <= window**layers and (layers == 1 or window ** (layers - 1) < steps)
        assert ways.rounds_apart("attention", steps) == 1


def test_nobody_hears_what_comes_later_but_attention():
    for kind in ("recurrence", "convolution", "dilated"):
        assert not np.triu(ways.hears(kind, 9, 3, 1), 1).any()
    assert ways.hears("attention", 9).all()
    with pytest.raises(KeyError):
        ways.hears("gossip", 3)
