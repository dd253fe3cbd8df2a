"""The sandbox as a process of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.sandbox.driving import mail


def _run(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _count(port: int) -> int | None:
    try:
        return int(httpx.get(f"http://127.0.0.1:{port}/api/count", trust_env=False).json()["count"])
    except httpx.TransportError:
        return None


def test_it_stops_cleanly_and_keeps_the_mailbox_even_when_killed(
    tmp_path: Path, free_port: Callable[[], int], wait_until: Callable[..., None]
) -> None:
    port = free_port()
    arguments = ("--port", str(port), "--mailbox", str(tmp_path / "m.db"), "--api-key", "SG.test")
    with _run(*arguments) as process:
        wait_until(lambda: _count(port) == 0)
        sent = httpx.post(
            f"http://127.0.0.1:{port}/v3/mail/send", json=mail(), headers={"Authorization": "Bearer SG.test"}, trust_env=False
        )
        assert sent.status_code == 202
        process.kill()
    with _run(*arguments) as process:
        wait_until(lambda: _count(port) == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with _run("--port", str(taken.getsockname()[1]), "--mailbox", str(tmp_path / "m.db")) as process:
            output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "is taken" in output
    assert "Traceback" not in output
