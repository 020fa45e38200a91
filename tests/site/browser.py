"""What the browser tests share: where the browser and the built site are."""

import shutil
from pathlib import Path

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
