"""The whole demo, small: real processes, a real mailbox, and nothing left running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import WaitUntil
from tests.readme.trial import left_running

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("stack")]


def started(folder: Path, *options: str, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "worker.cli", "demo", "--small", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, "RAPPORT_DATA_DIR": str(folder), **environ},
        process_group=0,
    )


def test_a_small_demo_ends_well_and_says_what_happened(tmp_path: Path) -> None:
    # What the shell has set must not matter: the demo never leaves the machine.
    process = started(tmp_path, DATABASE_URL="postgresql://nobody@database.example/production", SENDGRID_API_KEY="SG.real.key")
    try:
        output, _ = process.communicate(timeout=240)
    finally:
        process.kill()
    assert process.returncode == 0, output
    summary = json.loads((tmp_path / "demo" / "summary.json").read_text())
    assert set(summary["checks"].values()) == {0}, output
    assert summary["letters"]["total"] == sum(summary["letters"]["by_campaign"].values()) >= 20
    assert set(summary["letters"]["by_locale"]) == {"en", "da", "de"}
    assert set(summary["events_by_door"]) == {"http", "stream", "dramatiq"}
    assert summary["signals"]["opens"]["people"] > 0
    assert summary["handoffs"]["opened"] >= summary["handoffs"]["resolved"] > 0
    assert {"events", "not_sent", "tempo", "seconds"} <= set(summary)
    assert "All checks are good" in output
    assert "rapport why" in output
    assert left_running(tmp_path / "demo") == []


def test_ctrl_c_ends_everything(tmp_path: Path, wait_until: WaitUntil) -> None:
    process = started(tmp_path)
    try:
        wait_until(
            lambda: "readyz" in log(tmp_path) or "Rapport is up" in log(tmp_path), deadline_seconds=90, what="the processes"
        )
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=90)
    finally:
        process.kill()
    assert process.returncode == 130, output
    assert "All processes have ended" in output
    assert left_running(tmp_path / "demo") == []


def log(folder: Path) -> str:
    path = folder / "demo" / "demo.log"
    return path.read_text(errors="replace") if path.exists() else ""
