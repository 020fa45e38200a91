"""Definitions put in and derivatives carried out, with every dependence accounted for."""

import sympy as sp

from lstmbook.equations.nodes import sigma, tanh
from lstmbook.proof.hypotheses import is_learned, kinds, matched, may_match, same_step
from lstmbook.proof.indices import renamed_apart, substituted
from lstmbook.proof.statements import own_tanh


class Unfolding:
    """Puts definitions into expressions. ``used`` collects the hypotheses that were needed."""

    def __init__(self, hypotheses, known):
        self.definitions, _, _, self.fixed = kinds(hypotheses)
        self.known, self.used, self.open, self.memory = known, set(), [], {}

    def __call__(self, expression):
        """The expression with its definitions put in and its derivatives carried out.

        ValueError where definitions go round in a circle, and for a derivative of what is not known to be constant.
        """
        try:
            return self.unfolded(renamed_apart(expression))
        except RecursionError:
            names = ", ".join(str(one.left) for one in self.definitions)
            raise ValueError(f"the definitions of {names} go round in a circle") from None

    def unfolded(self, e):
        if isinstance(e, sp.Derivative):
            return self.derivative(e)
        if isinstance(e, sp.Indexed):
            return self.entry(e)
        if not e.args or not e.has(sp.Indexed, sp.Derivative):
            return e
        return e.func(*(self.unfolded(part) for part in e.args))

    def entry(self, e):
        for definition in self.definitions:
            values = matched(definition, e)
            if values is not None:
                self.used.add(definition)
                if e in self.open:
                    raise ValueError(f"the definition of {definition.left} goes round in a circle")
                if e not in self.memory:
                    self.open.append(e)
                    self.memory[e] = self.unfolded(substituted(renamed_apart(own_tanh(definition.right)), values))
                    self.open.pop()
                return self.memory[e]
        return e

    # -- derivatives ----------------------------------------------------------------------------------------

    def derivative(self, e):
        found = self.unfolded(e.expr)
        for variable in e.variables:
            self.check_variable(variable)
            found = self.slope(renamed_apart(found), variable)
        return found

    def check_variable(self, variable):
        if not isinstance(variable, (sp.Indexed, sp.Symbol)) or variable.is_integer:
            raise ValueError(f"a derivative by {variable} means nothing: it needs an entry or a real number")
        if isinstance(variable, sp.Indexed) and variable.base in {**self.known.orthonormal, **self.known.distributions}:
            raise ValueError(
                f"a derivative by {variable}, which cannot vary alone: its whole family must stay as it is"
            )
        for one in (*self.definitions, *self.fixed) if isinstance(variable, sp.Indexed) else ():
            if may_match(one, variable):
                what = "held fixed" if one in self.fixed else "defined by its equation"
                raise ValueError(f"a derivative by {variable}, which is {what}: it must be free to vary")

    def slope(self, e, variable):
        """The derivative of an expression whose definitions have been put in."""
        if e == variable:
            return sp.Integer(1)
        match e:
            case sp.Indexed():
                return self.slope_of_entry(e, variable)
            case sp.Symbol() | sp.Number() | sp.NumberSymbol() | sp.KroneckerDelta():
                return sp.Integer(0)
            case sp.Add():
                return sp.Add(*(self.slope(term, variable) for term in e.args))
            case sp.Mul():
                slopes = [self.slope(factor, variable) for factor in e.args]
                others = (e.args[:place] + e.args[place + 1 :] for place in range(len(slopes)))
                return sp.Add(*(one * sp.Mul(*rest) for one, rest in zip(slopes, others, strict=True) if one != 0))
            case sp.Sum():
                return e.func(self.slope(e.function, variable), *e.limits)
            case sp.Pow() if e.exp.is_number and (e.exp.is_Integer or self.known.positive(e.base)):
                return e.exp * e.base ** (e.exp - 1) * self.slope(e.base, variable)
            case sp.Pow() if not e.exp.has(sp.Indexed, variable) and self.slope(e.base, variable) == 0:
                return sp.Integer(0)
            case sp.exp():
                return e * self.slope(e.args[0], variable)
            case sp.log():
                return self.slope(e.args[0], variable) / e.args[0]
            case sp.sin():
                return sp.cos(e.args[0]) * self.slope(e.args[0], variable)
            case sp.cos():
                return -sp.sin(e.args[0]) * self.slope(e.args[0], variable)
            case sigma():
                return e * (1 - e) * self.slope(e.args[0], variable)
            case tanh():
                return (1 - e**2) * self.slope(e.args[0], variable)
        raise ValueError(f"no rule for the derivative of {e} by {variable}")

    def slope_of_entry(self, e, variable):
        """1 at the variable itself, 0 at what is known to be constant. ValueError for everything else."""
        for definition in self.definitions:
            if may_match(definition, e):
                raise ValueError(f"the derivative by {variable} meets {e}, which may be {definition.left}")
        if isinstance(variable, sp.Indexed) and e.base == variable.base and same_step(e, variable):
            places = zip(e.indices, variable.indices, strict=True)
            return sp.Mul(*(sp.KroneckerDelta(one, two) for one, two in places))
        for fixed in self.fixed:
            if matched(fixed, e) is not None:
                self.used.add(fixed)
                return sp.Integer(0)
        if is_learned(e):
            return sp.Integer(0)
        raise ValueError(
            f"the derivative by {variable} meets {e}, which has no definition: give one, or declare it Fixed"
        )
