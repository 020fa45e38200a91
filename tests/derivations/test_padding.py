"""What padding takes, proved for all sizes, and at numbers."""

import numpy as np
from lstmbook.derivations import padding
from lstmbook.proof.derivation import FOR_ALL_SIZES


def test_the_share_is_proved_and_right_at_numbers():
    proved = padding.share()
    scores, blank, rows = np.array([0.3, -1.2, 2.0]), 0.7, 4
    powers = np.exp(np.concatenate([scores, np.full(rows, blank)]))
    against = np.exp(scores - blank).sum()
    np.testing.assert_allclose(powers[3:].sum() / powers.sum(), 1 - against / (rows + against), rtol=1e-12)
    assert proved.closed and proved.scope == FOR_ALL_SIZES
