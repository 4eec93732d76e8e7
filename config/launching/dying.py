"""Run a program that cannot outlive the process that started it.

A script of its own, started by path, so that it costs nothing to load:

    python -P config/launching/dying.py PARENT:SIGNAL program argument …
    python -P config/launching/dying.py PARENT:SIGNAL -m module argument …

The kernel sends the program this signal when PARENT dies, even by kill -9. A module's
own forks (granian's and Celery's workers) are killed with it, so nobody is left who
holds the port or takes tasks. Linux only; elsewhere the program runs untied.
"""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Get this signal when `parent` dies; die at once if it is gone already."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _tie_forks() -> None:
    """Tie every later fork to this process."""
    myself = os.getpid()

    def after_fork_in_child() -> None:
        nonlocal myself
        with_parent(myself)
        myself = os.getpid()

    os.register_at_fork(after_in_child=after_fork_in_child)


def main(arguments: list[str]) -> None:
    tie, program, *rest = arguments
    parent, number = tie.split(":")
    with_parent(int(parent), int(number))
    if program != "-m":
        os.execvp(program, [program, *rest])  # noqa: S606 (no shell is the point)
    _tie_forks()
    module, *rest = rest
    sys.path.insert(0, os.getcwd())
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
