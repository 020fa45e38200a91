"""How a figure looks, and ``show``: from ``draw(ax, data)`` to the SVG that a page displays.

Figures are drawn in the light colours of ``notation``; the site's style sheet gives each its dark partner, so nothing
may be drawn in any other colour, and nothing draws the ground. Outside the site, where nobody recolours a drawing, it
brings the ground that its colours were chosen for.
"""

import io
import re

import matplotlib as mpl
from IPython.display import SVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstmbook.notation.colours import COLOURS, GROUND, INK, QUIET

_ROLES = {**COLOURS, "ink": INK, "quiet": QUIET, "ground": GROUND}
COLOUR = {role: colour.light for role, colour in _ROLES.items()}

RC = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "mathtext.fontset": "stix",
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.edgecolor": COLOUR["quiet"],
    "axes.linewidth": 0.8,
    "axes.labelcolor": COLOUR["ink"],
    "axes.titlecolor": COLOUR["ink"],
    "text.color": COLOUR["ink"],
    "xtick.color": COLOUR["quiet"],
    "ytick.color": COLOUR["quiet"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
    "svg.hashsalt": "lstmbook",
    "svg.fonttype": "path",
}


def show(draw, data, width=5.4, height=3.2, panels=1):
    """Draw ``data`` and return the SVG. ``draw`` gets one axes, or a list of them where ``panels`` is larger than 1.

    ``width`` and ``height`` in inches; 5.4 inches keep a 10 point label readable on a phone.
    """
    with mpl.rc_context(RC):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = [figure.add_subplot(1, panels, place + 1) for place in range(panels)]
        draw(axes[0] if panels == 1 else axes, data)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    # A marker is defined once and used often, and both carry the colour. The style sheet does not reach the copies of
    # what is defined, so that these must inherit from each use, which has all of it.
    svg = re.sub(r'(<path id="m[0-9a-f]{10}"[^>]*?) style="[^"]*"', r"\1", buffer.getvalue())
    return SVG(svg.replace("<svg ", f'<svg style="background: {COLOUR["ground"]}" ', 1))


def box(ax, middle, wide, high, role, width=1.4):
    """An empty box around a point, its edge in the colour of a role."""
    x, y = middle
    style = {"edgecolor": COLOUR[role], "facecolor": "none", "linewidth": width}
    ax.add_patch(Rectangle((x - wide / 2, y - high / 2), wide, high, **style))


def arrow(ax, start, end, role, width=1.2, head=9):
    """An arrow from one point to another, which it touches; ``head`` is the size of its tip in points."""
    style = {"arrowstyle": "-|>", "color": COLOUR[role], "linewidth": width, "mutation_scale": head}
    ax.annotate("", end, start, arrowprops=style | {"shrinkA": 0, "shrinkB": 0})
