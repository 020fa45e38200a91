"""The clockwork network: who is due at a step, who hears whom, and the gradients of one step."""

from lstmbook.notation.core import TIME, d, matrix, n
from lstmbook.notation.recurrent import step_vector

a = step_vector("a", n, role="input", meaning="clock: one for a unit that is due, zero for one that waits", order=10)
M = matrix("M", n, n, meaning="pattern: one where the unit of the row is heard by that of the column", order=160)

W_bar, U_bar = (
    matrix(
        f"{kind}_bar",
        rows,
        n,
        (TIME,),
        tex=rf"\bar{{{kind}}}",
        meaning=f"one step's part of the gradient of the {what} weights",
        order=200,
    )
    for kind, rows, what in (("W", d, "input"), ("U", n, "recurrent"))
)
