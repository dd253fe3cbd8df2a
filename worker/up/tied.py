"""Run as `python -m worker.up.tied PROGRAM …`: becomes the program, tied to the life of whoever started it.

A child that outlives its parent is an orphan: a private Redis left behind by a killed parent holds its socket for ever. Linux
sends a child the signal it asked for when its parent dies, whatever killed it, and `exec` keeps that wish.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


PARENT_UNKNOWN = 0


def tied(command: Sequence[str]) -> list[str]:
    """`command`, written so that it gets SIGTERM when this process dies; its main thread must start it."""
    return tied_to(os.getpid(), command)


def tied_to(parent: int, command: Sequence[str]) -> list[str]:
    """`command`, written so that it gets SIGTERM when the process that starts it dies: `parent`, where its id is known."""
    return [sys.executable, "-m", "worker.up.tied", str(parent), *command]


def main(arguments: Sequence[str]) -> None:
    """Tie this process to its parent, whose id comes first, then become the program that follows."""
    parent, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if int(parent) not in {PARENT_UNKNOWN, os.getppid()}:
            sys.exit("the process that started this one is gone")
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
