"""Fonts cut down to the characters that a site shows."""

import io

from fontTools import subset


def woff2(source, characters, features=()):
    """The font file ``source``, less every character that is not among ``characters``, as WOFF2, with its licence.

    ``features`` are the OpenType features to keep beside fontTools' own choice.
    """
    subset.log.setLevel("WARNING")
    options = subset.Options(flavor="woff2", name_IDs=["*"])  # the licence is one of its names
    options.layout_features.extend(features)
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    cut = io.BytesIO()
    subset.save_font(font, cut, options)
    return cut.getvalue()
