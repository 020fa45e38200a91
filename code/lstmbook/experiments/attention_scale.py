"""Attention with random queries and keys: its weights and their slopes, as the vectors get wider."""

from dataclasses import dataclass

import numpy as np

from lstmbook.equations.attention_scores import DOT, SCALED
from lstmbook.equations.function import softmax


@dataclass(frozen=True)
class Drawn:
    """The weights (draws, keys) of as many single queries, the variance of their scores, and how long the gradient at
    each query is (draws,), for a standard normal gradient at the weights."""

    weights: np.ndarray
    variance: float
    at_queries: np.ndarray

    @property
    def by_rank(self):
        """The mean weight of the key that gets most, of the next, and so on: (keys,)."""
        return -np.sort(-self.weights, axis=-1).mean(axis=0)

    @property
    def norms(self):
        """The spectral norm of the softmax's Jacobian at each draw: (draws,)."""
        return np.linalg.norm(jacobian(self.weights), 2, axis=(-2, -1))


def jacobian(weights):
    """diag(p) - p p^T of each row p of ``weights`` (..., n): (..., n, n)."""
    outer = weights[..., :, None] * weights[..., None, :]
    return weights[..., None] * np.eye(weights.shape[-1]) - outer


def drawn(width, keys=16, draws=1000, seed=0):
    """Unscaled and scaled weights of the same ``draws`` of one query and its keys, all standard normal.

    ValueError where ``width``, ``keys`` or ``draws`` is not positive.
    """
    for name, size in {"width": width, "keys": keys, "draws": draws}.items():
        if size < 1:
            raise ValueError(f"{name} must be at least 1, got {size}")
    rng = np.random.default_rng(seed)
    arrays = {
        "q": rng.normal(size=(draws, 1, width)),
        "k": rng.normal(size=(draws, keys, width)),
        "v": np.zeros((draws, keys, 1)),
    }
    told = rng.normal(size=(draws, keys))
    found = []
    for model, factor in ((DOT, 1.0), (SCALED, width**-0.5)):
        one = model.numpy()(**arrays)
        at_scores = np.einsum("bij,bj->bi", jacobian(one["weights"][:, 0]), told)
        back = np.einsum("bj,bjd->bd", at_scores, arrays["k"]) * factor
        found.append(Drawn(one["weights"][:, 0], one["scores"].var(), np.linalg.norm(back, axis=-1)))
    return tuple(found)


def looked_up(query_angles, key_angles, values, temperature):
    """What queries on a circle read from keys on it: (queries,). Scores are cosines, over the temperature.

    ValueError for a temperature that is not positive.
    """
    if temperature <= 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    scores = np.cos(np.subtract.outer(query_angles, key_angles)) / temperature
    return softmax(scores) @ values
