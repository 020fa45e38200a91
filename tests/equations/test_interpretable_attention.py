"""Heads that share their values: multi-head attention with equal values, and no other."""

import numpy as np
from lstmbook.equations.interpretable_attention import INTERPRETABLE_ATTENTION
from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION

SIZES = {"H": 3, "T_q": 3, "T_k": 5, "d_k": 4, "d_v": 2, "d_query": 6, "d_key": 5, "d_value": 7, "d_out": 6}
SHARED = ("W_v", "b_v", "W_out")


def test_is_multi_head_attention_with_equal_values(arguments):
    arrays = arguments(INTERPRETABLE_ATTENTION, SIZES, batch=2)
    found = INTERPRETABLE_ATTENTION.numpy()(**arrays)
    thrice = {name: np.stack([arrays[name]] * 3) for name in SHARED}
    whole = MULTI_HEAD_ATTENTION.numpy()(**arrays | thrice)
    np.testing.assert_allclose(found["y"], whole["y"], rtol=0, atol=1e-12)
    thrice["W_v"] = thrice["W_v"] * np.array([1, 1, 2])[:, None, None]
    assert np.abs(MULTI_HEAD_ATTENTION.numpy()(**arrays | thrice)["y"] - found["y"]).max() > 1e-3


def test_has_fewer_parameters(arguments):
    arrays = arguments(INTERPRETABLE_ATTENTION, SIZES, batch=1)
    learned = sum(arrays[name].size for name in INTERPRETABLE_ATTENTION.parameters)
    values = {one: SIZES[str(one)] for one in INTERPRETABLE_ATTENTION.sizes}
    assert INTERPRETABLE_ATTENTION.parameter_count().subs(values) == learned
