"""One colour for each role, a pair for the light theme and the dark one, and the style sheet that exchanges them."""

from dataclasses import dataclass


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


def coloured(role, tex):
    """``tex`` in the colour of ``role``; unchanged where there is none."""
    return tex if not role else rf"\textcolor{{{COLOURS[role].light}}}{{{tex}}}"


def contrast(one, other):
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.1, relative luminance)."""

    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
