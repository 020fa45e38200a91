"""A model stated as a change to another one: what is different, and how a factor is taken out."""

from dataclasses import dataclass

from sympy.matrices.expressions import HadamardProduct

from lstmbook.notation.text import Latex


@dataclass(frozen=True)
class Changes:
    """What a variant changes, by names: equations ``changed``, ``added`` and ``gone``, parameters ``new`` and
    ``dropped``. ``latex`` shows the equations that are changed or added."""

    changed: tuple
    added: tuple
    gone: tuple
    new: tuple
    dropped: tuple
    latex: Latex

    @classmethod
    def between(cls, base, variant):
        before, after = dict(base.equations), dict(variant.equations)
        changed = tuple(name for name in after if name in before and after[name] != before[name])
        added = tuple(name for name in after if name not in before)
        gone = tuple(name for name in before if name not in after)
        new = tuple(name for name in variant.parameters if name not in base.parameters)
        dropped = tuple(name for name in base.parameters if name not in variant.parameters)
        shown = [name for name in after if name in (*changed, *added)]
        return cls(changed, added, gone, new, dropped, variant.latex(*shown))


def without_factor(expression, gone):
    """The expression with a quantity that stands as a factor of elementwise products set to one.

    ValueError where it stands as anything else.
    """
    if expression == gone:
        raise ValueError(f"{gone.name} stands where it is not a factor: say what becomes of the equation")
    if not expression.has(gone):
        return expression
    if isinstance(expression, HadamardProduct) and gone in expression.args:
        rest = [without_factor(part, gone) for part in expression.args if part != gone]
        return rest[0] if len(rest) == 1 else HadamardProduct(*rest)
    return expression.func(*(without_factor(part, gone) if part.has(gone) else part for part in expression.args))
