"""Which processes live, by their heartbeats: for `rapport health`, `/readyz` and the metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from worker.store.database import Database
from worker.store.models.operation import Heartbeat

KINDS = ("web", "intake", "clock", "worker")
"""The Procfile's lines: of each, one at least must live."""

IMAP = "imap"
"""The process that reads a mailbox, where the settings name one."""

SILENT_AFTER = timedelta(seconds=30)
"""A process that has not been heard of for so long is taken for dead: six beats of its heart."""


@dataclass(frozen=True, slots=True)
class Health:
    """The processes of one kind."""

    kind: str
    alive: int
    silent: int
    last_heard: datetime | None

    @property
    def is_well(self) -> bool:
        """Whether at least one lives."""
        return self.alive > 0


def health(database: Database, now: datetime, kinds: Sequence[str] = KINDS) -> list[Health]:
    """How each kind of process is. `now` is real time: heartbeats are, too."""
    with database.read() as session:
        beats = [(beat.kind, beat.at) for beat in session.scalars(select(Heartbeat))]
    found = []
    for kind in kinds:
        heard = [at for of, at in beats if of == kind]
        alive = sum(now - at <= SILENT_AFTER for at in heard)
        found.append(Health(kind, alive, len(heard) - alive, max(heard, default=None)))
    return found
