"""Style sheets keep what a site shows, and nothing else."""

import pytest
from book_styles import Site, reduced

PAGE = """<html><body><div class="cell tag_hide" id="first"><p title="a > b">Text</p><i class="icon"></i></div>
<script>button.classList.add("copied"); root.dataset.colourMode = "dark"; root.style.setProperty("--height", 3)</script>
<table style="color: var(--ink)"></table></body></html>"""


def kept(style, page=PAGE):
    site = Site(style)
    site.add_page(page)
    return reduced(style, site)


@pytest.mark.parametrize(
    "selector",
    [
        "div",
        "DIV",
        "*",
        ".cell",
        "div.cell.tag_hide",
        "#first",
        "p[title]",
        "div>p:hover",
        "p::before",
        ".cell:not(.absent)",
        ".cell:is(.absent,.tag_hide) p",
        ".copied",  # by a script
        "p.copied",
        "html[data-colour-mode=dark]",
        ":root",
    ],
)
def test_a_rule_for_what_occurs_stays(selector):
    assert kept(f"{selector} {{ color: red }}").endswith("{color:red}")


@pytest.mark.parametrize(
    "selector",
    [
        "section",
        ".absent",
        "div.icon",  # both occur, but no element is both
        "#second",
        "p[hidden]",
        ".cell .absent",
        ".absent>p",
        "p.copied.absent",
        ".absent:hover",
    ],
)
def test_a_rule_for_what_does_not_occur_goes(selector):
    assert kept(f"{selector} {{ color: red }}") == ""


def test_of_several_selectors_those_that_occur_stay():
    assert kept(".absent, p , .cell>p { color: red }") == "p,.cell>p{color:red}"


def test_rules_within_conditions_are_looked_at():
    wide = "@media (min-width: 9px) { p { color: red !important } .absent { color: red } }"
    assert kept(wide + "@media print { .absent { top: 0 } }") == "@media (min-width: 9px){p{color:red !important}}"


def test_a_custom_property_stays_while_it_is_read():
    style = ":root { --a: var(--b); --b: 1px; --c: var(--d); --d: 2px; --ink: red; --height: 1 } p { top: var(--a) }"
    assert kept(style) == ":root{--a:var(--b);--b:1px;--ink:red;--height:1}p{top:var(--a)}"


def test_fonts_and_animations_stay_while_they_are_named():
    faces = '@font-face { font-family: "Some Face"; src: url(a) } @font-face { font-family: Other; src: url(b) }'
    moves = "@keyframes turn { to { top: 0 } } @keyframes fall { to { top: 0 } }"
    style = kept(
        f"{faces} {moves} p {{ font-family: Some\\ Face; animation: turn 1s }} .absent {{ font-family: Other }}"
    )
    assert 'font-family:"Some Face"' in style and "@keyframes turn" in style
    assert "Other" not in style and "fall" not in style


def test_licences_stay_and_other_comments_go():
    assert kept("/*! Licensed under MIT */ /* an aside */ p { top: 0 }") == "/*! Licensed under MIT */p{top:0}"


def test_a_digest_changes_with_what_the_styles_speak_of_and_with_nothing_else():
    def digest(page):
        site = Site(".cell p .icon { color: red }")
        site.add_page(page)
        return site.digest()

    assert digest('<p id="one">Some words</p>') == digest('<p id="two">Others</p>')
    assert digest("<p></p>") != digest('<p class="icon"></p>')
