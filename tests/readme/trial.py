"""A trial as a newcomer starts it: `rapport up` in a folder and on ports of its own, at a time the test chooses."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.conftest import WaitUntil
from tests.faults.killing_run import ROOT, Run, stack
from worker.settings import PRODUCTION_SIGNS

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Trial:
    """A running trial, and another terminal beside it."""

    run: Run

    @property
    def mailbox(self) -> str:
        """The address of the mailbox page."""
        return f"http://127.0.0.1:{self.run.settings.sandbox_port}"

    @property
    def now(self) -> datetime:
        """The time handed in."""
        return datetime.fromisoformat(self.run.sandbox("/api/time")["at"])

    def bash(self, script: str) -> str:
        """What a script prints in the project's folder; it ends at the first command that fails."""
        return self._said(["bash", "-eu", "-o", "pipefail", "-c", script])

    def rapport(self, *arguments: str) -> str:
        """What the command prints."""
        return self._said([sys.executable, "-m", "worker.cli", *arguments])

    def letters(self, to: str) -> list[dict[str, Any]]:
        """The letters to one address, oldest first."""
        return [mail for mail in self.run.mails() if mail["to"] == to]

    def _said(self, command: list[str]) -> str:
        settings = self.run.settings
        ours = {
            "RAPPORT_DATA_DIR": str(settings.data_dir),
            "PORT": str(settings.port),
            "RAPPORT_SANDBOX_PORT": str(settings.sandbox_port),
        }
        kept = {n: text for n, text in os.environ.items() if n not in PRODUCTION_SIGNS and not n.startswith("RAPPORT_")}
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=kept | ours, timeout=SECONDS)
        assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        assert done.stderr == "", f"{command} complained:\n{done.stderr}"
        return done.stdout


@contextmanager
def a_trial(folder: Path, at: datetime, wait_until: WaitUntil) -> Iterator[Trial]:
    """A trial that is up and whose time runs on from `at`; at the end nothing of it is left running."""
    offset = (at - datetime.now(UTC)).total_seconds()
    (folder / "time.json").write_text(json.dumps({"offset_seconds": offset}), encoding="utf-8")
    port, sandbox_port = _free_ports()
    with stack(folder, port, sandbox_port, RAPPORT_WORKER_PROCESSES="1") as run:
        wait_until(lambda: _is_up(run), deadline_seconds=SECONDS, what="the trial")
        yield Trial(run)
    assert left_running(folder) == []


def left_running(folder: Path) -> list[str]:
    """The command lines of processes that work in the folder."""
    mark = f"RAPPORT_DATA_DIR={folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # ended meanwhile, or somebody else's
    return [command for command in found if command]


def _is_up(run: Run) -> bool:
    assert run.process.poll() is None, run.log.read_text(errors="replace")[-3000:]
    try:
        with urlopen(f"http://127.0.0.1:{run.settings.port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, TimeoutError, ConnectionError):
        return False


def _free_ports() -> tuple[int, int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(2)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        first, second = (int(probe.getsockname()[1]) for probe in probes)
    return first, second
