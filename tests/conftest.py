"""Set before anything is imported that reads it: one thread, as in the book's own kernels, so that several workers do
not fight for the processor, and a training is the same in a test and on its page.
"""

import gc
import os

from book_kernels import THREADS

for variable in THREADS:
    os.environ.setdefault(variable, "1")


def pytest_collection_modifyitems(items):
    """Those that build books first, so that no worker is left with one when all others have ended."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish():
    """What has been imported stays: to search it for cycles again and again takes a twentieth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
