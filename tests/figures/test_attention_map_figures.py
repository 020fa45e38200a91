"""Maps as a reader draws them: what is asked for is what is drawn, and what is not there is refused by name."""

import re

import numpy as np
import pytest
from lstmbook.figures import attention_maps, looked_and_used, style
from lstmbook.figures.attention_maps import show_maps
from matplotlib.figure import Figure

WEIGHTS = np.random.default_rng(0).dirichlet(np.ones(5), (2, 3, 4))  # two examples, three heads, 4 queries, 5 keys


def drawn(**options):
    """The maps, titles and labels that ``show_maps`` hands to the drawing."""
    taken = {}

    def keep(draw, data, panels, **size):
        taken.update(zip(("maps", "titles", "rows", "columns"), data, strict=False), panels=panels)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attention_maps, "show", keep)
        show_maps(**{"weights": WEIGHTS, **options})
    return taken


def test_head_and_example_are_the_readers_choice():
    found = drawn(heads=[2, 0], example=1)
    assert found["panels"] == 2 and found["titles"] == ["head 3", "head 1"]
    assert np.array_equal(found["maps"][0], WEIGHTS[1, 2]) and np.array_equal(found["maps"][1], WEIGHTS[1, 0])
    assert len(drawn()["maps"]) == 3


def test_weights_without_heads_are_one_map():
    found = drawn(weights=WEIGHTS[:, 0])
    assert found["panels"] == 1 and np.array_equal(found["maps"][0], WEIGHTS[0, 0])
    assert found["rows"] == list("1234") and found["columns"] == list("12345")


@pytest.mark.parametrize("options", [{}, {"heads": [1]}, {"rows": list("abcd"), "columns": list("vwxyz")}])
def test_draws_in_the_colours_of_the_book(options):
    svg = show_maps(WEIGHTS, **options).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_queries_run_downwards_keys_to_the_right_and_areas_are_weights():
    ax = Figure().add_subplot()
    weights = np.zeros((3, 4))
    weights[2, 1] = 0.64
    attention_maps.draw([ax], ({0: weights}, ["one"], list("abc"), list("wxyz"), "asks", "asked"))
    (patch,) = ax.patches
    (left, low), (right, high) = patch.get_xy().min(axis=0), patch.get_xy().max(axis=0)
    assert (right - left) * (high - low) == pytest.approx(0.64) and (left + right, low + high) == pytest.approx((4, 6))
    assert ax.yaxis_inverted() and ax.get_ylabel() == "asks" and ax.get_xlabel() == "asked"
    assert [one.get_text() for one in ax.get_yticklabels()] == list("abc")


def test_of_many_steps_not_every_one_is_labelled():
    ax = Figure().add_subplot()
    labels = [str(one) for one in range(40)]
    attention_maps.draw([ax], ({0: np.eye(40)}, ["one"], labels, labels, "", ""))
    shown = [one.get_text() for one in ax.get_xticklabels()]
    assert len(shown) <= 16 and shown[:2] == ["0", "3"]


BAD = [
    ({"weights": WEIGHTS[0, 0]}, r"weights must have shape \(B, H, Tq, Tk\) or \(B, Tq, Tk\), got \(4, 5\)"),
    ({"weights": WEIGHTS - 0.5}, "weights must lie between 0 and 1"),
    ({"weights": WEIGHTS * np.nan}, "weights must lie between 0 and 1"),
    ({"heads": [3]}, "heads must be from 0 to 2, got 3"),
    ({"heads": []}, "heads must name at least one head"),
    ({"example": 2}, "example must be from 0 to 1, got 2"),
    ({"example": -1}, "example must be from 0 to 1, got -1"),
    ({"rows": list("abc")}, "rows must be 4, one for each of the steps, got 3"),
    ({"columns": list("abcd")}, "columns must be 5, one for each of the steps, got 4"),
    ({"titles": ["one"]}, "titles must be 3, one for each of the maps, got 1"),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_what_does_not_fit_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        show_maps(**{"weights": WEIGHTS, **options})


def test_where_networks_look_and_what_they_hang_on():
    both = np.array([[[0.1, 0.9], [0.3, 0.7], [0.2, 0.8]], [[0.5, 0.5], [0.4, 0.6], [0.6, 0.4]]])
    axes = [Figure().add_subplot() for _ in range(2)]
    panels = [("one", both, {"looks": (0, 0.5), "hangs": (1, 0.5)}), ("other", both, None)]
    looked_and_used.draw(axes, (np.array([0, 1]), ("looks", "hangs"), panels))
    assert [one.get_text() for one in axes[0].texts] == ["looks", "hangs"] and not axes[1].texts
    assert [ax.get_ylabel() for ax in axes] == ["weight, or effect", ""]
    bars = axes[0].collections[0].get_segments()
    assert [segment[0][1] for segment in bars] == [0.2, 0.8]  # medians of the weights
    assert [one.get_text() for one in axes[0].get_xticklabels()] == ["0", "+1"]
