"""Save every page at two widths, in both themes: python tests/site/screenshots.py FOLDER [SITE]"""

import argparse
from pathlib import Path

from browser import CHROMIUM, FLAGS, SITE, pages
from playwright.sync_api import sync_playwright


def main(folder, site):
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for theme in ("light", "dark"):
            for width in (1280, 390):
                tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
                for page in pages(site):
                    tab.goto(page.as_uri())
                    tab.evaluate("document.fonts.ready")
                    tab.wait_for_function("!('opening' in document.documentElement.dataset)")
                    name = "-".join(page.relative_to(site).with_suffix("").parts)
                    tab.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
                tab.close()
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("site", type=Path, nargs="?", default=SITE)
    main(**vars(parser.parse_args()))
