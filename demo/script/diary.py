"""The diary: all that happens, as CloudEvents, in the order upstream tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from demo.script.days import START

Event = dict[str, object]

ATS = "ats.northwind.example"
HR = "hr.northwind.example"


class Diary:
    """Collects events. Upstream tells most of them as they happen, and some late or twice."""

    def __init__(self, end: datetime) -> None:
        self._end = end
        self._told: list[tuple[datetime, bool, int, Event]] = []

    def tell(
        self, kind: str, at: datetime, data: dict[str, object], *, source: str = ATS, told_at: datetime | None = None
    ) -> None:
        """Something happened at `at`; upstream tells it then, or later. What comes after the end is left out."""
        heard = max(told_at or at, START)
        if heard >= self._end:
            return
        number = len(self._told) + 1
        event: Event = {
            "specversion": "1.0", "id": f"{source.partition('.')[0]}-{number:05d}", "source": source, "type": kind,
            "time": at.isoformat().replace("+00:00", "Z"), "data": data,
        }  # fmt: skip
        self._told.append((heard, heard > max(at, START), number, event))

    def tell_again(self, which: int, told_at: datetime) -> None:
        """Upstream repeats itself: the same event, word for word."""
        heard, _, _, event = self._told[which]
        if heard <= told_at < self._end:
            self._told.append((told_at, True, len(self._told) + 1, event))

    def __len__(self) -> int:
        return len(self._told)

    def events(self) -> Sequence[Event]:
        """All of them as they are told. At one instant what is late comes last, so that times say when each is told."""
        return [event for _, _, _, event in sorted(self._told, key=lambda told: told[:3])]
