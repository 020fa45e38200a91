"""Tables that take minutes to make and are therefore stored beside this file, with the versions that made them."""

import json
import platform
from pathlib import Path

import keras
import tensorflow as tf

FOLDER = Path(__file__).parent


def stored(name):
    """What the file of this name holds: a dict, with "versions" among its keys."""
    return json.loads((FOLDER / name).read_text("utf-8"))


def store(name, **content):
    """Write ``content`` and the versions of what computed it into the file of this name."""
    versions = {"Python": platform.python_version(), "TensorFlow": tf.__version__, "Keras": keras.__version__}
    (FOLDER / name).write_text(json.dumps({"versions": versions, **content}, indent=1) + "\n", "utf-8")
