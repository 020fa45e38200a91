"""A scan: all prefixes of a row of steps that an associative operation can take together, in about 2 log2 T rounds."""

from keras import ops


def prefixes(steps, together):
    """What the first step does, the first two together, and so on.

    ``steps`` is a tuple of T steps, tensors (B, T, ...); ``together`` takes
    two such tuples, the earlier ones first. Returns a tuple like ``steps``.
    """
    count = steps[0].shape[1]
    if count == 1:
        return steps
    first, second = _at(steps, 0, count - 1, 2), _at(steps, 1, None, 2)
    even = prefixes(together(first, second), together)
    odd = _at(steps, 0, 1)
    if count > 2:
        more = together(_at(even, 0, (count - 1) // 2), _at(steps, 2, None, 2))
        pairs = zip(odd, more, strict=True)
        odd = tuple(ops.concatenate(both, axis=1) for both in pairs)
    return tuple(map(_in_turn, odd, even))


def combined(first, second):
    """One step h -> a h + b that does what ``first`` and then ``second`` do."""
    (a, b), (c, d) = first, second
    return a * c, b * c + d


def _at(steps, *places):
    return tuple(one[:, slice(*places)] for one in steps)


def _in_turn(odd, even):
    """The 1st, 3rd, ... and the 2nd, 4th, ... steps as one tensor; of the odd ones there may be one more."""
    count, shape = even.shape[1], even.shape[2:]
    pairs = ops.reshape(ops.stack([odd[:, :count], even], axis=2), (-1, 2 * count, *shape))
    return ops.concatenate([pairs, odd[:, count:]], axis=1)
