"""``Definition``: what one entry stands for, as equations give it and proofs use it."""

from dataclasses import dataclass, field

import sympy as sp

from lstmbook.equations.printers import to_latex


@dataclass(frozen=True)
class Definition:
    """``left = right`` for every value of the index symbols ``over``; ``left`` is a single entry.

    ``of_model`` says that it is one of a model's equations, which pages call by the name of what it defines.
    """

    left: sp.Indexed
    right: sp.Expr
    over: tuple[sp.Symbol, ...] = ()
    of_model: bool = field(default=False, compare=False)

    def latex(self):
        return f"{to_latex(self.left)} = {to_latex(self.right)}"
