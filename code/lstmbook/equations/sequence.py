"""From one step to whole sequences: ``Scan``, and ``Chain``, ``Stack`` and ``Bidirectional`` that compose them.

Every part is called as ``part(x, parameters, mask=None)`` and returns its results by name; ``part.output(results)`` is
what a next part reads. Parameters and results of a composed part are nested: ``{"forward": {...}, "backward": {...}}``.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lstmbook.equations.model import Model
from lstmbook.notation import B


@dataclass(frozen=True, eq=False)
class Scan:
    """The model of one step over all steps of a sequence, each step starting from the states of the one before.

    With ``reverse`` it reads the last step first. A model that itself goes back in time, whose results are the states
    of the step before, starts at the end without it.
    """

    step: Model
    reverse: bool = False

    @cached_property
    def carried(self):
        """Which result of one step is which state of the next, by their names: ``{"h_prev": "h"}``."""
        results = [name for name, _ in self.step.equations]
        pairs = {
            name: name.removesuffix("_prev") if name.endswith("_prev") else f"{name}_prev" for name in self.step.states
        }
        if missing := sorted(set(pairs.values()) - set(results)):
            raise ValueError(
                f"{self.step.name}: no equation gives {', '.join(missing)}, which the next step starts from"
            )
        return pairs

    @property
    def backwards(self):
        """Whether the last step of the sequence comes first."""
        return self.reverse != any(not name.endswith("_prev") for name in self.step.states)

    @cached_property
    def _function(self):
        return self.step.numpy()

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
            ValueError: for a wrong shape, or a start that is no state; TypeError: for a missing or unknown argument.
        """
        heard = {name: np.asarray(array) for name, array in self._by_name(x, fixed).items()}
        (batch, steps), *others = {array.shape[:2] for array in heard.values()}
        if others or not steps:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in heard.items())
            raise ValueError(f"{self.step.name}: all inputs need one batch and one or more steps, got {shapes}")
        keep = self._checked_mask(mask, batch, steps)
        state = self._started(start or {}, heard, parameters, fixed, batch)
        records = [None] * steps
        for time in reversed(range(steps)) if self.backwards else range(steps):
            seen = {name: array[:, time] for name, array in heard.items()}
            result = self._function(**seen, **state, **fixed, **parameters)
            if keep is not None:
                kept = keep[:, time, None]
                result |= {new: np.where(kept, result[new], state[old]) for old, new in self.carried.items()}
            state = {old: result[new] for old, new in self.carried.items()}
            records[time] = result
        axes = {name: int(self.step.shape_of(name)[0] == B) for name in records[0]}
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
        names = {old: old.removesuffix("_prev") for old in self.carried}
        if unknown := sorted(set(start) - set(names.values())):
            raise ValueError(f"{self.step.name} has no state {', '.join(unknown)}: {', '.join(names.values())}")
        given = {**parameters, **fixed, **{name: array[:, 0] for name, array in heard.items()}}
        lengths = {}
        for name in self.step.arguments:
            if name in given:
                lengths.update(zip(self.step.shape_of(name), np.shape(given[name]), strict=False))
        state = {}
        for old, name in names.items():
            shape = (batch, *(lengths[size] for size in self.step.shape_of(old)[1:]))
            state[old] = np.zeros(shape) if start.get(name) is None else np.asarray(start[name], float)
        return state


@dataclass(frozen=True, eq=False)
class Chain:
    """Named parts one after the other, each reading the output of the one before. ValueError for no parts."""

    parts: dict

    def __post_init__(self):
        if not self.parts:
            raise ValueError("a chain needs at least one part")

    def __call__(self, x, parameters, mask=None):
        """Results of every part by its name; ``parameters`` has the same names."""
        _check_parts("chain", self.parts, parameters)
        results = {}
        for name, part in self.parts.items():
            results[name] = part(x, parameters[name], mask=mask)
            x = part.output(results[name])
        return results

    def output(self, results):
        """What the last part puts out."""
        name, part = list(self.parts.items())[-1]
        return part.output(results[name])


def Stack(*layers):
    """A ``Chain`` of layers called ``layer_1``, ``layer_2``, ..."""
    return Chain({f"layer_{number}": layer for number, layer in enumerate(layers, 1)})


@dataclass(frozen=True, eq=False)
class Bidirectional:
    """One ``Scan`` that reads forwards and one that reads backwards, their hidden states side by side.

    ValueError where the two do not read in these directions.
    """

    forward: Scan
    backward: Scan

    def __post_init__(self):
        if self.forward.backwards or not self.backward.backwards:
            raise ValueError("the first part must read forwards and the second one backwards: Scan(..., reverse=True)")

    def __call__(self, x, parameters, mask=None):
        """``{"forward": results, "backward": results}``; ``parameters`` has the same names."""
        parts = {"forward": self.forward, "backward": self.backward}
        _check_parts("bidirectional", parts, parameters)
        return {name: part(x, parameters[name], mask=mask) for name, part in parts.items()}

    def output(self, results):
        """The hidden states of both directions, (B, T, 2n)."""
        return np.concatenate([results["forward"]["h"], results["backward"]["h"]], axis=-1)


def _check_parts(what, parts, parameters):
    missing, unknown = [sorted(one) for one in (set(parts) - set(parameters), set(parameters) - set(parts))]
    if missing or unknown:
        raise ValueError(f"{what}: parameters miss {missing} and have unknown {unknown}")
