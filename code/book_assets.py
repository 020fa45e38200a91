"""The Sphinx extension by which a page loads what it shows: one style sheet for the site, with the rules and the icons
that occur in it, and one script, of those that something on the page needs.
"""

import hashlib
import posixpath
import re
from pathlib import Path

import book_fonts
import book_styles

STYLE = "site.css"  # which layout.html links
SCRIPT = re.compile(r'/site(-\w+)?\.js"')  # likewise; each that a page needs has the name of its content
THEME_SCRIPT = "scripts/pydata-sphinx-theme.js"  # which is last, as in the theme's own template
THEME = ["basic.css", "styles/pydata-sphinx-theme.css"]  # which the theme's own template links
ICONS = re.compile("[\ue000-\uf8ff]")

# Scripts, by their name or text, and what must stand in a page that needs them; all others are for every page.
NEEDED_BY = {
    r"clipboard|copybutton": r'class="highlight',
    r"toggle": r'class="[^"]*\b(?:dropdown|toggle)\b',
    r"design-tabs": r'class="[^"]*\bsd-tab-set\b',
    r"^DOCUMENTATION_OPTIONS": r"$^",  # settings of what this site does not have: versions, results while typing
}


def setup(app):
    app.connect("builder-inited", start)
    app.connect("html-page-context", choose_scripts, priority=950)  # when all that add some have done so
    app.connect("build-finished", write_assets, priority=700)  # after the style sheet of the mathematics
    return {"parallel_read_safe": True, "parallel_write_safe": False}


def start(app):
    app.book_sheets, app.book_scripts = [], []


def choose_scripts(app, pagename, templatename, context, doctree):
    app.book_sheets = [
        sheet.filename.removeprefix("_static/")
        for sheet in sorted(context["css_files"], key=lambda sheet: sheet.priority)
    ]
    context["css_files"] = []
    scripts = [script for script in context["script_files"] if needed(script, context.get("body", ""))]
    # What stands in a page runs before the files that are loaded later, some of which rely on it.
    every = sorted(context["script_files"], key=lambda script: (bool(script.filename), script.priority))
    app.book_scripts = [script for script in every if not reads_its_element(script)]
    if templatename != "search.html":  # whose own scripts need these at once
        scripts = [later(script) for script in scripts if reads_its_element(script)]
    context["script_files"] = scripts


def reads_its_element(script):
    """Whether a script is told something by the element that loads it, so that it has to stay there."""
    return any(name.startswith("data-") for name in script.attributes)


def needed(script, body):
    name = script.filename or script.attributes.get("body", "")
    return all(re.search(by, body) for scripts, by in NEEDED_BY.items() if re.search(scripts, str(name)))


def later(script):
    """The same script, run when the page has been read, so that nobody waits for it to see the page."""
    if not script.filename:
        return script
    return type(script)(script.filename, priority=script.priority, **{**script.attributes, "defer": "defer"})


def write_assets(app, exception):
    """The site's scripts and style sheet, made anew if anything that they are made of has changed."""
    if exception or not app.book_sheets:  # no page has been written
        return
    static = Path(app.outdir, "_static")
    before = {path: path.read_text("utf-8") for path in Path(app.outdir).rglob("*.html") if static not in path.parents}
    names = write_scripts(app.book_scripts, static, before)
    pages = {path: re.sub(SCRIPT, f'/{names.get(path)}"', page) for path, page in before.items()}
    version = write_style(app.book_sheets, static, pages)
    for path, page in pages.items():
        versioned = re.sub(rf'{STYLE}(\?v=\w+)?"', f'{STYLE}?v={version}"', page)
        if versioned != before[path]:
            path.write_text(versioned, "utf-8")


def write_scripts(scripts, static, pages):
    """The name of each page's script: one file, since each that it asks for delays it, which most pages share."""
    names, theme = {}, (static / THEME_SCRIPT).read_text("utf-8")
    texts = [(script, text_of_script(script, static)) for script in scripts]
    for path, page in pages.items():
        if not re.search(SCRIPT, page):  # the search, and the front door, which only leads on
            continue
        body = "".join(re.findall("<article.*</article>", page, re.S))
        chosen = [text for script, text in texts if needed(script, body)]
        # The semicolon ends what a file leaves open, and keeps a "use strict" from holding for all that follow.
        text = re.sub("//# sourceMappingURL=.*", "", "".join(f";\n{text}\n" for text in [*chosen, theme]))
        names[path] = f"site-{hashlib.sha256(text.encode()).hexdigest()[:16]}.js"
        if not (static / names[path]).exists():
            (static / names[path]).write_text(text, "utf-8")
    for old in {path.name for path in static.glob("site-*.js")} - set(names.values()):
        (static / old).unlink()
    return names


def text_of_script(script, static):
    if not script.filename:
        return script.attributes["body"]
    return (static / script.filename.removeprefix("_static/")).read_text("utf-8")


def write_style(names, static, pages):
    sheets = "\n".join(sheet(static, name) for name in [*THEME, *names])
    site = book_styles.Site(sheets)
    scripts = set()
    for path, page in pages.items():
        site.add_page(page)
        scripts |= {(path.parent / name).resolve() for name in re.findall(r'<script[^>]* src="([^"?]*)', page)}
    for script in sorted(scripts):
        if script.is_file() and script.name != "searchindex.js":  # the words of the book
            site.add_script(script.read_text("utf-8"))
    characters = "".join(sorted(set().union(*map(book_fonts.text_in, pages.values()))))
    version = hashlib.sha256((sheets + site.digest() + characters).encode()).hexdigest()[:16]
    mark = f"/* {version} */\n"
    if not ((static / STYLE).exists() and (static / STYLE).read_text("utf-8").startswith(mark)):
        style = with_icons(book_styles.reduced(sheets, site), static)
        (static / STYLE).write_text(f"{mark}{style}{book_fonts.text_faces(characters)}\n", "utf-8")
    return version


def sheet(static, name):
    """A style sheet's text, with addresses as they read from the folder of static files."""
    text = re.sub(r"@font-face\s*{[^}]*fontawesome[^}]*}", "", (static / name).read_text("utf-8"))
    folder = posixpath.dirname(name)
    return re.sub(
        r"""url\((["']?)(?!data:|#|/|\w+:)([^"')]+)\1\)""",
        lambda url: f'url("{posixpath.normpath(posixpath.join(folder, url[2]))}")',
        text,
    )


def with_icons(style, static):
    """The style sheet with a font of the icons in it, which are given no voice: their buttons have names."""
    font = static / "vendor/fontawesome/webfonts/fa-solid-900.ttf"
    icons = "".join(sorted(set(ICONS.findall(style))))
    style = re.sub(r'content:("[\ue000-\uf8ff]")', r'content:\1;content:\1/""', style)
    face = book_fonts.face('font-family:"Font Awesome 6 Free";font-weight:900', font, icons)
    return f"{style}\n{face}\n"
