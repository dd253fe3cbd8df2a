"""Pace: one desk's places among what may leave now. What has left is counted in the same transaction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.pace_tally import count_sent
from worker.engine.parts import Parts
from worker.rules.pace import Count, Limits, host_of, room, wait_for, with_one_more, with_one_waiting
from worker.store.insert import insert_new
from worker.store.models.pace import Pace


class PaceDesk:
    """Hands out places to letters from the installation's sending domain, within one transaction.

    Without limits it reads nothing. With limits the domain's row is locked first, until the transaction ends.
    """

    def __init__(self, session: Session, parts: Parts, now: datetime) -> None:
        self._session, self._now, self._rules = session, now, parts.policy.pace
        self._domain = parts.policy.sending_domain
        self._rows: dict[str, Pace] = {}
        self._sent = 0

    def late(self, address: str) -> datetime | None:
        """None, and its place is taken, when a letter to that address may leave now; else when to ask again."""
        self._sent += 1
        if not self._rules:
            return None
        held = self._held_for(host_of(address))
        waits = [wait_for(count_of(row), limits, self._now, tomorrow) for row, limits, tomorrow in held]
        longest = max(range(len(held)), key=lambda place: waits[place].until)
        if waits[longest].until <= self._now:
            for row, limits, _ in held:
                _set(row, with_one_more(count_of(row), limits, self._now))
            return None
        self._sent -= 1
        row = held[longest][0]
        count, turn = with_one_waiting(count_of(row), waits[longest])
        _set(row, count)
        return turn

    def room(self) -> tuple[int | None, datetime]:
        """How many letters may leave the domain now (None: any number), and when the next may."""
        if not self._rules:
            return None, self._now
        row, limits, _ = self._held_for("")[0]
        return room(count_of(row), limits, self._now), wait_for(count_of(row), limits, self._now).until

    def _held_for(self, host: str) -> list[tuple[Pace, Limits, Limits]]:
        """The counts that a letter to that host adds to, with today's limits and tomorrow's; the domain's first."""
        today, of_host = self._now.date(), self._rules.limits_of_host(host)
        of_domain = (self._rules.limits_of_domain(today), self._rules.limits_of_domain(today + timedelta(days=1)))
        held = [(self._row(self._domain), *of_domain)]
        return [*held, (self._row(f"{self._domain}/{host}"), of_host, of_host)] if of_host and host else held

    def save(self) -> None:
        """Write down what left: the last thing in the transaction, so that others wait for it as short as can be."""
        if self._sent:
            count_sent(self._session, self._domain, self._sent, self._now)
            self._sent = 0

    def _row(self, name: str) -> Pace:
        if name not in self._rows:
            insert_new(self._session, Pace, [{"name": name, "in_hour": 0, "in_day": 0}])
            self._rows[name] = self._session.scalars(select(Pace).where(Pace.name == name).with_for_update()).one()
        return self._rows[name]


def count_of(row: Pace) -> Count:
    """A row, as the rules take it."""
    return Count(row.due, row.hour, row.in_hour, row.day, row.in_day, row.queue)


def _set(row: Pace, count: Count) -> None:
    for name, value in asdict(count).items():
        setattr(row, name, value)
