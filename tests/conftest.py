"""Set before anything is imported that reads it: one thread, as in the book's own kernels, so that several workers do
not fight for the processor, and a training is the same in a test and on its page.
"""

import os

from book_kernels import THREADS

for variable in THREADS:
    os.environ.setdefault(variable, "1")


def pytest_collection_modifyitems(items):
    """Those that build books first, so that no worker is left with one when all others have ended."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
