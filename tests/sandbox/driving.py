"""Drives a sandbox over HTTP as its users do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from sandbox.config import SandboxConfig
from sandbox.server import RunningSandbox
from tests.sandbox.receiver import Receiver

MONDAY = "2026-01-05T08:15:00+00:00"
KEY = "SG.test"


def mail(to: str = "ada@candidate.example", **changes: object) -> dict[str, Any]:
    """A good message to one person, changed as the test likes; None takes a part away."""
    message: dict[str, Any] = {
        "personalizations": [{"to": [{"email": to, "name": "Ada"}]}],
        "from": {"email": "rosa@northwind.example", "name": "Rosa Berg"},
        "reply_to": {"email": "r.token@reply.example"},
        "subject": "Thank you for your time",
        "content": [
            {"type": "text/plain", "value": "Dear Ada,\n\nthank you for your time.\n\nRosa"},
            {"type": "text/html", "value": "<html lang='en'><body><p>Dear Ada</p></body></html>"},
        ],
        "custom_args": {"letter": "0190-1"},
    }
    message.update(changes)
    return {name: value for name, value in message.items() if value is not None}


def html_mail(to: str, html: str, **changes: object) -> dict[str, Any]:
    content = [{"type": "text/plain", "value": "Dear Ada"}, {"type": "text/html", "value": html}]
    return mail(to, content=content, **changes)


class Driver:
    """A running sandbox and the other side it posts to."""

    def __init__(self, running: RunningSandbox, config: SandboxConfig, receiver: Receiver, wait: Callable[..., None]) -> None:
        self.running = running
        self.config = config
        self.url = running.url
        self.receiver = receiver
        self._wait = wait
        self.http = httpx.Client(base_url=running.url, timeout=20, trust_env=False)

    def send(self, message: dict[str, Any] | None = None, key: str = KEY) -> httpx.Response:
        body = mail() if message is None else message
        return self.http.post("/v3/mail/send", json=body, headers={"Authorization": f"Bearer {key}"})

    def sent(self, message: dict[str, Any] | None = None) -> dict[str, Any]:
        assert self.send(message).status_code == 202
        return self.messages()[-1]

    def messages(self) -> list[dict[str, Any]]:
        return list(self.http.get("/api/messages", params={"limit": 10_000}).json())

    def message(self, letter_id: int) -> dict[str, Any]:
        return dict(self.http.get(f"/api/messages/{letter_id}").json())

    def count(self) -> int:
        return int(self.http.get("/api/count").json()["count"])

    def quiet(self) -> dict[str, Any]:
        return dict(self.http.get("/api/quiet").json())

    def wait_quiet(self) -> None:
        self._wait(lambda: self.quiet()["quiet"], what="the sandbox to go quiet")

    def wait(self, condition: Callable[[], object]) -> None:
        self._wait(condition)

    def arm(self, fault: str, times: int = 1, **more: object) -> None:
        assert self.http.post("/api/faults", json={"fault": fault, "times": times, **more}).status_code == 200

    def name(self, **people: str) -> None:
        named = {f"{name}@candidate.example": persona for name, persona in people.items()}
        assert self.http.post("/api/people", json=named).status_code == 200

    def advance(self, step: str) -> None:
        assert self.http.post("/api/time", json={"advance": step}).status_code == 200
        self.wait_quiet()

    def act(self, letter_id: int, act: str, **args: str) -> None:
        assert self.http.post(f"/api/messages/{letter_id}/acts", json={"act": act, "args": args}).status_code == 202
        self.wait_quiet()

    def due(self, letter_id: int) -> dict[str, str]:
        return {reaction["act"]: reaction["due"] for reaction in self.message(letter_id)["reactions"]}

    def close(self) -> None:
        self.http.close()
        self.running.stop()


def stand_still(time_file: Path, at: str = MONDAY) -> None:
    time_file.write_text(json.dumps({"at": at}), encoding="utf-8")
