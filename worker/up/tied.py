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


def tied(command: Sequence[str]) -> list[str]:
    """`command`, written so that it gets SIGTERM when its starter dies; the main thread of the starter must start it."""
    return [sys.executable, "-m", "worker.up.tied", str(os.getpid()), *command]


def main(arguments: Sequence[str]) -> None:
    """Tie this process to its parent, then become the program; the parent is checked where its id is given (0: not known)."""
    parent, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if int(parent) and os.getppid() != int(parent):
            sys.exit("the process that started this one is gone")
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
