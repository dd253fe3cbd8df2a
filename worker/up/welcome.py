"""What `rapport up` says once everything runs."""

from __future__ import annotations

import json
import os
import shlex
import sys
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import orjson

from worker.app import time_source
from worker.settings import Settings


def first_event(now: datetime, source: str) -> dict[str, object]:
    """An event of that source's to try Rapport with: three days ago Ada was told no after an interview, so that her letter, due
    two business days later, comes within three days from now whatever the weekday.
    """
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": source,
        "type": "candidate.rejected",
        "time": (now - timedelta(days=3)).replace(microsecond=0).isoformat(),
        "data": {
            "candidate": {"id": "c-1", "email": "ada@candidate.example", "first_name": "Ada", "locale": "en"},
            "application": {"id": "a-1", "stage": "interview", "job": {"id": "j-1", "title": "Data Engineer"}},
            "recruiter": {"name": "Rosa Holm", "email": "rosa@northwind.example"},
        },
    }


def welcome(settings: Settings) -> str:
    """Where to look and what to try (embedded); one log line that all is ready (production)."""
    now = time_source(settings).now()
    if not settings.embedded:
        ready = {"event": "ready", "level": "info", "timestamp": now.isoformat(), "process": "up", "url": settings.base_url}
        return orjson.dumps(ready).decode()
    key, source = next(iter(settings.event_keys.items()))
    return f"""
  Rapport is up. No letter leaves this machine: all mail goes to the sandbox.

  Mailbox   http://127.0.0.1:{settings.sandbox_port}/
  Events    {settings.base_url}/events
  Health    {settings.base_url}/readyz

  Queue a first event: three days ago, Ada was turned down (paste it into another terminal):

    curl -sS {settings.base_url}/events \\
      -H 'Authorization: Bearer {key}' \\
      -H 'Content-Type: application/cloudevents+json' \\
      -d '{json.dumps(first_event(now, source))}'

  Her letter goes out two business days after the no. Let the time pass until it has, and ask why:

    {_command(settings)} sandbox time +3d
    {_command(settings)} why ada@candidate.example

  Stop with Ctrl-C.
"""


def _command(settings: Settings) -> str:
    """`rapport` as it can be typed in another terminal: it has to find the same data folder."""
    command = os.path.relpath(Path(sys.executable).parent / "rapport")
    usual = Path(".rapport").absolute()
    return command if settings.data_dir == usual else f"RAPPORT_DATA_DIR={shlex.quote(str(settings.data_dir))} {command}"
