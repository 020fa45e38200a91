"""Drawings become smaller and look the same."""

import re
from xml.etree import ElementTree

import pytest
from book_compact import compact, relative_path

SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
    width="9pt" height="9pt">{}</svg>"""


def written(inside, shared=None):
    root = compact(SVG.format(inside), {} if shared is None else shared)
    return "".join(ElementTree.tostring(part, encoding="unicode", short_empty_elements=True) for part in root)


def points(path):
    """Where a relative path of single letters goes, by adding up its steps."""
    at, start, found = (0.0, 0.0), (0.0, 0.0), []
    for letter, text in re.findall("([mlqcz])([^mlqcz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]
        size = {"m": 2, "l": 2, "q": 4, "c": 6, "z": 1}[letter]
        for first in range(0, len(numbers), size):
            pairs = list(zip(*[iter(numbers[first : first + size])] * 2, strict=True))
            found += [(at[0] + x, at[1] + y) for x, y in pairs]
            at = found[-1]
        start = at if letter == "m" else start
        at = start if letter == "z" else at
    return found


def test_a_path_goes_where_it_went():
    path = "M 46.501021 196.398979  L 225.8 16.98  L -0.001 0.5 Q 1 2 3.14159 4 C 1 1 2 2 3 3.006 z M 5 5 L 5.004 5 z "
    wanted = [(46.5, 196.4), (225.8, 16.98), (0, 0.5), (1, 2), (3.14, 4), (1, 1), (2, 2), (3, 3.01), (5, 5), (5, 5)]
    for found, point in zip(points(relative_path(path)), wanted, strict=True):
        assert found == pytest.approx(point)


def test_rounding_errors_do_not_add_up():
    path = "M 0 0 " + " ".join(f"L {0.004 * n:.6f} 1" for n in range(1, 1001))
    assert points(relative_path(path))[-1] == pytest.approx((4, 1), abs=0.006)


@pytest.mark.parametrize("path", ["M 0 0 A 5 5 0 0 1 3.14159 2", "m 0 0 l 1.2345 1", "M 0 0 1 1.2345", "M 0 0 Z"])
def test_any_other_path_stays(path):
    assert relative_path(path) == path


def test_places_are_rounded_and_scales_are_not():
    text = written('<g transform="translate(43.319771 -0.001) scale(0.015625 -0.1)"><rect x="1.23456" y="0.5"/></g>')
    assert text == '<g transform="translate(43.32 0) scale(0.015625 -0.1)"><rect x="1.23" y=".5" /></g>'


def test_what_draws_nothing_goes():
    style = "<defs><style>*{stroke-linecap: butt}</style></defs>"
    assert (
        written(f"<metadata>made by</metadata>{style}<g>\n <g><!-- 5 --><path d='M 1 1'/></g> </g>")
        == '<path d="m1 1" />'
    )
    # Groups that are only named, an outline without a colour, a space.
    nameless = '<g id="axes_1"><path d="M 0 0" style="fill: none"/><g id="text_1"><path d="M 1 1"/></g></g>'
    space = (
        '<defs><path id="font-32" transform="scale(0.1)"/></defs><use xlink:href="#font-32"/><g style="fill: #000"/>'
    )
    assert written(nameless + space) == '<path d="m1 1" />'
    coloured = '<path d="m0 0" style="fill: none; stroke: #000" />'
    assert written(coloured) == coloured


def test_the_same_shape_is_defined_once_in_a_page():
    drawing = (
        '<defs><path id="font-{0}" d="M 1 1"/></defs><use xlink:href="#font-{0}"/>'
        '<defs><clipPath id="clip"><rect x="{0}"/></clipPath></defs>'
        '<g clip-path="url(#clip)"><path d="M 0 0" id="idle"/></g>'
    )
    shared = {}
    first, second = written(drawing.format(1), shared), written(drawing.format(2), shared)
    shape = re.search(r'<path d="m1 1" id="([^"]+)" />', first)[1]
    assert f'<use href="#{shape}" />' in first and f'<use href="#{shape}" />' in second
    assert first.count("<defs>") == 2 and second.count("<defs>") == 1
    ids = re.findall(r' id="([^"]+)"', first + second)
    assert len(ids) == len(set(ids)) == 3 and "idle" not in ids
    for text in (first, second):
        clip = re.search(r'<clipPath id="([^"]+)"', text)[1]
        assert f'clip-path="url(#{clip})"' in text
