"""Trainings of a few steps, which are not worth compiling; the pages and the tests of training compile theirs."""

import pytest
from lstmbook.training import fit


@pytest.fixture(scope="module", autouse=True)
def not_compiled():
    """A test whose networks are trained for many steps sets ``fit.COMPILED`` again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "COMPILED", False)
        yield
