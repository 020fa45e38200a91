"""Trained encoder-decoders read by the equations: what they say, and where they look."""

import functools

from lstmbook.equations.attention_decoder import after_the_cell, before_the_cell, masked
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan

ENCODER = Scan(LSTM)
PLACES = {"before": (before_the_cell, "h"), "after": (after_the_cell, "h_tilde")}


@functools.cache
def _reading(place, score):
    return Scan(masked(PLACES[place][0](score)))


def decoder_of(network):
    """The ``Scan`` of a network's decoder, with a mask where there is attention, and what each step shows, by name."""
    if network.attention is None:
        return ENCODER, "h"
    return _reading(network.attention, network.score), PLACES[network.attention][1]


def read(network, run, source, mask, heard):
    """One run over sources (B, T, d) with masks (B, T), hearing (B, S, e): all that its decoder's steps compute.

    ``network`` is one of ``training.encoder_decoder``. Beside the names of the equations, each (B, S, ...), the result
    has ``memory`` (B, T, n) and ``said`` (B, S, k), the logits; with attention its ``weights`` (B, S, T) are the map.
    """
    states = ENCODER(source, run.encoder, mask=mask)
    start = {name: states[name][:, -1] for name in "hc"}  # a masked step hands its states on
    decoder, shown = decoder_of(network)
    fixed = {"memory": states["h"], "seen": mask} if network.attention else {}
    found = decoder(heard, run.decoder, start=start, **fixed)
    return {**found, "memory": states["h"], "said": run.read(found[shown])}
