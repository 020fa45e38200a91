"""What layers ask of their arguments, and how their weights start apart."""

from keras import initializers


def check_positive(**sizes):
    """ValueError, naming it, for a size that is not a positive integer."""
    for name, size in sizes.items():
        if isinstance(size, bool) or not isinstance(size, int) or size <= 0:
            raise ValueError(f"{name} must be a positive integer, got {size!r}")


def fits(shape, expected):
    """Whether a shape is the expected one, as far as both are known."""
    pairs = zip(shape, expected, strict=False)
    return len(shape) == len(expected) and all(one is None or two is None or one == two for one, two in pairs)


def afresh(initializer):
    """A copy that draws anew: an initializer of Keras keeps its seed, and makes equal shapes the same matrix."""
    return initializer.clone() if isinstance(initializer, initializers.Initializer) else initializer
