import numpy as np
import pytest
from lstmbook.equations.model import Model


def random_arguments(model: Model, sizes: dict[str, int], batch: int, seed: int = 0):
    """Random arguments of every shape, none of them symmetric or constant; constant weights hide swapped gates."""
    rng = np.random.default_rng(seed)
    known = {"B": batch, **sizes}
    return {
        name: rng.normal(
            size=[int(length) if str(length).isdigit() else known[str(length)] for length in model.shape_of(name)]
        )
        for name in model.arguments
    }


@pytest.fixture
def arguments():
    return random_arguments


@pytest.fixture
def multiplications():
    """Counts the scalar multiplications that a model's NumPy source really carries out."""

    def count(model, sizes):
        calls = []

        class Counted:
            """A number that stands for itself in sums and remembers its products."""

            def __mul__(self, other):
                calls.append(1)
                return self

            __rmul__ = __mul__

            def __add__(self, other):
                return self

            __radd__ = __truediv__ = __sub__ = __add__

        arrays = random_arguments(model, sizes, batch=1)
        numbers = {name: np.vectorize(lambda _: Counted(), otypes=[object])(array) for name, array in arrays.items()}
        functions = {"sigmoid": lambda x: x, "softmax": lambda x: x}
        # tanh of a stand-in is the stand-in: only products are counted.
        source = model.numpy_source().replace("np.tanh", "sigmoid")
        namespace = {"np": np, **functions}
        exec(source, namespace)
        namespace[model.name](**numbers)
        return len(calls)

    return count
