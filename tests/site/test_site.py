"""The built site, opened from the disk in a real browser."""

import base64
import functools
import http.server
import io
import posixpath
import re
import threading
from pathlib import Path

import book_fonts
import pytest
import yaml
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from browser import NOT_PAGES, SITE, budget, pages, weight
from fontTools.ttLib import TTFont

PAGES = pages()
NAMES = [path.relative_to(SITE).as_posix() for path in PAGES]
every_page = pytest.mark.parametrize("page", PAGES, ids=NAMES)


@pytest.fixture
def tab(chromium):
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield tab
    tab.close()


class Reader:
    """Opens page after page in one tab, since a new one takes as long as all that is looked at, as if each were its
    first: nothing is kept from page to page. What the pages ask for and say is in lists, the looks of text whose
    colours have been judged in a set.
    """

    def __init__(self, browser, **options):
        self.tab = browser.new_page(**options)
        self.tab.context.new_cdp_session(self.tab).send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.requests, self.failures, self.messages = [], [], []
        self.looks = set()
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("requestfailed", lambda request: self.failures.append(request.url))
        self.tab.on("console", self.note)
        self.tab.on("pageerror", lambda error: self.messages.append(str(error)))

    def note(self, message):
        if message.type in ("error", "warning"):
            self.messages.append(message.text)

    def open(self, page, **options):
        self.tab.goto("about:blank")
        self.tab.set_viewport_size({"width": 1280, "height": 900})
        self.tab.emulate_media(color_scheme="light")
        for noted in (self.requests, self.failures, self.messages):
            noted.clear()
        self.tab.goto(page.as_uri(), **options)
        return self.tab


@pytest.fixture(scope="session")
def reader(chromium):
    reader = Reader(chromium)
    reader.tab.add_init_script(RECORD_SHIFTS)
    return reader


@pytest.fixture(scope="session")
def reader_without_javascript(chromium):
    return Reader(chromium, java_script_enabled=False)


def test_there_is_a_site(chromium):
    assert PAGES


@every_page
def test_page(reader, page):
    """Everything that needs the page open, in one opening of it: opening takes longer than looking."""
    tab = reader.open(page, wait_until="networkidle")
    tab.wait_for_function(OPENED)
    moved, bytes_loaded = tab.evaluate("shifts"), sum(map(weight, {page.as_uri(), *reader.requests}))

    problems = problems_in_layout(tab, 1280) + misaligned_equations(tab) + problems_in_layout(tab, 390)
    if tab.locator("article math").count() and not tab.evaluate("document.fonts.check('16px \"STIX Two Math\"')"):
        problems.append("the mathematics is not in the book's font")
    if not tab.evaluate("document.fonts.check('16px Book')"):
        problems.append("the text is not in the book's font")
    nameless = tab.locator("article svg.drawing:not([aria-label])").count()
    problems += [f"{nameless} drawings without a name"] if nameless else []
    # Less than a thousandth is what a table does that becomes wider while it is read.
    problems += [f"what is shown moves: {shift}" for shift in moved if shift["value"] > 0.001]
    if bytes_loaded > budget(tab):
        problems.append(f"{bytes_loaded} bytes, compressed, are more than {budget(tab)}")
    # The dark theme differs in its colours, a phone in everything but its colours.
    tab.evaluate(LOOK_ONCE)
    tab.evaluate(AXE_SCRIPT)
    tab.add_style_tag(content="* { transition: none !important }")  # colours would change slowly
    problems += barriers(tab, "light", 390)
    problems += barriers(tab, "light", 1280)
    problems += barriers(tab, "light", 1280, reader.looks)
    problems += barriers(tab, "dark", 1280, reader.looks)
    problems += [f"asks for {url}" for url in reader.requests if not url.startswith(("file:", "data:"))]
    problems += [f"cannot load {url}" for url in reader.failures]
    problems += [f"the console says: {message}" for message in reader.messages]
    assert not problems, "\n".join(problems)


RECORD_SHIFTS = """shifts = []; new PerformanceObserver(list => shifts.push(...list.getEntries().map(
    shift => ({value: shift.value, what: shift.sources.map(source => source.node?.textContent.slice(0, 40))}))
)).observe({type: "layout-shift", buffered: true})"""


def problems_in_layout(tab, width):
    tab.set_viewport_size({"width": width, "height": 900})
    problems = []
    cut = tab.evaluate("""() => [...document.querySelectorAll("article pre")].filter(
        code => code.clientWidth && code.scrollWidth > code.clientWidth + 1).length""")
    if cut and width > 768:  # on a phone code scrolls
        problems.append(f"at {width} pixels {cut} blocks of code go on out of sight")
    if tab.evaluate("document.documentElement.scrollWidth") > width:
        problems.append(f"wider than {width} pixels")
    for number in tab.locator(".equation .number:visible").all():
        box = number.bounding_box()
        if box["x"] + box["width"] > width:
            problems.append(f"at {width} pixels the number {number.inner_text()} is out of sight")
    return problems


# Axe looks at every element with all around it, and would need minutes for the thousands of parts of formulas, drawings
# and highlighted code. The colours of the first two are tested where they are defined; what is inside them goes, and
# the text of formulas, which may name a link, stays. Of the words of code each kind stays once on each ground.
LOOK_ONCE = """() => {
    const ground = pre => pre.ground ??= getComputedStyle(pre).backgroundColor, seen = new Set(), again = [];
    for (const one of document.querySelectorAll("article .highlight span")) {
        const look = one.className + ground(one.closest("pre"));
        if (seen.has(look) && !one.children.length) again.push(one);
        seen.add(look);
    }
    again.forEach(one => one.replaceWith(one.textContent));
    document.querySelectorAll("article math").forEach(one => one.replaceChildren(one.textContent));
    document.querySelectorAll("article svg.drawing").forEach(one => one.replaceChildren());
}"""
# Contrast takes longest by far. It hangs on the look of a text and on what lies behind it: of each that is not known
# from another page one is marked, and all are returned.
MARK_LOOKS = """known => {
    const behind = new Map(), seen = new Set(known), found = new Set();
    const look = one => {
        if (!one) return "";
        if (!behind.has(one)) {
            const {backgroundColor, backgroundImage, opacity, position, zIndex} = getComputedStyle(one);
            const own = [backgroundColor, backgroundImage, opacity, position, zIndex];
            behind.set(one, [look(one.parentElement), ...own].join()
                .replace(/(,rgba\\(0, 0, 0, 0\\),none,1,static,auto)+$/, ""));
        }
        return behind.get(one);
    };
    axe.setup(document.body);
    for (const one of document.body.querySelectorAll("*")) {
        delete one.dataset.look;
        if (![...one.childNodes].some(node => node.nodeType == 3 && node.data.trim())) continue;
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(one), link = one.closest("a");
        const parts = [look(one), color, fontSize, fontWeight, textShadow];
        // A link is compared with the text around it as well.
        if (link) parts.push(getComputedStyle(link).textDecoration, getComputedStyle(link.parentElement).color);
        const all = parts.join();
        if (!seen.has(all)) {
            if (!axe.commons.dom.isVisibleOnScreen(one)) continue;
            (link ?? one).dataset.look = "";
            seen.add(all);
        }
        found.add(all);
    }
    axe.teardown();
    return [...found];
}"""
COLOURS = ["color-contrast", "link-in-text-block"]
# The theme's script sees to it, somewhat later, when the window or the page has changed.
FOCUSABLE_IF_IT_SCROLLS = """() => [...document.querySelectorAll("pre, .cell_output > .output")].every(
    one => one.tabIndex == (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight ? 0 : -1))"""


def barriers(tab, theme, width, looks=None):
    """What axe, which the page has loaded, finds wrong in a theme at a width: with all but the colours, or with the
    colours alone where ``looks`` are given, those that have been judged; those of this page are added.
    """
    tab.emulate_media(color_scheme=theme)
    tab.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
    tab.set_viewport_size({"width": width, "height": 900})
    tab.wait_for_function(FOCUSABLE_IF_IT_SCROLLS)
    parts = {"exclude": [["math"], ["svg.drawing"]]}
    rules = {"rules": {name: {"enabled": False} for name in COLOURS}}
    if looks is not None:
        found = tab.evaluate(MARK_LOOKS, sorted(looks))
        assert len(found) > 5
        looks |= set(found)
        if not tab.locator("[data-look]").count():
            return []
        parts["include"], rules = [["[data-look]"]], {"runOnly": COLOURS}
    # Without `preload: False` axe asks for files of its own.
    results = Axe("0").run(tab, context=parts, options={"preload": False, "resultTypes": ["violations"], **rules})
    return [f"{theme}, {width} pixels: {results.generate_report()}"] if results.violations_count else []


def misaligned_equations(tab):
    edges = tab.evaluate("""() => [...document.querySelectorAll(".equation mtd[style*=right]:first-child")].map(
        cell => cell.getBoundingClientRect().right - cell.lastElementChild.getBoundingClientRect().right)""")
    return [f"an aligned equation is {edge} pixels off" for edge in edges if abs(edge) >= 1]


@every_page
def test_links_within_the_book_lead_somewhere(page):
    text = page.read_text("utf-8")
    targets = re.findall(r'<a\b[^>]*\bhref="([^"]*)"', text)
    for target in targets:
        if not re.match(r"\w+:|//", target):
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            assert file.is_file(), target
            # The theme draws links to the top of a page as "#".
            assert not anchor or f'id="{anchor}"' in file.read_text("utf-8"), target


@every_page
def test_equations_are_visible_without_javascript(reader_without_javascript, page):
    tab = reader_without_javascript.open(page)
    invisible = tab.locator("article math").evaluate_all("""all => all.filter(formula =>
        !formula.closest("details:not([open])") && !formula.getBoundingClientRect().width).length""")
    assert invisible == 0


def test_search_finds_the_forget_gate(tab):
    tab.goto((SITE / "search.html").as_uri() + "?q=forget+gate")
    tab.wait_for_selector("#search-results li a")
    assert tab.locator("#search-results li a").count() > 0


def test_next_and_previous_walk_the_book():
    def names(node):
        if isinstance(node, list):
            return [name for item in node for name in names(item)]
        own = [node[key] for key in ("root", "file") if key in node]
        return own + [name for key in ("parts", "chapters", "sections") for name in names(node.get(key, []))]

    root = Path(__file__).parents[2]
    expected = [f"{name}.html" for name in names(yaml.safe_load((root / "_toc.yml").read_text("utf-8")))]

    def walk(start, button):
        walked = [start]
        while found := re.search(rf'<a class="{button}"\s+href="([^"#]*)', (SITE / walked[-1]).read_text("utf-8")):
            walked.append(posixpath.normpath(posixpath.join(posixpath.dirname(walked[-1]), found[1])))
        return walked

    assert walk(expected[0], "right-next") == expected
    assert walk(expected[-1], "left-prev") == expected[::-1]


def test_the_front_door_leads_to_the_first_page(tab):
    tab.goto((SITE / "index.html").as_uri())
    tab.wait_for_url("**/intro.html")


def test_the_search_page_is_accessible(tab):
    for name in NOT_PAGES - {"index.html"}:
        tab.goto((SITE / name).as_uri(), wait_until="networkidle")
        results = Axe().run(tab)
        assert results.violations_count == 0, results.generate_report()


def faces(family):
    """The characters of each face of a font that comes with the style sheet."""
    style = (SITE / "_static/site.css").read_text("utf-8")
    data = re.findall(rf'font-family:"{family}"[^}}]*data:font/woff2;base64,([^"]+)', style)
    return [set(map(chr, TTFont(io.BytesIO(base64.b64decode(one))).getBestCmap())) for one in data]


def test_every_icon_is_in_the_font_of_icons():
    style = (SITE / "_static/site.css").read_text("utf-8")
    icons = set(re.findall("[\ue000-\uf8ff]", style))
    (face,) = faces("Font Awesome 6 Free")
    assert icons and icons <= face
    names = {name for page in PAGES for name in re.findall(r"\bfa-solid\s+(fa-[\w-]+)", page.read_text("utf-8"))}
    assert names and not [name for name in names if f".{name}:before" not in style]


def test_all_text_is_in_the_faces_for_text():
    text = set().union(*(book_fonts.text_in(page.read_text("utf-8")) for page in PAGES))
    letters = {one for one in text if one.isprintable()}
    upright, *others = faces(book_fonts.TEXT)
    assert len(others) == 2 and not letters - upright
    plain = {letter for letter in letters if letter.isascii()}
    assert not [plain - face for face in others if plain - face]


def test_a_server_is_asked_for_nothing_that_it_does_not_have(tab):
    handler = functools.partial(Quiet, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tab.goto(f"http://127.0.0.1:{server.server_port}/{NAMES[0]}", wait_until="networkidle")
        tab.goto(f"http://127.0.0.1:{server.server_port}/search.html?q=gate", wait_until="networkidle")
        server.shutdown()
    assert Quiet.paths and not Quiet.missing


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and notes what it is asked for, and what of that it does not have."""

    paths, missing = set(), set()

    def log_request(self, code="-", size="-"):
        self.paths.add(self.path)
        if int(code) >= 400:
            self.missing.add(self.path)

    def log_message(self, *message):
        pass


LONG = (SITE / "book/lstm_architecture_deep_dive/gates.html").as_uri()


def test_the_theme_can_be_switched(tab):
    tab.emulate_media(color_scheme="light")
    tab.goto(LONG)
    grounds = []
    for _ in range(3):
        grounds.append(tab.evaluate("getComputedStyle(document.body).backgroundColor"))
        tab.locator(".theme-switch-button").click()
        assert tab.locator(".theme-switch:visible").count() == 1
    assert grounds[0] == grounds[2] != grounds[1]
    tab.goto(LONG)  # which remembers
    assert tab.evaluate("document.documentElement.dataset.mode") == "auto"


@pytest.mark.parametrize("button, link", [("primary", "nav.bd-links a"), ("secondary", ".page-toc a")])
def test_a_phone_unfolds_the_contents(tab, button, link):
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.goto(LONG)
    shown = tab.locator(f"dialog[open] {link}")
    assert shown.count() == 0
    tab.locator(f".{button}-toggle").click()
    shown.last.wait_for(state="visible")
    tab.keyboard.press("Escape")
    shown.last.wait_for(state="detached")


def test_the_search_and_the_page_that_is_read_are_in_sight_in_the_contents_of_the_book(tab):
    tab.set_viewport_size({"width": 1280, "height": 500})
    for address in (PAGES[0].as_uri(), LONG, PAGES[-1].as_uri()):
        tab.goto(address, wait_until="networkidle")
        search, box = (
            tab.locator(one).last.bounding_box() for one in (".search-button-field", "nav.bd-links a.current")
        )
        assert 0 <= search["y"] and search["y"] + search["height"] <= box["y"], address
        assert box["y"] + box["height"] <= 500, address


def test_a_page_that_is_focused_in_the_contents_of_the_book_is_not_hidden_by_the_search(tab):
    tab.set_viewport_size({"width": 1280, "height": 500})
    tab.goto(PAGES[-1].as_uri(), wait_until="networkidle")
    for link in tab.locator("nav.bd-links a:visible").all()[::-1]:
        link.focus()
        search = tab.locator(".search-button-field").bounding_box()
        assert link.bounding_box()["y"] >= search["y"] + search["height"]


def test_code_can_be_copied(tab):
    tab.goto(LONG)
    block = tab.locator("div.highlight:visible").first
    block.hover()
    block.locator("button.copybtn").click()
    block.locator("button.copybtn.success").wait_for()


def test_solutions_and_folded_cells_can_be_opened(tab):
    tab.goto(LONG)
    solution = tab.locator(".solution").first
    text = solution.locator("p").last
    assert not text.is_visible()
    solution.locator(".toggle-button").click()
    text.wait_for(state="visible")
    cell = tab.locator("details.hide").first
    assert not cell.locator("pre").is_visible()
    cell.locator("summary").click()
    cell.locator("pre").wait_for(state="visible")


def test_a_page_leads_to_the_search(tab):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(LONG, wait_until="networkidle")
    assert not [url for url in asked if "search" in url]
    # Keys that are pressed before anything is drawn are lost, in Chromium as to a reader.
    tab.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    tab.keyboard.press("Control+k")
    tab.locator("input[type=search]:focus").wait_for()
    tab.keyboard.type("peephole")
    tab.keyboard.press("Enter")
    found = tab.locator("#search-results li a").first
    target = found.evaluate("link => link.href")
    found.click()
    tab.wait_for_url(target)
    assert "peephole" in tab.locator("article").text_content().lower()


def test_the_words_searched_for_are_marked(tab):
    # The search hands them on by the browser's store, which a page that opens at once may read too early.
    tab.goto(f"{LONG}?highlight=forget")
    tab.locator("article .highlighted").first.wait_for(state="attached")


def test_the_contents_of_a_page_follow_the_reader(tab):
    tab.goto(LONG)
    for heading in tab.locator("article h2").all()[1:3]:
        heading.evaluate("heading => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 100)")
        section = heading.evaluate("heading => heading.parentElement.id")
        tab.locator(f'.page-toc a.active[href="#{section}"]').wait_for()


PLACES = """() => [...document.querySelectorAll("article > section > *, article > section > section > *, footer")].map(
    one => Math.round(one.getBoundingClientRect().top)).filter(top => top < innerHeight)"""
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
RECORD_OPENINGS = """openings = []; new MutationObserver(() => openings.push(
    document.documentElement.dataset.opening ?? "none")).observe(
    document, {attributes: true, subtree: true, attributeFilter: ["data-opening"]})"""
OPENED = "!('opening' in document.documentElement.dataset)"


@pytest.mark.parametrize("state", ["text", ""])
@pytest.mark.parametrize("name, height", [("course_map", 1200), ("lstm_architecture_deep_dive/gates", 3000)])
def test_nothing_in_sight_moves_when_a_page_has_opened(tab, name, height, state):
    tab.set_viewport_size({"width": 1280, "height": height})
    tab.goto((SITE / f"book/{name}.html").as_uri())  # short sections, and sections with drawings
    tab.wait_for_function(OPENED)
    opened = tab.evaluate(PLACES)
    tab.evaluate("state => document.documentElement.dataset.opening = state", state)
    tab.evaluate(NEXT_FRAME)
    assert len(opened) > 2 and tab.evaluate(PLACES) == opened


def test_text_comes_first_and_everything_in_the_end(tab):
    tab.add_init_script(RECORD_OPENINGS)
    tab.goto(LONG, wait_until="networkidle")
    tab.wait_for_function(OPENED)
    states = tab.evaluate("openings")
    assert states[0] == "text" and states[-1] == "none" and states[1:-1] in ([], [""])
    for part in ("svg.drawing path", "nav.bd-links a"):
        assert tab.locator(part).first.evaluate("one => one.checkVisibility()")


def test_only_a_page_that_opens_at_its_top_is_laid_out_in_parts(tab):
    tab.add_init_script(RECORD_OPENINGS)
    tab.goto(LONG, wait_until="networkidle")
    tab.wait_for_function(OPENED)
    assert tab.evaluate("openings.length")
    tab.reload(wait_until="networkidle")  # which returns to where its reader was
    assert not tab.evaluate("openings.length")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_link_into_a_page_leads_to_its_section(tab, width):
    tab.set_viewport_size({"width": width, "height": 900})
    tab.add_init_script(RECORD_OPENINGS)
    tab.goto(LONG)
    places = tab.evaluate("[...document.querySelectorAll('article > section > section')].map(one => one.id)")
    for place in (places[len(places) // 2], places[-2]):
        tab.goto("about:blank")  # or the browser would only scroll
        tab.goto(f"{LONG}#{place}", wait_until="networkidle")
        tab.evaluate(NEXT_FRAME)
        assert 0 <= tab.evaluate(f"document.getElementById('{place}').getBoundingClientRect().top") < 120, place
        assert not tab.evaluate("openings.length")


@pytest.mark.parametrize("move", ["key", "wheel", "script"])
def test_all_of_a_page_is_laid_out_as_soon_as_its_reader_moves(tab, move):
    tab.goto(LONG)
    tab.wait_for_function(OPENED)
    tab.evaluate("document.documentElement.dataset.opening = ''")
    moves = {
        "key": lambda: tab.keyboard.press("PageDown"),
        "wheel": lambda: tab.mouse.wheel(0, 300),
        "script": lambda: tab.evaluate("scrollTo(0, 300)"),
    }
    moves[move]()
    tab.wait_for_function(OPENED, timeout=5000)
