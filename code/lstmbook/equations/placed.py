"""A model at its place in a composition, with letters, sizes and inputs of its own, so that equations can name them.

The layers of a stack and the directions of a layer share the model of a step. At its place a direction gets an arrow,
a layer its number above and its own number of units, and a layer hears what the one below shows.
"""

from dataclasses import dataclass

from sympy.matrices.expressions import MatAdd, MatMul

from lstmbook.equations.model import Model
from lstmbook.notation.core import Quantity, n, size

ARROWS = {"forward": r"\overrightarrow", "backward": r"\overleftarrow"}
# Beside the weights of what hears both directions, in their order.
HEARD = {"forward": r"\rightarrow", "backward": r"\leftarrow"}


@dataclass(frozen=True)
class Place:
    """The ``path`` of names to it, the ``layer``'s number, from one, and the ``direction``, a key of ``ARROWS``; 0 and
    "" where there is none."""

    path: tuple = ()
    layer: int = 0
    direction: str = ""

    def model(self, step, heard=()):
        """The model as it is written here; ``heard`` are hidden states of the layer below, in place of its input."""
        (own,) = (step.quantities[name] for name in step.inputs)

        def here(part):
            if isinstance(part, Quantity):
                return part if part == own else self.of(part)
            if heard and part.args[0] == own:
                return MatAdd(*(self._block(part.args[1], heard, one) for one in heard)).doit(deep=False)
            return None

        equations = {self.of(step.quantities[name]): rebuilt(right, here) for name, right in step.equations}
        states = [self.of(step.quantities[name]) for name in step.states]
        return Model(self._named(step.name), heard or [own], states, equations)

    def of(self, quantity, above=""):
        """The quantity as it is called here, with ``above`` beside the layer's number."""
        letter, layer = quantity.letter, f"({self.layer})" if self.layer else ""
        stem, _, below = letter.tex.partition("_")
        tex = f"{ARROWS[self.direction]}{{{stem}}}" if self.direction else stem
        tex += (f"^{{{layer}{above}}}" if layer or above else "") + (f"_{below}" if below else "")
        shape = [self._length(one) for one in quantity.shape]
        return Quantity(letter.but(name=self._named(letter.name), tex=tex, shape=shape), *shape, quantity.shift)

    def _block(self, weights, heard, one):
        """The product with one of the hidden states heard side by side: with the rows of the weights that meet it."""
        number = heard.index(one)
        direction, arrow = list(HEARD.items())[number] if len(heard) > 1 else ("", "")
        block = self.of(weights, arrow)
        letter, shape = block.letter, (one.shape[1], block.shape[1])
        name = "_".join(filter(None, (letter.name, direction)))
        return one * Quantity(letter.but(name=name, shape=shape, order=letter.order + number / 10), *shape)

    def _named(self, name):
        return "_".join((*self.path, name))

    def _length(self, length):
        return size(f"n_{self.layer}", n.meaning, n.letter) if self.layer and length == n else length


def rebuilt(expression, change):
    """The expression with ``change`` applied to each quantity, and to each product before its parts."""
    if isinstance(expression, (MatMul, Quantity)) and (new := change(expression)) is not None:
        return new
    if not expression.has(Quantity):
        return expression
    return expression.func(*(rebuilt(part, change) for part in expression.args))


def mirrored(model):
    """The model with step t + 1 where step t - 1 stood: what reads a sequence in reverse."""
    turned = {one: one.mirrored for one in model.quantities.values()}
    equations = {turned[model.quantities[name]]: right.xreplace(turned) for name, right in model.equations}
    inputs, states = ([turned[model.quantities[name]] for name in part] for part in (model.inputs, model.states))
    return Model(model.name, inputs, states, equations)
