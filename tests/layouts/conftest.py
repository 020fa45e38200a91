import numpy as np
import pytest
from layouts import cases


@pytest.fixture(autouse=True)
def same_numbers_in_any_order_of_the_tests():
    cases.RNG = np.random.default_rng(0)
