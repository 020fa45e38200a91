"""Weights of the GRU of Chung et al. 2014: column vectors, an array for each gate, and z multiplies the new state.

Source: https://arxiv.org/abs/1412.3555
"""

from lstmbook.layouts.book_form import checked_params, require_reset, transposed, z_exchanged


def gru_from_chung(params):
    """The book's form of a GRU's W_z (n, d), U_z (n, n), b_z (n), and so for r, g.

    Raises:
        ValueError: a key or a shape is wrong, or there are recurrent biases, which only a reset gate that acts after
            the product needs.
    """
    params = checked_params("gru", params, columns=True)
    require_reset(params, "before", "Chung et al. 2014")
    return z_exchanged(transposed(params))


def gru_to_chung(params):
    """A GRU's W_z (n, d), U_z (n, n), b_z (n), and so for r, g.

    Raises:
        ValueError: a key or a shape is wrong, or the reset gate acts after the product.
    """
    params = checked_params("gru", params)
    require_reset(params, "before", "Chung et al. 2014")
    return transposed(z_exchanged(params))
