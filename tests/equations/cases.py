"""What tests of single models share: inputs, random parameters, a chain of equalities to be proved."""

import numpy as np
from lstmbook.proof.derivation import Derivation

TOLERANCE = 1e-10
BATCH, STEPS, FEATURES, UNITS = 3, 6, 4, 5
RNG = np.random.default_rng(0)
INPUTS = RNG.normal(size=(BATCH, STEPS, FEATURES))


def random_parameters(model, **sizes):
    """The same for one model whichever tests run before, since some draws hide what others show."""
    rng = np.random.default_rng([*model.name.encode()])
    return {name: rng.normal(size=[sizes[str(one)] for one in model.shape_of(name)]) for name in model.parameters}


def chain(one, *steps, claim="a claim", given=()):
    """A chain of equalities, proved."""
    derivation = Derivation(one, claim=claim, given=given)
    for step in steps:
        derivation.step(step, because="it follows")
    return derivation.conclude(steps[-1])
