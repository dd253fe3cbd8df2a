"""The ground the demo stands on: a data folder of its own, free ports, and an environment in which no letter can leave."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from demo.script.diary import ATS, HR
from worker.embedded import data_dir_of
from worker.settings import Settings, environment_names, load_settings
from worker.up.taken import TakenError, lock

FOLDER = "demo"
_USUAL_PORTS = (8000, 8025)
_SETTINGS = {
    "RAPPORT_POLL_MS": "10",
    "RAPPORT_WORKER_PROCESSES": "2",
    "RAPPORT_WORKER_THREADS": "1",
    "RAPPORT_LOG_FORMAT": "json",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the demo runs."""

    data_dir: Path
    environ: Mapping[str, str]
    settings: Settings
    event_keys: Mapping[str, str]
    """Source to key."""

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox answers."""
        return f"http://127.0.0.1:{self.settings.sandbox_port}"


def prepare(environ: Mapping[str, str]) -> Ground:
    """A fresh data folder, `demo` inside the chosen one, and the settings of the embedded default, whatever the shell has set.

    Raises TakenError when another demo, or a stack started on its folder, is still running.
    """
    data_dir = data_dir_of(environ) / FOLDER
    _clear(data_dir)
    port, sandbox_port = _ports()
    keys = {source: secrets.token_urlsafe(24) for source in (ATS, HR)}
    chosen = {
        **_SETTINGS,
        "RAPPORT_DATA_DIR": str(data_dir),
        "PORT": str(port),
        "RAPPORT_SANDBOX_PORT": str(sandbox_port),
        "RAPPORT_EVENT_KEYS": ",".join(f"{source}:{key}" for source, key in keys.items()),
    }
    clean = _without_settings(environ) | chosen
    return Ground(data_dir, clean, load_settings(clean), keys)


def _clear(data_dir: Path) -> None:
    if data_dir.exists():
        try:
            os.close(lock(data_dir))
        except TakenError as taken:
            raise TakenError(f"{taken} (The demo starts on a fresh {data_dir}.)") from None
        shutil.rmtree(data_dir)
    data_dir.mkdir(mode=0o700, parents=True)


def _ports() -> tuple[int, int]:
    """The usual ports, so that links in letters still work with `rapport up` afterwards; else two that are free."""
    if all(_is_free(port) for port in _USUAL_PORTS):
        return _USUAL_PORTS
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    ours = {*environment_names(), *(f"{name}_FILE" for name in environment_names())}
    return {name: value for name, value in environ.items() if name not in ours and not name.startswith("RAPPORT_")}
