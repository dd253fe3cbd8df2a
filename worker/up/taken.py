"""What may be in the way before anything starts: another `rapport up`, or somebody on our ports."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path

_LOCK_FILE = "up.lock"


class TakenError(Exception):
    """Something needed is in use; the message says what, and how to mend it."""


def lock(data_dir: Path) -> int:
    """Hold the data folder for this run; the descriptor given back holds it until it, and every copy, is closed.

    Raises TakenError when another run holds it.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data_dir / _LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 20).decode() or "unknown"
        os.close(handle)
        raise TakenError(
            f"Another `rapport up` (process {holder}) runs on {data_dir}, or is still stopping. Stop it first, "
            "or choose another folder and ports with RAPPORT_DATA_DIR, PORT and RAPPORT_SANDBOX_PORT."
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def is_locked(data_dir: Path) -> bool:
    """Whether a run holds the data folder: from its very beginning until its last process has ended."""
    try:
        handle = os.open(data_dir / _LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def need_port(port: int, setting: str, host: str = "127.0.0.1") -> None:
    """Raises TakenError when `port`, which the setting of that name chose, cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise TakenError(
                f"Port {port} cannot be listened on ({error.strerror}). Stop what listens there, or choose another port "
                f"with {setting}, for instance {setting}={port + 100}."
            ) from None
