"""How many bits about random labels a network's answers give away."""

import numpy as np


def bits(labels, answers):
    """The number of labels times the mutual information, in bits, between a label and the answer to it.

    ``labels`` and ``answers`` are truth values (..., M), counted over the last axis; the result has the others. Only
    what the counts say goes in: M labels of which half are true can give away M bits, and answers that know nothing
    give away a little less than one bit on average, by chance. ValueError for no labels, other shapes or anything but
    truth values.
    """
    labels, answers = np.broadcast_arrays(labels, answers)
    if labels.dtype != bool or answers.dtype != bool or not labels.ndim or not labels.shape[-1]:
        raise ValueError(f"labels and answers must be truth values, at least one, got {labels.dtype} {labels.shape}")
    found = 0.0
    for label in (labels, ~labels):
        for answer in (answers, ~answers):
            both = (label & answer).mean(axis=-1)
            by_chance = label.mean(axis=-1) * answer.mean(axis=-1)
            ratio = np.divide(both, by_chance, out=np.ones_like(both), where=both > 0)
            found = found + both * np.log2(ratio)
    return labels.shape[-1] * found
