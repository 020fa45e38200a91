"""What the browser tests share: where the browser and the built site are."""

import gzip
import shutil
from pathlib import Path
from urllib.parse import unquote, urlparse

SITE = Path(__file__).parents[2] / "_build" / "html"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOT_PAGES = {"genindex.html", "search.html", "index.html"}


def pages(site=SITE):
    """Every page of the book (the search page and the redirect to the first page are none)."""
    files = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    return [path for path in files if path.relative_to(site).as_posix() not in NOT_PAGES]


# Bytes that a page with everything it loads may have, compressed: with figures, and without.
BUDGET, BUDGET_WITHOUT_FIGURES = 250_000, 120_000


def weight(url):
    """The compressed bytes of a file that a page loads."""
    return len(gzip.compress(Path(unquote(urlparse(url).path)).read_bytes(), 9))


def budget(tab):
    return BUDGET if tab.locator("article :is(svg.drawing, img)").count() else BUDGET_WITHOUT_FIGURES
