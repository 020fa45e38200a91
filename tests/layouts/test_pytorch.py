"""PyTorch itself, where it is installed."""

import numpy as np
import pytest
from layouts.cases import BOOK, D, N, converters, inputs


@pytest.mark.parametrize(("model", "kind"), [("lstm", "LSTMCell"), ("gru", "GRUCell"), ("simple_rnn", "RNNCell")])
def test_pytorch_itself(model, kind):
    torch = pytest.importorskip("torch", reason="PyTorch is not a dependency of the book")
    cell = getattr(torch.nn, kind)(D, N, dtype=torch.float64)
    weights = {name: weight.detach().numpy() for name, weight in cell.named_parameters()}
    params = converters(model, "pytorch")[0](**weights)
    x, h, *c = values = inputs(model)
    h, *c = (torch.tensor(state)[None] for state in (h, *c))
    states = cell(torch.tensor(x)[None], (h, *c) if c else h)
    states = states if c else (states,)
    for ours, theirs in zip(BOOK[model](params, *values), states, strict=True):
        np.testing.assert_allclose(ours, theirs[0].detach().numpy(), rtol=0, atol=1e-10)
