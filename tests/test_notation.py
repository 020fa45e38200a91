import pytest
from lstmbook.notation import COLOURS, GROUND, INK, QUANTITIES, QUIET, SIZES, contrast, index, scientific, stylesheet, t

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


def test_roles_of_quantities_exist():
    assert {quantity.role for quantity in QUANTITIES.values()} <= {None, *COLOURS}


def test_shapes_are_named_sizes():
    for quantity in QUANTITIES.values():
        assert {length for length in (quantity.rows, quantity.cols) if length != 1} <= set(SIZES)


def test_entries_carry_their_step():
    j, l = index("j"), index("l")
    assert str(QUANTITIES["h_prev"].entry(l)) == "h[t - 1, l]"
    assert str(QUANTITIES["c"].entry(j, step=t + 1)) == "c[t + 1, j]"
    assert str(QUANTITIES["U_f"].entry(l, j)) == "U_f[l, j]"


def test_scientific_numbers_are_rounded_and_typeset():
    assert scientific(2.6e-13).source == r"3 \times 10^{-13}"
    assert scientific(-123.4, digits=3).source == r"-1.23 \times 10^{2}"
