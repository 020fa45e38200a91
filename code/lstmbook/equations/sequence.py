"""From one step to whole sequences: ``Scan``, and ``Chain``, ``Stack`` and ``Bidirectional`` that compose them.

Every part is called as ``part(x, parameters, mask=None)`` and returns its results by name; ``part.output(results)`` is
what a next part reads. Parameters and results of a composed part are nested: ``{"forward": {...}, "backward": {...}}``.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.function import check_shapes
from lstmbook.equations.model import Model
from lstmbook.equations.placed import Place, mirrored
from lstmbook.notation.core import BATCH, T, t
from lstmbook.notation.text import aligned


class Part:
    """What all parts have: their equations, written with the letters of each place."""

    @cached_property
    def models(self):
        """The models by their paths, such as ``("layer_1", "backward")``, each with letters of its own."""
        return self.placed(Place(), ())

    def latex(self, *names):
        """The equations of all its models, or those of the quantities that the step calls ``names``."""
        rows = []
        for path, model in self.models.items():
            wanted = {"_".join((*path, name)) for name in names}
            chosen = [one for one, _ in model.equations if not names or one in wanted]
            rows += model.latex_rows(*chosen) if chosen else []
        return aligned(rows)


@dataclass(frozen=True, eq=False)
class Scan(Part):
    """The model of one step over all steps of a sequence, each step starting from the states of the one before.

    With ``reverse`` it reads the last step first. A model that itself goes back in time, whose results are the states
    of the step before, starts at the end without it. ValueError where no equation gives a state.
    """

    step: Model
    reverse: bool = False

    def __post_init__(self):
        results = {name for name, _ in self.step.equations}
        if missing := sorted(set(self.carried.values()) - results):
            raise ValueError(
                f"{self.step.name}: no equation gives {', '.join(missing)}, from which the next step starts"
            )

    @cached_property
    def carried(self):
        """Which result of one step is which state of the next, by their names: ``{"h_prev": "h"}``."""
        states = [self.step.quantities[name] for name in self.step.states]
        return {one.name: (one.letter.name if one.shift else one.prev.name) for one in states}

    @cached_property
    def backwards(self):
        """Whether the last step of the sequence comes first."""
        return self.reverse != any(not self.step.quantities[name].shift for name in self.step.states)

    # -- arrays ---------------------------------------------------------------------------------------------

    def __call__(self, x, parameters, mask=None, start=None, **fixed):
        """Run the model over a batch of sequences.

        Args:
            x: the inputs (B, T, d), or a dict of such arrays by name where a step hears several.
            parameters: the model's parameters by name.
            mask: booleans (B, T). At a step without its one the states are handed on as they are; what else the
                step computes is returned as computed.
            start: states before the first step that is read, ``{"h": ..., "c": ...}``, each (B, n); zero where not
                given.
            **fixed: inputs that every step hears whole, such as an encoder's memory.

        Returns:
            Every named quantity of the step, (B, T, ...), or (T, ...) where it is one for the whole batch, in the order
            of the sequence.

        Raises:
            ValueError: for a wrong shape, or a start that is no state.
            TypeError: for a missing or unknown argument.
        """
        heard, fixed, parameters = map(_as_arrays, (self._by_name(x, fixed), fixed, parameters))
        batch, steps = self._checked_steps(heard)
        keep = self._checked_mask(mask, batch, steps)
        function, records = self.step.numpy(), [None] * steps
        state = self._started(start or {}, heard, parameters, fixed, batch)
        for time in reversed(range(steps)) if self.backwards else range(steps):
            seen = {name: array[:, time] for name, array in heard.items()}
            result = function(**seen, **state, **fixed, **parameters)
            function = self.step.numpy().unchecked  # all later steps have the shapes of the first
            if keep is not None:
                result |= {new: _where(keep[:, time], result[new], state[old]) for old, new in self.carried.items()}
            state = {old: result[new] for old, new in self.carried.items()}
            records[time] = result
        axes = {name: int(BATCH in self.step.quantities[name].axes) for name in records[0]}
        return {name: np.stack([one[name] for one in records], axis) for name, axis in axes.items()}

    def output(self, results):
        """The hidden states (B, T, n)."""
        return results["h"]

    def last(self, results):
        """The hidden state (B, n) where the reading ends: at the last step, or at the first if it reads in reverse."""
        return results["h"][:, 0 if self.backwards else -1]

    def _by_name(self, x, fixed):
        if isinstance(x, dict):
            return x
        name, *others = [name for name in self.step.inputs if name not in fixed]
        if others:
            raise TypeError(f"{self.step.name} hears {', '.join([name, *others])}: give a dict of them")
        return {name: x}

    def _checked_steps(self, heard):
        if any(array.ndim < 2 for array in heard.values()) or len({array.shape[:2] for array in heard.values()}) != 1:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in heard.items())
            raise ValueError(f"{self.step.name}: all inputs need the same batch and the same steps, got {shapes}")
        batch, steps = next(iter(heard.values())).shape[:2]
        if not steps:
            raise ValueError(f"{self.step.name}: a sequence needs at least one step")
        return batch, steps

    def _checked_mask(self, mask, batch, steps):
        if mask is None:
            return None
        mask = np.asarray(mask)
        if mask.shape != (batch, steps) or mask.dtype != bool:
            raise ValueError(
                f"{self.step.name}: mask must be booleans of shape {(batch, steps)}, got {mask.dtype} {mask.shape}"
            )
        return mask

    def _started(self, start, heard, parameters, fixed, batch):
        """All states before the first step, zero where ``start`` does not name them."""
        names = {old: self.step.quantities[old].letter.name for old in self.carried}
        if unknown := sorted(set(start) - set(names.values())):
            raise ValueError(f"{self.step.name} has no state {', '.join(unknown)}, only {', '.join(names.values())}")
        given = {**parameters, **fixed, **{name: array[:, 0] for name, array in heard.items()}}
        given = {name: given[name] for name in self.step.arguments if name in given}
        shapes = {name: self.step.shape_of(name) for name in given}
        lengths = check_shapes(self.step.name, shapes, given)
        state = {}
        for old, name in names.items():
            zeros = np.zeros((batch, *(lengths.get(size, 0) for size in self.step.shape_of(old)[1:])))
            state[old] = zeros if start.get(name) is None else np.asarray(start[name], float)
        return state

    # -- mathematics ----------------------------------------------------------------------------------------

    def definition(self, name, *indices, step=t, **along):
        """The named equation as ``Model.definition`` gives it, for an induction over the steps as they are read.

        In reverse the first step that is read, one, is step T of the sequence; ``latex`` and ``models`` keep the order
        of the sequence.
        """
        return self.step.definition(name, *indices, step=step, **along)

    def first(self, name, *indices):
        """The state of that name before the first step that is read, zero, as a ``Definition``.

        KeyError for a name that is no state.
        """
        states = {self.step.quantities[one].letter.name: self.step.quantities[one] for one in self.step.states}
        at = sp.Integer(1) if states[name].shift else T
        return Definition(states[name].entry(*indices, step=at), sp.Integer(0), tuple(indices))

    def placed(self, place, heard):
        step = self.step if place == Place() and not heard else place.model(self.step, heard)
        return {(): mirrored(step) if self.reverse else step}

    def shows(self, place):
        """The hidden state as it is called at a place."""
        return (place.of(self.step.quantities["h"]),)


MERGES = {
    "concat": lambda forward, backward: np.concatenate([forward, backward], axis=-1),
    "sum": lambda forward, backward: forward + backward,
    "ave": lambda forward, backward: (forward + backward) / 2,
    "mul": lambda forward, backward: forward * backward,
    None: lambda forward, backward: (forward, backward),
}
"""How the hidden states (..., n) of two directions become one output, under Keras's names."""


@dataclass(frozen=True, eq=False)
class Bidirectional(Part):
    """One ``Scan`` that reads forwards and one that reads backwards, their hidden states merged, a key of ``MERGES``.

    ValueError where the two do not read in these directions, and for an unknown merge.
    """

    forward: Scan
    backward: Scan
    merge: str | None = "concat"

    def __post_init__(self):
        if self.forward.backwards or not self.backward.backwards:
            raise ValueError("the first part must read forwards and the second one backwards: Scan(..., reverse=True)")
        if self.merge not in MERGES:
            raise ValueError(f"merge must be one of {', '.join(map(repr, MERGES))}, got {self.merge!r}")

    @property
    def parts(self):
        return {"forward": self.forward, "backward": self.backward}

    def __call__(self, x, parameters, mask=None, start=None):
        """``{"forward": results, "backward": results}``; ``parameters`` has the same names, and so has ``start``."""
        _check_names("bidirectional", self.parts, parameters)
        if unknown := sorted(set(start or {}) - set(self.parts)):
            raise ValueError(f"bidirectional: start must be by {', '.join(self.parts)}, got {', '.join(unknown)}")
        begun = {name: (start or {}).get(name) for name in self.parts}
        return {name: part(x, parameters[name], mask, begun[name]) for name, part in self.parts.items()}

    def output(self, results):
        """The hidden states of both directions at every step, (B, T, 2n) where they are side by side."""
        return MERGES[self.merge](*(part.output(results[name]) for name, part in self.parts.items()))

    def last(self, results):
        """The hidden states where each direction ends its reading.

        Side by side they are (B, 2n): of the direction that reads forwards
        at the last step, of the other at the first.
        """
        both = (part.last(results[name]) for name, part in self.parts.items())
        return MERGES[self.merge](*both)

    def placed(self, place, heard):
        return {(name,): part.placed(self._there(place, name), heard)[()] for name, part in self.parts.items()}

    def shows(self, place):
        if self.merge != "concat":
            raise ValueError(f"the layer above is written for directions side by side, not for merge {self.merge!r}")
        return tuple(one for name, part in self.parts.items() for one in part.shows(self._there(place, name)))

    @staticmethod
    def _there(place, direction):
        return replace(place, path=(*place.path, direction), direction=direction)


@dataclass(frozen=True, eq=False)
class Chain(Part):
    """Named parts one after the other, each reading the output of the one before. ValueError for no parts."""

    parts: dict

    def __post_init__(self):
        if not self.parts:
            raise ValueError("a chain needs at least one part")

    def __call__(self, x, parameters, mask=None, start=None):
        """Results of every part by its name; ``parameters`` has the same names.

        ``start`` has the states by the names of the parts that do not start from zero. ValueError for another name.
        """
        _check_names("chain", self.parts, parameters)
        start = start or {}
        if unknown := sorted(set(start) - set(self.parts)):
            raise ValueError(f"chain: no part is called {', '.join(unknown)}, from which start gives states")
        results = {}
        for name, part in self.parts.items():
            given = {"start": start[name]} if name in start else {}
            results[name] = part(x, parameters[name], mask=mask, **given)
            x = part.output(results[name])
        return results

    def output(self, results):
        """What the last part puts out."""
        name, part = list(self.parts.items())[-1]
        return part.output(results[name])

    def placed(self, place, heard):
        found = {}
        for number, (name, part) in enumerate(self.parts.items(), 1):
            there = replace(place, path=(*place.path, name), layer=number)
            found |= {(name, *path): model for path, model in part.placed(there, heard).items()}
            heard = part.shows(there)
        return found


def Stack(*layers):
    """A ``Chain`` of layers called ``layer_1``, ``layer_2``, ..."""
    return Chain({f"layer_{number}": layer for number, layer in enumerate(layers, 1)})


def _where(keep, new, old):
    """New states where a row of the batch keeps the step, else the old ones; ``keep`` (B,), states (B, ...)."""
    return np.where(np.expand_dims(keep, tuple(range(1, new.ndim))), new, old)


def _as_arrays(given):
    return {name: np.asarray(array, dtype=np.float64) for name, array in given.items()}


def _check_names(what, parts, parameters):
    missing, unknown = (sorted(one) for one in (set(parts) - set(parameters), set(parameters) - set(parts)))
    if missing or unknown:
        raise ValueError(f"{what}: the parameters miss {missing} and have unknown {unknown}")
