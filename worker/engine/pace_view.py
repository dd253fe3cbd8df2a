"""Pace, as it stands: what has left, what may, how a new domain's warm-up goes, and how near the brake is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.channel import read_channel
from worker.engine.pace import count_of
from worker.engine.pace_tally import tally_of
from worker.engine.parts import Parts
from worker.rules.brake import WINDOW, BrakeLimits, Tally
from worker.rules.pace import ANY_HOST, Count, Limits, room
from worker.rules.reasons import Reason
from worker.store.models.operation import Hold
from worker.store.models.pace import Pace

_MOST_HOSTS = 50


@dataclass(frozen=True, slots=True)
class Used:
    """What has left under one set of limits."""

    name: str
    """The sending domain, or a mail host."""
    limits: Limits
    in_hour: int
    in_day: int
    may_leave_now: int | None
    """None: any number."""
    next_turn: datetime | None
    """Until when turns have been given out to those who wait."""


@dataclass(frozen=True, slots=True)
class PaceState:
    """Everything there is to say about pace at one moment."""

    domain: str
    used: Sequence[Used]
    """The domain first, then the mail hosts with limits of their own that were written to, the busiest first."""
    warm_up_day: int | None
    """Which day of the warm-up it is, from 1; None: there is none, or it is over. Below 1: it has not begun."""
    warm_up_days: int
    day: Tally
    """The last 24 hours."""
    brake: BrakeLimits | None
    rests_until: datetime | None
    on_hold_by: str | None


def read_pace(session: Session, parts: Parts) -> PaceState:
    """How the sending domain's pace stands now."""
    now, policy = parts.now(), parts.policy
    rules, domain = policy.pace, policy.sending_domain
    channel = read_channel(session, parts)
    rests = channel.opens_at if channel.reason is Reason.SLOWED_DOWN and channel.opens_at and channel.opens_at > now else None
    hold = session.scalar(select(Hold).order_by(Hold.scope).limit(1))
    warm_up = rules.warm_up
    number = (now.date() - warm_up.starts_on).days + 1 if warm_up is not None else None
    return PaceState(
        domain=domain,
        used=_used(session, parts, now),
        warm_up_day=number if warm_up is not None and number is not None and number <= len(warm_up.by_day) else None,
        warm_up_days=len(warm_up.by_day) if warm_up is not None else 0,
        day=tally_of(session, domain, now - WINDOW),
        brake=policy.brake,
        rests_until=rests,
        on_hold_by=hold.by if hold is not None else None,
    )


def _used(session: Session, parts: Parts, now: datetime) -> list[Used]:
    rules, domain = parts.policy.pace, parts.policy.sending_domain
    named = [f"{domain}/{host}" for host in rules.hosts if host != ANY_HOST]
    query = select(Pace).where(Pace.name.in_([domain, *named]))
    rows = {row.name: row for row in session.scalars(query)}
    if ANY_HOST in rules.hosts:
        busiest = select(Pace).where(Pace.name.startswith(f"{domain}/", autoescape=True), Pace.day >= now - WINDOW)
        rows |= {row.name: row for row in session.scalars(busiest.order_by(Pace.in_day.desc()).limit(_MOST_HOSTS))}
    hosts = sorted({*named, *rows} - {domain}, key=lambda name: (-_in_day(rows.get(name), now), name))
    used = [_one(domain, domain, rules.limits_of_domain(now.date()), rows, now)]
    return used + [_one(name.partition("/")[2], name, rules.limits_of_host(name.partition("/")[2]), rows, now) for name in hosts]


def _one(shown: str, name: str, limits: Limits, rows: dict[str, Pace], now: datetime) -> Used:
    row = rows.get(name)
    if row is None:
        return Used(shown, limits, 0, 0, room(Count(), limits, now), None)
    in_hour = row.in_hour if row.hour is not None and row.hour > now - timedelta(hours=1) else 0
    turn = row.queue if row.queue is not None and row.queue > now else None
    return Used(shown, limits, in_hour, _in_day(row, now), room(count_of(row), limits, now), turn)


def _in_day(row: Pace | None, now: datetime) -> int:
    return row.in_day if row is not None and row.day is not None and row.day.date() == now.date() else 0
