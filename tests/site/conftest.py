"""A browser for the tests of the built site, or the reason why there is none."""

import pytest
from browser import CHROMIUM, FLAGS, SITE
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    if not (SITE / "searchindex.js").exists():
        pytest.skip("the site has not been built: run jupyter-book build --all .")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
