"""The real stack in a folder of its own: `rapport up`, its processes to kill, and its sandbox to look into."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from worker.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
_OURS = ("DATABASE_URL", "REDIS_URL", "SENDGRID_API_KEY", "SMTP_URL")


@dataclass(frozen=True, slots=True)
class Run:
    """One running stack."""

    process: subprocess.Popen[bytes]
    settings: Settings
    log: Path

    def sandbox(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask or tell the sandbox something."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"http://127.0.0.1:{self.settings.sandbox_port}{path}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def mails(self) -> list[dict[str, Any]]:
        """Everything in the sandbox's mailbox."""
        found: list[dict[str, Any]] = []
        while page := self.sandbox(f"/api/messages?limit=200&after={found[-1]['id'] if found else 0}"):
            found += page
        return found

    def pids(self, command: str) -> list[int]:
        """The processes of this stack that run `rapport <command>`."""
        return [pid for pid, line in _descendants(self.process.pid) if line[-3:] == ["-m", "worker.cli", command]]

    def kill(self, command: str) -> bool:
        """`kill -9` of one process of this stack; False when it is not running just now."""
        pids = self.pids(command)
        if pids:
            os.kill(pids[0], signal.SIGKILL)
        return bool(pids)


def _descendants(ancestor: int) -> list[tuple[int, list[str]]]:
    parents: dict[int, int] = {}
    lines: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            lines[int(folder.name)] = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")[:-1]
        except (OSError, IndexError, ValueError):
            continue  # it ended while we looked
    found, waiting = [], [ancestor]
    while waiting:
        parent = waiting.pop()
        children = [pid for pid, of in parents.items() if of == parent]
        found += [(pid, lines.get(pid, [])) for pid in children]
        waiting += children
    return found


@contextmanager
def stack(data_dir: Path, port: int, sandbox_port: int, **more: str) -> Iterator[Run]:
    """`rapport up` with the embedded default, until the end of the block; nothing is left running."""
    texts = {
        "RAPPORT_DATA_DIR": str(data_dir),
        "PORT": str(port),
        "RAPPORT_SANDBOX_PORT": str(sandbox_port),
        "RAPPORT_LOG_FORMAT": "json",
        **more,
    }
    environ = {name: value for name, value in os.environ.items() if name not in _OURS and not name.startswith("RAPPORT_")}
    log = data_dir / "output"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "worker.cli", "up"]
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environ | texts, cwd=ROOT)
        try:
            yield Run(process, load_settings(texts), log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
