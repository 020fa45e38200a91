"""Memory capacity: which share of each past input a readout of a network's state explains (Jaeger 2001)."""

import decimal

import numpy as np


def responses(recurrent, inputs, steps):
    """What is left in the state of an input 0, 1, ..., ``steps`` - 1 steps back: rows w U^k, an array (steps, n).

    ``recurrent`` is U, (n, n), and ``inputs`` the input weights w, (n,). ValueError for other shapes, no units, no
    steps or numbers that are not finite.
    """
    recurrent, inputs = _checked(recurrent, inputs, steps)
    rows = [inputs]
    for _ in range(steps - 1):
        rows.append(rows[-1] @ recurrent)
    return np.array(rows)


def by_pseudo_inverse(R):
    """The share of each input's variance that a linear readout of the state explains, (steps,), from the covariance
    C of the state: R_k C^+ R_k^T in double precision, for ``R`` as in ``responses``. It fails where C is singular up to
    rounding: there a column's size enters squared."""
    C = R.T @ R
    readouts = R @ np.linalg.pinv(C)
    return (readouts * R).sum(axis=1)


def by_qr(R):
    """The same shares from the QR decomposition of ``R`` in double precision, without C, and what was left of each
    column of its length when those before it were taken away: arrays (steps,) and (rank,).

    The rank is judged by these remainders: one of at most ``steps`` times the spacing of double precision may be
    rounding, and its column is left out, as a sum of those before it. So a true direction that small is missed, and
    where ``R`` itself has larger errors than rounding, these count as directions.
    """
    least = len(R) * np.finfo(float).eps
    while True:
        Q, T = np.linalg.qr(R)
        left = np.abs(np.diag(T))
        length = np.linalg.norm(R, axis=0)
        length = length[: len(left)]
        lost = left <= least * length
        if not lost.any():
            shares = (Q**2).sum(axis=1)
            return shares, left / length
        # What Q has from here on is arbitrary.
        first = lost.argmax()
        R = np.delete(R, first, axis=1)


def by_gram_schmidt(recurrent, inputs, steps, digits=50):
    """The same shares with far more digits, as a check, and how many independent directions the state has.

    Gram and Schmidt's process on the columns of ``responses``, computed to so many decimal ``digits``: a column of
    which only its last half of these digits is left, when those before are taken away, is no direction of its own.
    Returns an array (steps,) and a number. ValueError as in ``responses`` and for fewer than 15 digits.
    """
    recurrent, inputs = _checked(recurrent, inputs, steps)
    if digits < 15:
        raise ValueError(f"fewer digits than a double has would say nothing, got {digits}")
    exact = np.vectorize(lambda number: decimal.Decimal(float(number)), otypes=[object])
    with decimal.localcontext(prec=digits):
        rows, matrix = [exact(inputs)], exact(recurrent)
        for _ in range(steps - 1):
            rows.append(rows[-1] @ matrix)
        basis = []
        for column in np.array(rows).T:
            before = (column @ column).sqrt()
            for direction in basis * 2:  # the second time takes away what rounding has left
                column = column - (direction @ column) * direction
            length = (column @ column).sqrt()
            if length > before * decimal.Decimal(10) ** (-digits // 2):
                basis.append(column / length)
        return (np.array([exact(np.zeros(steps)), *basis]) ** 2).sum(axis=0).astype("float64"), len(basis)


def by_regression(states, signal, lags):
    """The share of the variance of ``signal``, 0, 1, ..., ``lags`` - 1 steps back, that a linear readout of ``states``
    explains on steps on which it was not fitted: an array (lags,), at least zero.

    ``states`` (steps, n) and ``signal`` (steps,). The first half is fitted, the second is asked. ValueError for a lag
    longer than a half leaves room for, and for numbers that are not finite.
    """
    states, signal = np.asarray(states), np.asarray(signal)
    half = len(signal) // 2
    if states.ndim != 2 or len(states) != len(signal) or not (np.isfinite(states).all() and np.isfinite(signal).all()):
        raise ValueError(f"states {states.shape} and signal {signal.shape} must be finite and of the same length")
    if lags < 1 or half <= lags + states.shape[1]:
        raise ValueError(f"{len(signal)} steps are too few for {lags} lags and {states.shape[1]} units")
    past = np.stack([np.roll(signal, lag) for lag in range(lags)], axis=1)
    design = np.insert(states, 0, 1, axis=1)
    fitting = design[lags:half], past[lags:half]
    fitted, *_ = np.linalg.lstsq(*fitting)
    said, asked = design[half:] @ fitted, past[half:]
    error = ((said - asked) ** 2).mean(axis=0)
    shares = 1 - error / asked.var(axis=0)
    return np.maximum(shares, 0)


def _checked(recurrent, inputs, steps):
    recurrent, inputs = np.asarray(recurrent, dtype="float64"), np.asarray(inputs, dtype="float64")
    if inputs.ndim != 1 or not len(inputs) or recurrent.shape != (len(inputs),) * 2:
        raise ValueError(f"input weights {inputs.shape} do not fit recurrent weights {recurrent.shape}")
    if steps < 1 or not (np.isfinite(recurrent).all() and np.isfinite(inputs).all()):
        raise ValueError("capacity needs at least one step and finite weights")
    return recurrent, inputs
