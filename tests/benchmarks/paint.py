"""When a page is painted, and how much of it moves, against the same page in the stock theme with MathJax from the same
server, in headless Chromium with a processor slowed four times and an empty cache. Run by hand, when the site has been
built, in an environment with the book's requirements and one more package:

    pip install sphinx-mathjax-offline && python tests/benchmarks/paint.py [PAGE ...]

It builds the stock pages first, whose cells run. Budgets: at most half of stock's largest contentful paint, no shift.
"""

import functools
import http.server
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "site"))
from browser import CHROMIUM, FLAGS, SITE  # noqa: E402

PAGES = ["book/lstm_architecture_deep_dive/mathematical_formulation", "book/lstm_architecture_deep_dive/step_by_step"]
SLOWER, TIMES = 4, 7
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
STOCK = """title: {title}
only_build_toc_files: true
execute: {{execute_notebooks: force, timeout: 600}}
parse:
  myst_enable_extensions: [colon_fence, deflist, dollarmath, substitution, tasklist, attrs_inline, attrs_block]
bibtex_bibfiles: [book/references.bib]
sphinx:
  extra_extensions: [sphinx_exercise, sphinx-mathjax-offline]
  config: {{nb_render_markdown_format: myst, language: en}}
"""
SEEN = """() => new Promise(resolve => {
    const found = {paint: 0, shift: 0};
    new PerformanceObserver(list => list.getEntries().forEach(one => found.paint = one.startTime))
        .observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(one => found.shift += one.value))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => resolve(found), 500);
})"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *message):
        pass


def built_by_stock(folder, pages):
    for name in ("book", "code"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    title = re.search("title: (.*)", (ROOT / "_config.yml").read_text("utf-8"))[1]
    (folder / "_config.yml").write_text(STOCK.format(title=title), "utf-8")
    chapters = "".join(f"  - file: {page}\n" for page in pages)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: book/intro\nchapters:\n{chapters}", "utf-8")
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(folder)]
    settings = {"PYTHONPATH": str(folder / "code"), "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | settings)
    site = folder / "_build" / "html"
    if not all((site / f"{page}.html").exists() for page in pages):
        sys.exit(f"the stock pages could not be built:\n{done.stderr}")
    return site


def seen(browser, address, size):
    """Milliseconds to the largest contentful paint, and the layout shift, the first time that a page is opened."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    tab = context.new_page()
    context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.goto(address, wait_until="networkidle")
    found = tab.evaluate(SEEN)
    context.close()
    return found["paint"], found["shift"]


def main():
    pages = sys.argv[1:] or PAGES
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        sites = {"ours": SITE, "stock": built_by_stock(Path(temporary).resolve(), pages)}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        servers = {}
        for name, site in sites.items():
            handler = functools.partial(Quiet, directory=site)
            servers[name] = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            threading.Thread(target=servers[name].serve_forever, daemon=True).start()
        print(f"{'':50} {'ours':>16} {'stock':>16}  ratio (budget 0.5)")
        for page in pages:
            for device, size in WIDTHS.items():
                every = {name: [] for name in sites}
                for _ in range(TIMES):
                    for name, server in servers.items():
                        every[name].append(seen(browser, f"http://127.0.0.1:{server.server_port}/{page}.html", size))
                paint = {name: statistics.median(one for one, _ in every[name]) for name in sites}
                shift = {name: statistics.median(one for _, one in every[name]) for name in sites}
                shown = [f"{paint[name]:7.0f} ms {shift[name]:6.3f}" for name in sites]
                print(f"{Path(page).name + ', ' + device:50} {'  '.join(shown)}  {paint['ours'] / paint['stock']:.2f}")
        for server in servers.values():
            server.shutdown()


if __name__ == "__main__":
    main()
