"""Numbers of the literature on human memory that the book draws beside those of a network. Nothing is fitted here."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Savings:
    """The share of the first learning's work that relearning saves, (K,), after ``hours`` (K,)."""

    hours: np.ndarray
    saved: np.ndarray


# The table at the end of section 28 of "Memory" (1885, translated 1913): lists of 13 syllables, one learner. All seven
# savings were compared with that page of the translation, its page 76, at Wikisource. His hours are rounded, 0.33, 1.
# and 8.8; the two shortest are 19 and 63 minutes in the discussion of Murre & Dros.
EBBINGHAUS = Savings(
    hours=np.array([19 / 60, 63 / 60, 8.75, 24, 48, 6 * 24, 31 * 24]),
    saved=np.array([0.582, 0.442, 0.358, 0.337, 0.278, 0.254, 0.211]),
)


@dataclass(frozen=True)
class FreeRecall:
    """The share of words recalled by their place in the list, (T,), and the mean number of words recalled of one list
    that the same study reports."""

    recalled: np.ndarray
    words: float


# Lists of 20 words, one a second, of Murdock, "The serial position effect of free recall", Journal of Experimental
# Psychology 64(5), 1962. The mean number is his Table 1. The shares were read off his curves, to two digits, for the
# data of Lee & Wagenmakers, "Bayesian Cognitive Modeling", 2013, file pc_M.txt; so they need not add up exactly.
MURDOCK = FreeRecall(
    np.array(
        [0.46, 0.27, 0.20, 0.16, 0.17, 0.16, 0.15, 0.14, 0.20, 0.23]
        + [0.26, 0.21, 0.24, 0.27, 0.30, 0.40, 0.63, 0.77, 0.84, 0.97]
    ),
    words=6.87,
)
