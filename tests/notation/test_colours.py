import pytest
from lstmbook.notation.colours import COLOURS, GROUND, INK, QUIET, contrast, stylesheet

ROLES = {**COLOURS, "ink": INK, "quiet": QUIET}


@pytest.mark.parametrize("role", ROLES)
def test_colours_stand_out_on_their_ground(role):
    assert contrast(ROLES[role].light, GROUND.light) >= 4.5
    assert contrast(ROLES[role].dark, GROUND.dark) >= 4.5


def test_contrast_of_black_and_white_is_the_largest():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_every_role_has_a_colour_of_its_own():
    for theme in ("light", "dark"):
        shades = [getattr(colour, theme) for colour in ROLES.values()]
        assert len(set(shades)) == len(shades)


def test_stylesheet_has_both_colours_of_every_role():
    css = stylesheet()
    for role, colour in COLOURS.items():
        assert f"--{role}: {colour.light};" in css and f"--{role}: {colour.dark};" in css
        assert f'[mathcolor="{colour.light}"] {{color: var(--{role});}}' in css
