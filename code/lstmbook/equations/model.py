"""``Model``: one object per model, from which its mathematics, its code and its counts are made."""

from functools import cached_property

import sympy as sp

from lstmbook.equations import function
from lstmbook.equations.definition import Definition
from lstmbook.equations.printers import multiplications, to_entry, to_latex
from lstmbook.equations.variants import Changes, without_factor
from lstmbook.notation.core import BATCH, TIME, Quantity, t
from lstmbook.notation.text import Latex, aligned


class Model:
    """A model: what goes in, what is learned, and equations, each naming one quantity.

    ``inputs`` and ``states`` are quantities, ``equations`` maps a quantity to the matrix expression that it is. What
    is used and neither given nor defined is a parameter. Within a model a name stands for one quantity, so that all
    methods take names.

    Raises:
        ValueError: where two quantities have one name, equations go round in a circle, an expression has other rows,
            columns or axes than what it defines, or something varies that nothing defines.
    """

    def __init__(self, name, inputs, states, equations, base=None):
        self.name, self.base = name, base
        self._given = (*inputs, *states)
        self._equations = _each_after_what_it_uses(name, dict(equations))
        self.quantities = _by_name(name, self._all_quantities())
        self.inputs, self.states = (tuple(one.name for one in some) for some in (inputs, states))
        self.parameters = tuple(one.name for one in self._parameters())
        for left, right in self._equations.items():
            function.check_fits(name, left, right)

    def _all_quantities(self):
        """In the order of first use, and within an expression in the order of writing."""
        yield from self._given
        for left, right in self._equations.items():
            yield from sorted(right.atoms(Quantity), key=lambda one: (one.letter.order, one.name))
            yield left

    def _parameters(self):
        """Those of the model it was made from in their old order, then the new ones."""
        free = [one for one in self.quantities.values() if one not in {*self._given, *self._equations}]
        if stray := [one.name for one in free if BATCH in one.axes or TIME in one.axes]:
            raise ValueError(f"{self.name}: {', '.join(stray)} varies, but is no input or state and has no equation")
        old = [self.base.quantities[name] for name in self.base.parameters] if self.base else []
        return dict.fromkeys([*(one for one in old if one in free), *free])

    def __repr__(self):
        return f"Model({self.name!r}, {', '.join(name for name, _ in self.equations)})"

    @property
    def equations(self):
        """Pairs of a name and its expression, each after those it uses."""
        return tuple((left.name, right) for left, right in self._equations.items())

    @property
    def arguments(self):
        """Names in the order of the NumPy function's arguments."""
        return (*self.inputs, *self.states, *self.parameters)

    def expression(self, name):
        """The right-hand side of the named equation, a matrix expression. KeyError for an unknown name."""
        try:
            return dict(self.equations)[name]
        except KeyError:
            raise KeyError(
                f"{self.name} has no equation {name!r}; it has {[key for key, _ in self.equations]}"
            ) from None

    # -- mathematics ----------------------------------------------------------------------------------------

    def latex(self, *names):
        """The named equations (all of them by default), aligned at the equals sign."""
        rows = self.latex_rows(*names)
        return Latex(" = ".join(rows[0])) if len(rows) == 1 else aligned(rows)

    def latex_rows(self, *names):
        """The two sides of the named equations (all of them by default) in LaTeX."""
        rights = {name: self.expression(name) for name in names} or dict(self.equations)
        return [(self.quantities[name].latex(), to_latex(right)) for name, right in rights.items()]

    def entry(self, name, *indices, step=t, **along):
        """The named equation's right-hand side at ``indices``: one for a vector, two for a matrix, none for a number.

        For all sizes: every matrix product is a ``Sum``. ``along`` gives the places along other axes by their names,
        such as ``head=e``. It is the entry of one sequence: of a sum over a batch, its own term.
        """
        row, column = indices if len(indices) == 2 else (1, *(indices or (1,)))
        return to_entry(self.expression(name), row, column, step, **along)

    def definition(self, name, *indices, step=t, **along):
        """The named equation at symbolic ``indices``, as a ``Definition`` that holds for each of their values."""
        right = self.entry(name, *indices, step=step, **along)
        axes = {axis.name for axis in self.quantities[name].axes}
        own = {axis: place for axis, place in along.items() if axis in axes}
        left = self.quantities[name].entry(*indices, step=step, **own)
        return Definition(left, right, over=(*own.values(), *indices), of_model=True)

    def at(self, **sizes):
        """The equations at given sizes, for example ``at(d=2, n=3)``: a dict of explicit matrices of scalars.

        Exact; each in the names of the equations before it; a list of matrices along each further axis, such as the
        heads. KeyError where a size is missing.
        """
        values = {symbol: sp.Integer(sizes[str(symbol)]) for symbol in self.sizes}

        def explicit(left, right, axes, along):
            if axes:
                axis, *rest = axes
                places = map(sp.Integer, range(1, values[axis.size] + 1))
                return [explicit(left, right, rest, {**along, axis.name: place}) for place in places]
            rows, columns = (length.subs(values) for length in left.shape)
            return sp.ImmutableMatrix(
                rows, columns, lambda i, j: to_entry(right, i + 1, j + 1, t, **along).subs(values).doit()
            )

        return {left.name: explicit(left, right, _indexed(left), {}) for left, right in self._equations.items()}

    # -- counts ---------------------------------------------------------------------------------------------

    @cached_property
    def sizes(self):
        """The symbolic sizes of the model's arguments, those of further axes last."""
        arguments = [self.quantities[name] for name in self.arguments]
        shapes = [length for one in arguments for length in one.shape if length.is_Symbol]
        return tuple(dict.fromkeys([*shapes, *(axis.size for one in arguments for axis in _indexed(one))]))

    def parameter_count(self):
        """Number of learned numbers, as a polynomial in the sizes."""
        learned = [self.quantities[name] for name in self.parameters]
        return sp.Add(*(sp.Mul(*one.shape, *(axis.size for axis in _indexed(one))) for one in learned)).factor()

    def multiply_adds(self):
        """Scalar multiplications of one evaluation with a batch of one, as a polynomial in the sizes."""
        return sp.Add(*(multiplications(right) for right in self._equations.values())).factor()

    # -- code -----------------------------------------------------------------------------------------------

    def numpy_source(self):
        """Source of the NumPy function, one line an equation."""
        return function.source(self)

    def numpy(self):
        """The model as a function ``f(**arrays) -> dict`` of float64 arrays, every named intermediate included.

        Shapes as ``shape_of`` says: batch first, biases (n,). TypeError for a missing or unknown argument, ValueError,
        naming the argument, for a wrong shape.
        """
        return self._function

    @cached_property
    def _function(self):
        return function.compiled(self)

    def shape_of(self, name):
        """Expected shape of an array of this name, as sizes; B is the batch. KeyError for an unknown name."""
        one = self.quantities[name]
        lead = tuple(axis.size for axis in one.axes if axis != TIME)
        return (*lead, one.shape[1]) if one.is_vector else (*lead, *one.shape)

    # -- variants -------------------------------------------------------------------------------------------

    def but(self, name, /, without=(), new=None, inputs=(), states=(), **changed):
        """The model with some of its equations changed: ``LSTM.but("coupled", i=1 - f)``.

        Args:
            name: of the new model.
            without: names of quantities that are taken out, each a factor of elementwise products: it becomes one.
            new: equations to add, a dict of quantity to expression.
            inputs: quantities that the new model hears as well.
            states: quantities of the step before from which it starts as well.
            **changed: the new expressions by the names of what they define.

        Raises:
            ValueError: for a change to an equation that the model does not have or that leaves it as it is, and where
                what is taken out stands as anything but a factor.
        """
        known = {left.name: left for left in self._equations}
        without = (without,) if isinstance(without, str) else tuple(without)
        if unknown := [one for one in (*changed, *without) if one not in known]:
            raise ValueError(f"{name}: {self.name} has no equation {', '.join(unknown)}; it has {', '.join(known)}")
        if same := [one for one, right in changed.items() if self._equations[known[one]] == right]:
            raise ValueError(f"{name}: {', '.join(same)} would be as in {self.name}")
        equations = {**self._equations, **{known[one]: right for one, right in changed.items()}, **(new or {})}
        for gone in (known[one] for one in without):
            del equations[gone]
            equations = {left: without_factor(right, gone) for left, right in equations.items()}
        given = {part: [self.quantities[one] for one in getattr(self, part)] for part in ("inputs", "states")}
        return Model(name, [*given["inputs"], *inputs], [*given["states"], *states], equations, base=self)

    @property
    def changes(self):
        """The ``Changes`` from the model that this one was made from. ValueError for a model of its own."""
        if self.base is None:
            raise ValueError(f"{self.name} is no variant of another model")
        return Changes.between(self.base, self)


def _indexed(quantity):
    """The axes of a quantity that an entry names, less the step."""
    return [axis for axis in quantity.axes if axis.letter and axis != TIME]


def _by_name(model, quantities):
    found = {}
    for one in quantities:
        if (other := found.setdefault(one.name, one)) != one:
            what = " and ".join(f"{each.meaning or 'one'} {each.shape}" for each in (other, one))
            raise ValueError(f"{model}: two quantities are called {one.name!r}: {what}")
    return found


def _each_after_what_it_uses(model, equations):
    """The equations as written, but each after those it uses: the output gate of a peephole LSTM comes after c."""
    done, left = {}, dict(equations)
    while left:
        ready = next((one for one, right in left.items() if not right.atoms(Quantity) & set(left)), None)
        if ready is None:
            raise ValueError(f"{model}: the equations of {', '.join(one.name for one in left)} go round in a circle")
        done[ready] = left.pop(ready)
    return done
