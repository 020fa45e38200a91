"""What every page of the built site loads, compressed, by kind, against the budgets. Run by hand after a build:
python tests/benchmarks/page_weight.py [SITE]

Ends with status 1 if a page is over its budget.
"""

import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlparse

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
from browser import CHROMIUM, FLAGS, SITE, budget, pages, weight

KINDS = {".html": "page", ".css": "style", ".js": "scripts", ".woff2": "fonts", ".ttf": "fonts"}
COLUMNS = ["page", "style", "scripts", "fonts", "images"]


def main(site=SITE):
    over = 0
    print(f"{'kB':44}" + "".join(f"{column:>9}" for column in COLUMNS) + f"{'all':>9}{'budget':>9}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for page in pages(Path(site)):
            by_kind, allowed = loaded(browser, page)
            total = sum(by_kind.values())
            over += total > allowed
            numbers = [*(by_kind[column] for column in COLUMNS), total, allowed]
            name = page.relative_to(site).with_suffix("").name
            print(f"{name:44}" + "".join(f"{number / 1000:9.1f}" for number in numbers), "over" * (total > allowed))
        browser.close()
    return over > 0


def loaded(browser, page):
    """The bytes that a page asks for, by kind, and the budget for it."""
    tab, files = browser.new_page(), set()
    tab.on("request", lambda request: request.url.startswith("file:") and files.add(request.url))
    tab.goto(page.as_uri(), wait_until="networkidle")
    by_kind = Counter()
    for url in files:
        by_kind[KINDS.get(Path(urlparse(url).path).suffix, "images")] += weight(url)
    allowed = budget(tab)
    tab.close()
    return by_kind, allowed


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
