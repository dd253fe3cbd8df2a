"""The change of a community event: what the key of an enrollment that tells of it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = re.compile(r"(change|end) (\d+) of (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class EventChange:
    """One change: the event's own key, its revision since then, and whether it was called off."""

    event_key: str
    revision: int
    called_off: bool

    @property
    def key(self) -> str:
        """Under which each person hears of it once."""
        return f"{'end' if self.called_off else 'change'} {self.revision} of {self.event_key}"

    @classmethod
    def read(cls, key: str) -> EventChange | None:
        """The change that a key names; None for the key of anything else."""
        said = _KEY.fullmatch(key)
        return cls(said[3], int(said[2]), said[1] == "end") if said else None
