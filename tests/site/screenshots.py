"""Save every page at two widths, in both themes: python tests/site/screenshots.py FOLDER [SITE]"""

import sys
from pathlib import Path

from browser import CHROMIUM, FLAGS, SITE, pages
from playwright.sync_api import sync_playwright


def main(folder, site=SITE):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for theme in ("light", "dark"):
            for width in (1280, 390):
                tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
                for page in pages(Path(site)):
                    tab.goto(page.as_uri())
                    tab.evaluate("document.fonts.ready")
                    name = "-".join(page.relative_to(site).with_suffix("").parts)
                    tab.screenshot(path=Path(folder, f"{name}-{width}-{theme}.png"), full_page=True)
                tab.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
