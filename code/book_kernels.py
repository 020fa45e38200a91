"""The kernels that run the book's pages: the same for everybody, quiet, each with one thread.

On Linux they are forked from a process that has imported the libraries and done nothing else, so that a build pays for
their import once. Elsewhere forking is not safe or does not exist, and each kernel imports for itself.
"""

import contextlib
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
from importlib.metadata import EntryPoint
from multiprocessing import connection, forkserver

import book_imports
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets.config import Config

FORKS = sys.platform == "linux"
# Two pages at once do not fight for the processor, and compute the same however many run beside them.
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
LONGEST_NAME = 90  # of a socket: systems allow 104 bytes or a few more, and some are for its number
INLINE = "module://matplotlib_inline.backend_inline"
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "matplotlib_inline.backend_inline")


def prepare(folder):
    """The same kernel for everybody: no settings from the reader's home, quiet libraries, equal results."""
    profile = folder / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    # TensorFlow writes two lines to file descriptor 2 that no setting silences; they belong in the terminal.
    settings = "c = get_config().IPKernelApp\nc.capture_fd_output = False\nc.log_level = 'ERROR'\n"
    (profile / "ipython_kernel_config.py").write_text(settings)
    (folder / "matplotlibrc").write_text("svg.hashsalt: book\n")
    os.environ |= {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(book_imports.CODE), os.environ.get("PYTHONPATH")])),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "IPYTHONDIR": str(folder),
        "MATPLOTLIBRC": str(folder / "matplotlibrc"),
        "MPLBACKEND": INLINE,
        "KERAS_HOME": str(folder),
        "KERAS_BACKEND": "tensorflow",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # large arrays in large pages, or a training waits for the system
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        **dict.fromkeys(THREADS, "1"),
    }


def import_ahead(sources):
    """Start the process from which kernels are forked, unless there is one; while it imports the libraries that some
    Python sources import, this one goes on.
    """
    if FORKS:
        names = book_imports.reached(set().union(*map(book_imports.imported_names, sources)), book_imports.CODE)[0]
        own = {path.stem for path in book_imports.CODE.iterdir()}
        libraries = sorted(name for name in names if name.partition(".")[0] not in own)
        multiprocessing.set_forkserver_preload([*KERNEL, *libraries])
        forkserver.ensure_running()


@contextlib.contextmanager
def forked_after_importing(sources):
    """Within it, kernels are forked from a process that has imported the libraries that some Python sources import."""
    if not FORKS:
        yield
        return
    import_ahead(sources)
    factory = KernelProvisionerFactory.instance()
    factory.provisioners["forked"] = EntryPoint("forked", "book_kernels:ForkedProvisioner", factory.GROUP_NAME)
    ordinary, factory.default_provisioner_name = factory.default_provisioner_name, "forked"
    try:
        with without_main():
            yield
    finally:
        factory.default_provisioner_name = ordinary


@contextlib.contextmanager
def without_main():
    """A new process of multiprocessing would run the program's main module once more: here Jupyter Book's."""
    main = sys.modules["__main__"].__dict__
    hidden = {name: main.pop(name) for name in ("__file__", "__spec__") if name in main}
    main["__spec__"] = None
    try:
        yield
    finally:
        main |= hidden


@contextlib.contextmanager
def settings():
    """For a kernel that is heard through files in a folder of its own: a port can be taken by somebody else between the
    choice of its number and its use. Windows has no such files, and their names must not be long.
    """
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        file = os.path.join(folder, "kernel.json")
        heard = hasattr(socket, "AF_UNIX") and len(os.fsencode(file)) <= LONGEST_NAME
        yield Config({"KernelManager": {"transport": "ipc", "connection_file": file}} if heard else {})


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by forking; stops it and watches over it as its parent class does with a program."""

    async def launch_kernel(self, cmd, *, env, cwd=None, **_):
        arguments = cmd[cmd.index("-f") :]
        process = multiprocessing.get_context("forkserver").Process(target=run_kernel, args=(arguments, env, cwd))
        process.start()
        self.process = ForkedProcess(process)
        self.pid = self.pgid = process.pid
        self.cwd = cwd
        return self.connection_info


class ForkedProcess:
    """A process of multiprocessing as ``subprocess.Popen``, with what jupyter_client uses of it."""

    stdin = stdout = stderr = None

    def __init__(self, process):
        self.process, self.pid = process, process.pid
        self.kill, self.terminate = process.kill, process.terminate

    def poll(self):
        return self.process.exitcode

    def wait(self):
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number):
        os.kill(self.pid, number)


def run_kernel(arguments, environment, folder):
    """In the new process: an IPython kernel, and with it all that its cells start, as long as the build lives."""
    os.setsid()
    threading.Thread(target=end_with_the_build, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder or ".")
    sys.argv = ["ipykernel_launcher", *arguments, f"--IPKernelApp.parent_handle={os.getppid()}"]
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


def end_with_the_build():
    connection.wait([multiprocessing.parent_process().sentinel])
    os.killpg(0, signal.SIGKILL)
