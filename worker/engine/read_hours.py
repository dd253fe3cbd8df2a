"""Read hours: when people read our letters lately, for those of whom we know too little."""

from __future__ import annotations

from datetime import datetime, time
from functools import cached_property
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.engine.parts import Parts
from worker.engine.standing import Standing
from worker.rules.best_hour import FEWEST_OWN, best_hour, read_at
from worker.rules.signal_kind import SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.signal import Signal

_LATEST = 5_000
"""So many of the latest signals are looked at, however many there are."""


class ReadHours:
    """The best hour of each person. Of others' habits it reads once, in one bounded query, and only if somebody needs it."""

    def __init__(self, session: Session, parts: Parts, now: datetime) -> None:
        self._session, self._parts, self._now = session, parts, now

    def best_of(self, standing: Standing) -> time | None:
        """From their own habit, else from that of people who live by the same clock; None when a letter goes in the morning."""
        own = read_at(standing.history, standing.place.zone, self._now)
        known = best_hour(own, ()) if len(own) >= FEWEST_OWN else None
        return known or best_hour((), self._by_zone.get(standing.place.zone.key, ()))

    @cached_property
    def _by_zone(self) -> dict[str, list[time]]:
        """When letters were read lately, each letter once, by the zone of whoever read it."""
        newest = select(func.max(Signal.seq)).scalar_subquery()
        query = (
            select(Signal.message_id, Signal.at, Candidate.zone, Candidate.country, Candidate.region)
            .join(Candidate, Candidate.id == Signal.candidate_id)
            .where(
                Signal.seq > newest - _LATEST,
                Signal.human.is_(True),
                Signal.kind.in_([SignalKind.OPENED.value, SignalKind.CLICKED.value]),
            )
            .order_by(Signal.seq)
        )
        latest: dict[UUID | None, tuple[str, time]] = {}
        for message_id, at, zone, country, region in self._session.execute(query):
            place = self._parts.place_of(zone, country, region)
            latest[message_id] = place.zone.key, at.astimezone(place.zone).time()
        by_zone: dict[str, list[time]] = {}
        for key, clock in latest.values():
            by_zone.setdefault(key, []).append(clock)
        return by_zone
