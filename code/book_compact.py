"""Drawings as small as they can be and look the same: numbers to the precision that can be seen, and what is drawn
again and again, such as a letter, defined once for all drawings of a page.

Paths are shortened as Matplotlib writes them, with absolute M, L, Q, C and z; any other path stays as it is.
"""

import re
from xml.etree import ElementTree

PLACES = 2  # a hundredth of a point; a drawing is shown with at most 1.7 pixels a point
POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "z": 0}
NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"


def compact(svg, shared):
    """The root element of the drawing ``svg``, ready to be written into a page.

    ``shared`` has the shapes that the page's drawings have defined so far, with their ids, and grows.
    """
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        element.text = (element.text or "").strip() or None
        element.tail = (element.tail or "").strip() or None
        shorten_numbers(element)
    drop_names_that_nothing_uses(root)
    drop_what_draws_nothing(root, blank={f"#{path.get('id')}" for path in root.iter("path") if not path.get("d")})
    name_definitions(root, shared)
    return root


def shorten_numbers(element):
    for name in {"x", "y", "width", "height"} & element.attrib.keys():
        element.set(name, re.sub(NUMBER, short, element.get(name)))
    if "d" in element.attrib:
        element.set("d", relative_path(element.get("d")))
    if "transform" in element.attrib:
        moves = re.sub(r"translate\([^)]*\)", lambda move: re.sub(NUMBER, short, move[0]), element.get("transform"))
        element.set("transform", moves)


def short(number):
    return written(rounded(number[0]))


def rounded(number):
    """In units of the last place."""
    return round(float(number) * 10**PLACES)


def written(units):
    text = f"{units / 10**PLACES:.{PLACES}f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", text)


def relative_path(path):
    """The path in steps from point to point, which are short numbers. Each point is rounded: no error adds up."""
    if re.search(r"[^MLQCz\d\s,.e+-]", path):
        return path
    pieces, at, start, before = [], (0, 0), (0, 0), ""
    for command, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", path):
        units = [rounded(number) for number in re.findall(NUMBER, numbers)]
        if len(units) != 2 * POINTS[command]:
            return path
        steps = " ".join(written(unit - at[place % 2]) for place, unit in enumerate(units)).replace(" -", "-")
        again = command == before and command != "M"
        pieces.append((" " if steps[:1] != "-" else "") + steps if again else command.lower() + steps)
        at = tuple(units[-2:]) or start
        start = at if command == "M" else start
        before = command
    return "".join(pieces)


def drop_names_that_nothing_uses(root):
    used = {element.get("href", "").removeprefix("#") for element in root.iter()}
    used |= set(re.findall(r"url\(#([^)]+)\)", ElementTree.tostring(root, encoding="unicode")))
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)


def drop_what_draws_nothing(element, blank):
    """What ``draws_nothing``, and groups that say nothing of what is in them."""
    for child in list(element):
        drop_what_draws_nothing(child, blank)
        place = list(element).index(child)
        if child.tag == "g" and not child.attrib:
            element[place : place + 1] = list(child)
        elif draws_nothing(child, blank):
            element.remove(child)


def draws_nothing(element, blank):
    """Metadata; what holds nothing; outlines without a colour; shapes without an outline, such as a space, and uses of
    these, which are ``blank``; and Matplotlib's style for all elements, which would leave the drawing.
    """
    if element.tag in ("defs", "g"):
        return not len(element)
    if element.tag == "path":
        return not element.get("d") or ("id" not in element.attrib and element.get("style") == "fill: none")
    return element.tag in ("metadata", "style") or element.get("href") in blank


def name_definitions(root, shared):
    """Short ids, unique in the page; of equal shapes only the first in the page is kept."""
    names = {}
    for parent in list(root.iter()):
        for child in [child for child in parent if "id" in child.attrib]:
            name = child.attrib.pop("id")
            shape = ElementTree.tostring(child) if child.tag == "path" else (name, len(shared))
            if shape in shared:
                parent.remove(child)
            names[name] = shared.setdefault(shape, f"drawn-{len(shared)}")
            child.set("id", names[name])
    for element in root.iter():
        if element.get("href", "").startswith("#"):
            element.set("href", "#" + names[element.get("href")[1:]])
        for attribute, value in element.attrib.items():
            element.set(attribute, re.sub(r"url\(#([^)]+)\)", lambda use: f"url(#{names[use[1]]})", value))
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == "defs" and not len(child)]:
            parent.remove(child)
