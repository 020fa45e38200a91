"""What can be seen of an expression by its form alone: its sign, and whether it is a real number at all.

Every answer is for all real values of the symbols and entries that the hypotheses admit. A "no" also means unknown.
"""

import sympy as sp

from lstmbook.equations.nodes import gap, sigma, tanh
from lstmbook.proof.hypotheses import distributions, kinds, orthonormal, permutations
from lstmbook.proof.indices import renamed_apart


class Known:
    """What is known about indices and signs: the ranges and bounds of the hypotheses, and the indices of open sums.

    ``used`` collects the hypotheses that an answer rested on.
    """

    def __init__(self, hypotheses=()):
        _, ranges, bounds, _ = kinds(hypotheses)
        self.ranges = {one.index: (sp.sympify(one.low), sp.sympify(one.high)) for one in ranges}
        self.positives = {}
        for one in bounds:
            self.positives |= {sp.expand(one.value - one.low): one, sp.expand(one.high - one.value): one}
        self.sources = {one.index: one for one in ranges}
        self.orthonormal, self.distributions = orthonormal(hypotheses), distributions(hypotheses)
        self.permutations = permutations(hypotheses)
        self.used = set()

    def open(self, index, low, high):
        """Note that ``index`` runs from ``low`` to ``high`` inside a sum."""
        self.ranges[index] = (low, high)

    # -- indices --------------------------------------------------------------------------------------------

    def at_least(self, larger, smaller):
        """Whether larger >= smaller follows for two whole numbers."""
        difference, asked = sp.expand(larger - smaller), set()
        # Ranges entered last may name earlier indices, never the other way round.
        for symbol, (low, high) in reversed(self.ranges.items()):
            slope = difference.coeff(symbol)
            end = low if slope.is_positive else high if slope.is_negative else None
            if end is not None and end.is_finite is not False:
                difference = sp.expand(difference + slope * (end - symbol))
                asked.add(symbol)
        if difference.is_nonnegative is True:
            self.used |= {self.sources[symbol] for symbol in asked if symbol in self.sources}
            return True
        return False

    def not_empty(self, limits):
        return all(self.at_least(high, low) for _, low, high in limits)

    # -- signs ----------------------------------------------------------------------------------------------

    def sign(self, e):
        """1 where the expression is positive, -1 where it is negative, 0 where neither is known."""
        if (bound := self.positives.get(sp.expand(e))) or (minus := self.positives.get(sp.expand(-e))):
            self.used.add(bound or minus)
            return 1 if bound else -1
        if e.is_number and (e.is_positive or e.is_negative):
            return 1 if e.is_positive else -1
        if _is_whole(e):
            return 1 if self.at_least(e, 1) else -1 if self.at_least(-e, 1) else 0
        match e:
            case sp.exp() | sigma():
                return 1
            case sp.Indexed() if e.base in self.distributions and self.distributions[e.base].of(e):
                self.used.add(self.distributions[e.base])
                return 1
            case sp.log():
                return self.sign(e.args[0] - 1)
            case sp.Abs():
                return int(self.nonzero(e.args[0]))
            case sp.Max():
                return int(any(map(self.positive, e.args)))
            case sp.Mul():
                return sp.prod(map(self.sign, e.args))
            case sp.Pow():
                base = self.sign(e.base)
                return int(self.nonzero(e.base)) if e.exp.is_even else base if base > 0 or e.exp.is_odd else 0
            case sp.Add():
                return 1 if self.sum_is_positive(e) else -1 if self.sum_is_positive(sp.expand(-e)) else 0
            case sp.Sum():
                inside = self.inside(e)
                return self.sign(inside.function) if self.not_empty(inside.limits) else 0
            case sp.Product():
                return int(self.sign(self.inside(e).function) > 0)
        return 1 if e.is_positive else -1 if e.is_negative else 0

    def positive(self, e):
        return self.sign(e) > 0

    def nonzero(self, e):
        return self.sign(e) != 0 or (e.is_Symbol and e.is_zero is False)

    def not_negative(self, e):
        """Whether the expression is >= 0."""
        if self.positive(e) or (e.is_Symbol and e.is_nonnegative) or (_is_whole(e) and self.at_least(e, 0)):
            return True
        match e:
            case sp.Abs() | gap():
                return True
            case sp.Max():
                return any(map(self.not_negative, e.args))
            case sp.Pow():
                return bool(e.exp.is_even) or self.not_negative(e.base)
            case sp.Mul():
                return all(map(self.not_negative, e.args))
            case sp.Add():
                constant, owing, _ = self.settled(e)
                return all(map(self.within_one, owing)) and bool(constant >= len(owing))
            case sp.Sum() | sp.Product():
                return self.not_negative(self.inside(e).function)
        return False

    def sum_is_positive(self, e):
        """What is left when all debts are paid must be more than nothing; a debt is less than the one that pays it."""
        constant, owing, spare = self.settled(e)
        if not (all(map(self.within_one, owing)) and constant >= len(owing)):
            return False
        return bool(constant > 0) or any(map(self.positive, spare))

    def settled(self, e):
        """The constant of a sum, the terms that may be negative and are paid by no |x|, and what paid for nothing.

        |x| pays for one x or one -x, and the constant for as many terms within one as it has ones.
        """
        constant, rest = e.as_coeff_Add()
        terms = sp.Add.make_args(rest)
        owing = [term for term in terms if not self.not_negative(term)]
        spare = [term for term in terms if term not in owing]
        for absolute in [term for term in spare if isinstance(term, sp.Abs)]:
            paid = next((term for term in owing if term in (absolute.args[0], -absolute.args[0])), None)
            if paid is not None:
                owing.remove(paid)
                spare.remove(absolute)
        return constant, owing, spare

    def within_one(self, e):
        """Whether the expression stays below one, up to its sign: a product of gates, tanhs, numbers that are said to
        be so small, their powers, and one over what is above one."""
        bases = [factor.as_base_exp() for factor in sp.Mul.make_args(e) if factor != -1]
        return bool(bases) and all(
            (isinstance(base, sigma) and power.is_positive is True)
            or (isinstance(base, tanh) and power.is_Integer and power > 0)
            or (power.is_Integer and power > 0 and self.said_within_one(base))
            or (power.is_negative and self.positive(base - 1))
            for base, power in bases
        )

    def said_within_one(self, e):
        """Whether a hypothesis bounds the expression by one from above, and by minus one or zero from below."""
        above = self.positives.get(sp.expand(1 - e))
        below = self.positives.get(sp.expand(1 + e)) or self.positives.get(e)
        if above and below:
            self.used |= {above, below}
        return bool(above and below)

    def inside(self, e):
        """The sum or product with an index of its own, whose range is known from here on."""
        e = renamed_apart(e)
        for limit in reversed(e.limits):
            self.open(*limit)
        return e

    # -- is it a number -------------------------------------------------------------------------------------

    def undefined(self, e, unfold):
        """A part of the expression that may have no real value; None if there is none.

        ``unfold`` puts definitions into a part, whose sign then decides.
        """
        if isinstance(e, (sp.Sum, sp.Product)):
            return self.undefined(self.inside(e).function, unfold)
        if isinstance(e, sp.Pow) and not self.power_is_defined(e, unfold):
            return e
        if isinstance(e, (sp.log, gap)) and not self.positive(unfold(e.args[0])):
            return e
        parts = (e.expr,) if isinstance(e, sp.Derivative) else e.args if e.has(sp.Pow, sp.log, gap) else ()
        return next((found for part in parts if (found := self.undefined(part, unfold)) is not None), None)

    def power_is_defined(self, e, unfold):
        base, exponent = e.base, e.exp
        if exponent.is_integer and not exponent.has(sp.Indexed):
            return self.at_least(exponent, 0) or self.nonzero(unfold(base))
        if exponent.is_nonnegative and self.not_negative(unfold(base)):
            return True
        return self.positive(unfold(base))


def _is_whole(e):
    """Whether the expression is a whole number made of indices and sizes, of which ``at_least`` knows enough."""
    return bool(e.is_integer) and not e.has(sp.Sum, sp.Product)
