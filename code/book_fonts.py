"""Fonts cut down to the characters that a site shows, from pinned packages with free licences."""

import base64
import html
import importlib.util
import io
import re
from pathlib import Path

# Text is set in Source Serif, drawn for reading on screens, whose letters are as tall as those of STIX Two Math. Cut
# down, it may no longer be called by its reserved name.
TEXT = "Book"
FACES = {"Regular": "normal 400", "It": "italic 400", "Bold": "normal 700"}
NO_TEXT = re.compile(r"<(script|style|pre|code|math|svg)\b.*?</\1>|<[^>]*>", re.S)


def folder_of(package):
    return Path(importlib.util.find_spec(package).origin).parent


def text_in(page):
    """The characters that a page shows in the face for text."""
    return set(html.unescape(NO_TEXT.sub("", page)))


def text_faces(characters):
    """The style rules that bring the faces for text along, so that no text is drawn before they are there."""
    rules = []
    for name, style_and_weight in FACES.items():
        style, weight = style_and_weight.split()
        file = folder_of("font_source_serif_pro") / "files" / f"SourceSerifPro-{name}.ttf"
        properties = f'font-family:"{TEXT}";font-style:{style};font-weight:{weight}'
        rules.append(face(properties, file, characters, only=["kern", "liga"]))
    return "\n".join(rules)


def face(properties, source, characters, **features):
    """The style rule for a font that is cut down and stands in the rule itself; see ``woff2``."""
    data = base64.b64encode(woff2(source, characters, **features)).decode()
    return f'@font-face{{{properties};src:url("data:font/woff2;base64,{data}")}}'


def woff2(source, characters, only=None, also=(), hinting=True):
    """The font file ``source``, less every character that is not among ``characters``, as WOFF2, with its licence.

    Of its OpenType features are kept ``only`` these, or those of fontTools' own choice and ``also`` these. ``hinting``
    keeps what fits outlines to coarse pixels.
    """
    from fontTools import subset  # only when a font is cut: most builds find theirs done

    subset.log.setLevel("WARNING")
    options = subset.Options(flavor="woff2", name_IDs=["*"], obfuscate_names=True)  # the licence is one of its names
    options.hinting = hinting
    options.layout_features = only or [*options.layout_features, *also]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    cut = io.BytesIO()
    subset.save_font(font, cut, options)
    return cut.getvalue()
