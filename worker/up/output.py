"""Everybody's lines on one output: each told apart by a prefix for people, or by a key for machines."""

from __future__ import annotations

import os
import re
import selectors
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

import orjson

from worker.logs import masked

OWN = "up"
_COLOURS = ("36", "33", "32", "35", "34", "96", "93", "92", "95", "94")
_SUPERVISOR_LINE = re.compile(r"^\S+ \S+ (?P<level>[A-Z]{4}) (?P<said>.*)$")
_NEWS = re.compile(r"^(spawned: |exited: |gave up: |stopped: |killing )")


class Output:
    """Writes whole lines, from any thread."""

    def __init__(self, log_format: Literal["json", "pretty"], width: int) -> None:
        self._json = log_format == "json"
        self._width = width
        self._lock = threading.Lock()
        self._colours: dict[str, str] = {}

    def line(self, name: str, text: str, level: str = "info") -> None:
        """Show one line that `name` wrote; in JSON, what is not JSON already becomes an event."""
        if self._json:
            shown = text if text.startswith("{") else self._as_json(name, text, level)
        else:
            colour = self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])
            shown = f"\x1b[{colour}m{name.ljust(self._width)} |\x1b[0m {text}"
        self.plain(shown)

    def plain(self, text: str) -> None:
        """Show text as it is."""
        with self._lock:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def supervisor(self, text: str) -> None:
        """Show a line supervisord wrote about its children, when it is news."""
        found = _SUPERVISOR_LINE.match(text)
        if found is None:
            self.line(OWN, text)
        elif found["level"] != "INFO" or _NEWS.match(found["said"]):
            self.line(OWN, found["said"], level={"WARN": "warning", "ERRO": "error", "CRIT": "error"}.get(found["level"], "info"))

    @staticmethod
    def _as_json(name: str, text: str, level: str) -> str:
        now = datetime.now(UTC).isoformat()
        return orjson.dumps({"event": masked(text), "level": level, "timestamp": now, "process": name}).decode()


class Pump(threading.Thread):
    """Reads pipes until all are closed, and hands on each whole line."""

    def __init__(self) -> None:
        super().__init__(name="output", daemon=True)
        self._selector = selectors.DefaultSelector()
        self._rest: dict[int, bytes] = {}

    def take(self, pipe: int, each_line: Callable[[str], None]) -> None:
        """Read `pipe`, too; before the thread starts."""
        self._selector.register(pipe, selectors.EVENT_READ, each_line)
        self._rest[pipe] = b""

    def run(self) -> None:
        """Read until the last pipe ends."""
        while self._selector.get_map():
            for key, _ in self._selector.select():
                self._read(key.fd, key.data)

    def _read(self, pipe: int, each_line: Callable[[str], None]) -> None:
        chunk = os.read(pipe, 65_536)
        *whole, rest = (self._rest[pipe] + chunk).split(b"\n")
        if not chunk:
            self._selector.unregister(pipe)
            os.close(pipe)
            whole, rest = ([rest] if rest else []), b""
        self._rest[pipe] = rest
        for line in whole:
            if text := line.decode("utf-8", "replace").rstrip("\r"):
                each_line(text)
