"""The book's notation: sizes, indices, symbols with their shapes, and one colour for each role.

Everything that names a quantity takes the name from here: the equations, their LaTeX, the figures and the
style sheet of the site. Vectors are rows, time is written as a subscript, and entries count from one.
"""

from dataclasses import dataclass

import sympy as sp


def size(name):
    """A symbolic size: a positive integer."""
    return sp.Symbol(name, integer=True, positive=True)


def size_latex(length):
    """A size in LaTeX; a subscript of several letters is a word, not a product."""
    stem, _, below = str(length).partition("_")
    return rf"{stem}_{{\text{{{below}}}}}" if len(below) > 1 else str(length)


def index(name):
    """A symbolic index into a vector or a matrix, counted from one."""
    return sp.Symbol(name, integer=True, positive=True)


d, n, T = size("d"), size("n"), size("T")
H, T_q, T_k, d_k, d_v = size("H"), size("T_q"), size("T_k"), size("d_k"), size("d_v")
d_query, d_key, d_value, d_out = size("d_query"), size("d_key"), size("d_value"), size("d_out")
t = sp.Symbol("t", integer=True, nonnegative=True)

# The letter that a sum over each size runs over.
SUM_INDEX = {d: "k", n: "l", d_k: "a", d_v: "a", T_k: "s", H: "e", d_query: "k", d_key: "k", d_value: "k"}

B = size("B")

SIZES = {
    B: "sequences in a batch",
    d: "features of one input step",
    n: "units of a recurrent layer",
    T: "steps of a sequence",
    T_q: "steps of the sequence that asks",
    T_k: "steps of the sequence that is asked",
    d_k: "features of a query and of a key, per head",
    d_v: "features of a value, per head",
    H: "attention heads",
    d_query: "features of the sequence that asks, before projection",
    d_key: "features of the sequence that keys are made from",
    d_value: "features of the sequence that values are made from",
    d_out: "features of the result of multi-head attention",
}


@dataclass(frozen=True)
class Colour:
    """One role's colour on a light ground and on a dark one, as ``#rrggbb``."""

    light: str
    dark: str


# Grounds of the two themes; every colour below has a contrast of at least 4.5 to 1 on its ground.
GROUND = Colour(light="#ffffff", dark="#121212")
INK = Colour(light="#22262b", dark="#e6e6e6")
QUIET = Colour(light="#646a73", dark="#9aa2ad")

COLOURS = {
    "forget": Colour("#b8400e", "#ff9466"),
    "input": Colour("#00735c", "#3ecfa9"),
    "candidate": Colour("#8a5d00", "#e6b450"),
    "output": Colour("#7b3fb5", "#c79bf2"),
    "cell": Colour("#1560b0", "#74b6ff"),
    "hidden": Colour("#b02a6f", "#ff8fc0"),
    "query": Colour("#00707d", "#4fcbd8"),
    "key": Colour("#66690a", "#c4c750"),
    "value": Colour("#5b50c8", "#aba4ff"),
}


def stylesheet():
    """CSS that gives every colour its dark partner, as a variable and wherever the light one was typeset or drawn."""
    roles = {**COLOURS, "ink": INK, "quiet": QUIET, "ground": GROUND}
    light = "".join(f"--{role}: {colour.light};" for role, colour in roles.items())
    dark = "".join(f"--{role}: {colour.dark};" for role, colour in roles.items())
    rules = [f':root, html[data-theme="light"] {{{light}}}', f'html[data-theme="dark"] {{{dark}}}']
    rules += [f'[mathcolor="{colour.light}"] {{color: var(--{role});}}' for role, colour in COLOURS.items()]
    # Figures carry their colours in style attributes, which only an important rule can overrule.
    for role, colour in roles.items():
        for paint in ("fill", "stroke"):
            rules.append(f'svg [style*="{paint}: {colour.light}"] {{{paint}: var(--{role}) !important;}}')
    return "\n".join(rules) + "\n"


@dataclass(frozen=True)
class Quantity:
    """A named vector or matrix.

    ``time`` is 0 for a quantity of step t, -1 for one of step t-1 and None for one that does not depend on the
    step; ``heads`` says that every attention head has its own; ``learned`` that it is a parameter, which depends on
    nothing else.
    """

    name: str
    tex: str
    rows: sp.Expr
    cols: sp.Expr
    meaning: str
    role: str | None = None
    time: int | None = None
    heads: bool = False
    learned: bool = False

    @property
    def symbol(self):
        return sp.MatrixSymbol(self.name, self.rows, self.cols)

    @property
    def base(self):
        """The indexed family that its entries belong to: h of step t-1 is one member of h."""
        return sp.IndexedBase(self.name.removesuffix("_prev"))

    def entry(self, *indices, step=t):
        """The scalar at the given indices: ``h_prev`` at l is h[t-1, l]; a row vector takes one index."""
        lead = () if self.time is None else (step + self.time,)
        return self.base[(*lead, *indices)]

    def latex(self):
        """Its LaTeX name in its colour."""
        return coloured(self.role, self.tex)


def coloured(role, tex):
    """``tex`` in the colour of ``role``; unchanged where the role is None."""
    return tex if role is None else rf"\textcolor{{{COLOURS[role].light}}}{{{tex}}}"


def value_of(entry, arrays, row=0):
    """The number behind an entry such as h[t-1, 2] or U_f[1, 2], from arrays named as a model's arguments and results.

    ``row`` is the row of the batch, counted from zero. KeyError where the array is missing.
    """
    name, places = str(entry.base), list(entry.indices)
    if QUANTITIES[name].time is not None:
        name = f"{name}_prev" if places.pop(0) == t - 1 else name
        return float(arrays[name][row, int(places[0]) - 1])
    return float(arrays[name][tuple(int(place) - 1 for place in places)])


GATES = {
    "i": ("input", "input gate"),
    "f": ("forget", "forget gate"),
    "g": ("candidate", "candidate"),
    "o": ("output", "output gate"),
}


def _recurrent():
    yield Quantity("x", "x_t", 1, d, "input of the step", None, 0)
    yield Quantity("h_prev", "h_{t-1}", 1, n, "hidden state of the step before", "hidden", -1)
    yield Quantity("h", "h_t", 1, n, "hidden state: what the layer shows", "hidden", 0)
    yield Quantity("c_prev", "c_{t-1}", 1, n, "cell state of the step before", "cell", -1)
    yield Quantity("c", "c_t", 1, n, "cell state: what the layer stores", "cell", 0)
    for letter, (role, meaning) in GATES.items():
        yield Quantity(letter, f"{letter}_t", 1, n, meaning, role, 0)
        yield Quantity(f"z_{letter}", f"z^{{{letter}}}_t", 1, n, f"preactivation of the {meaning}", role, 0)
        yield Quantity(f"W_{letter}", f"W_{letter}", d, n, f"input weights of the {meaning}", learned=True)
        yield Quantity(f"U_{letter}", f"U_{letter}", n, n, f"recurrent weights of the {meaning}", learned=True)
        yield Quantity(f"b_{letter}", f"b_{letter}", 1, n, f"bias of the {meaning}", learned=True)
    yield Quantity("W", "W", d, n, "input weights", learned=True)
    yield Quantity("U", "U", n, n, "recurrent weights", learned=True)
    yield Quantity("b", "b", 1, n, "bias", learned=True)


def _backward():
    """Gradients of a loss, one step back in time: a bar over a quantity is the loss's gradient with respect to it."""
    yield Quantity("loss_bar", r"\bar{\ell}_t", 1, n, "the loss's own gradient at the hidden state", "hidden", 0)
    for letter, role, what in (("h", "hidden", "hidden state"), ("c", "cell", "cell")):
        yield Quantity(f"{letter}_bar", rf"\bar{{{letter}}}_t", 1, n, f"gradient at the {what}, complete", role, 0)
        plus, meaning = rf"\bar{{{letter}}}^{{+}}", f"part of the gradient at the {what} that comes from the step after"
        yield Quantity(f"{letter}_bar_plus", f"{plus}_t", 1, n, meaning, role, 0)
        yield Quantity(
            f"{letter}_bar_plus_prev", f"{plus}_{{t-1}}", 1, n, f"the same, one step earlier: {what}", role, -1
        )
    yield Quantity("x_bar", r"\bar{x}_t", 1, d, "gradient at the input of the step", None, 0)
    for letter, (role, meaning) in GATES.items():
        yield Quantity(
            f"z_bar_{letter}", rf"\bar{{z}}^{{{letter}}}_t", 1, n, f"gradient before the {meaning}'s squashing", role, 0
        )
        for kind, rows, what in (("W", d, "input"), ("U", n, "recurrent")):
            name, tex = f"{kind}_bar_{letter}", rf"\bar{{{kind}}}_{{{letter},t}}"
            yield Quantity(name, tex, rows, n, f"one step's part of the gradient of the {meaning}'s {what} weights")


def _attention():
    for letter, role, steps, width, source, source_width in (
        ("q", "query", T_q, d_k, "query", d_query),
        ("k", "key", T_k, d_k, "key", d_key),
        ("v", "value", T_k, d_v, "value", d_value),
    ):
        yield Quantity(letter, letter, steps, width, f"{role} of every step", role, heads=True)
        yield Quantity(source, f"X_{letter}", steps, source_width, f"sequence the {role} is made from")
        projection = f"projection to the {role}"
        yield Quantity(f"W_{letter}", f"W_{letter}", source_width, width, projection, heads=True, learned=True)
        yield Quantity(f"b_{letter}", f"b_{letter}", 1, width, f"bias of the {role}", heads=True, learned=True)
    yield Quantity("scores", "S", T_q, T_k, "scores: how well each query fits each key", heads=True)
    yield Quantity("weights", "A", T_q, T_k, "attention weights: each row sums to one", heads=True)
    yield Quantity("context", "C", T_q, d_v, "context: the weighted mean of the values", "value", heads=True)
    yield Quantity("W_out", "W_O", d_v, d_out, "one head's part of the output projection", heads=True, learned=True)
    yield Quantity("b_out", "b_O", 1, d_out, "bias of the output projection", learned=True)
    yield Quantity("head", "Y", T_q, d_out, "one head's part of the output", heads=True)
    yield Quantity("y", "y", T_q, d_out, "output of multi-head attention")


QUANTITIES = {quantity.name: quantity for quantity in (*_recurrent(), *_backward(), *_attention())}


@dataclass(frozen=True)
class Latex:
    """Mathematics that a notebook shows as an equation."""

    source: str

    def _repr_latex_(self):
        return f"$$\n{self.source}\n$$"


def scientific(value, digits=1):
    """A number as a text prints it: 2.6e-13 is 3 times ten to the minus 13, to ``digits`` significant digits."""
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return Latex(rf"{mantissa} \times 10^{{{int(power)}}}")


@dataclass(frozen=True)
class Markdown:
    """Text that a notebook shows as Markdown."""

    source: str

    def _repr_markdown_(self):
        return self.source


def table(names):
    """A table of the named quantities: symbol, shape, meaning. KeyError for an unknown name."""
    rows = ["| symbol | shape | what it is |", "|---|---|---|"]
    for name in names:
        one = QUANTITIES[name]
        rows.append(f"| ${one.latex()}$ | ${size_latex(one.rows)} \\times {size_latex(one.cols)}$ | {one.meaning} |")
    return Markdown("\n".join(rows) + "\n")


def contrast(one, other):
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.1, relative luminance)."""

    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
