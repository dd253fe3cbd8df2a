"""Pace tally: what left a sending domain and what came back, by the hour; and the brake, when that is too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from threading import get_native_id

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from worker.delivery.transport import NotSent, Outcome
from worker.engine.alarm import raise_alarm
from worker.engine.channel import rest_until
from worker.engine.hold import EVERYTHING, put_on_hold
from worker.engine.parts import Parts
from worker.engine.standing import read_holds
from worker.rules.brake import REST, WINDOW, BrakeLimits, Tally, Trouble, too_much
from worker.rules.signal_kind import SignalKind
from worker.store.insert import dialect_insert
from worker.store.models.operation import Alarm
from worker.store.models.pace import Pace, PaceHour

_KEPT = timedelta(days=8)
_PARTS = 16
_NUMBERS = ("sent", "bounced", "complained", "deferred")
_COLUMNS = {
    SignalKind.HARD_BOUNCED: "bounced",
    SignalKind.SOFT_BOUNCED: "bounced",
    SignalKind.COMPLAINED: "complained",
    SignalKind.DEFERRED: "deferred",
}
_TITLES = {
    Trouble.BOUNCES: "Too many letters come back",
    Trouble.COMPLAINTS: "Too many people mark our letters as unwanted",
    Trouble.DEFERRALS: "Other mail servers put off too many of our letters",
}
_GO_ON = "Nothing is lost, what comes due waits. See `rapport pace`; find out whom they went to, then: rapport resume"


def count_sent(session: Session, domain: str, letters: int, now: datetime) -> None:
    """So many letters left just now. Inside the caller's transaction, best at its end: who counts in the same part waits."""
    _add(session, domain, now, {"sent": letters})


def count_trouble(session: Session, parts: Parts, kinds: Iterable[str]) -> None:
    """What came back just now; brakes when that is too much. Inside the caller's transaction."""
    counted = Counter(_COLUMNS[SignalKind(kind)] for kind in kinds if kind in _COLUMNS)
    if not counted:
        return
    now, domain = parts.now(), parts.policy.sending_domain
    _add(session, domain, now, dict(counted))
    if parts.policy.brake is not None:
        _brake_if_needed(session, parts, parts.policy.brake, domain, now)


def count_put_off(session: Session, parts: Parts, outcomes: Iterable[Outcome]) -> None:
    """Letters that a mail server put off while we were handing them over: nobody will tell of them later. As `count_trouble`."""
    count_trouble(session, parts, [SignalKind.DEFERRED for one in outcomes if isinstance(one, NotSent) and one.put_off])


def tally_of(session: Session, domain: str, since: datetime) -> Tally:
    """What left and came back in the hours after `since`."""
    columns = (PaceHour.sent, PaceHour.bounced, PaceHour.complained, PaceHour.deferred)
    query = select(*(func.coalesce(func.sum(column), 0) for column in columns))
    row = session.execute(query.where(PaceHour.domain == domain, PaceHour.hour > since)).one()
    sent, bounced, complained, deferred = (int(number) for number in row)
    return Tally(sent, bounced, complained, deferred)


def alarm_key(trouble: Trouble) -> str:
    """Under which alarm the brake for it tells."""
    return f"brake {trouble.value}"


def _brake_if_needed(session: Session, parts: Parts, limits: BrakeLimits, domain: str, now: datetime) -> None:
    """What was counted before an earlier brake does not bring on another."""
    last = select(func.max(Alarm.last_at)).where(Alarm.key.in_([alarm_key(trouble) for trouble in Trouble]))
    since = max(now - WINDOW, session.scalar(last) or now - WINDOW)
    tally = tally_of(session, domain, since)
    trouble = too_much(tally, limits)
    if trouble is None or EVERYTHING in read_holds(session):
        return
    if trouble is Trouble.DEFERRALS:
        rest_until(session, parts, now + REST)
        remedy = (
            f"Sending rests for {REST.seconds // 60} minutes and goes on by itself. See `rapport pace`, and lower RAPPORT_PACE"
        )
    else:
        by = f"Rapport, for {trouble.value} past the limit"
        put_on_hold(session, EVERYTHING, by, now)
        remedy = _GO_ON
    said = f"{domain}, since {since:%d %B, %H:%M} UTC: {_in_words(tally)}"
    raise_alarm(session, parts, alarm_key(trouble), title=_TITLES[trouble], detail=said, remedy=remedy)


def _in_words(tally: Tally) -> str:
    return f"{tally.sent} sent, {tally.bounced} came back, {tally.complained} complained of, {tally.deferred} put off"


def _add(session: Session, domain: str, now: datetime, counted: dict[str, int]) -> None:
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    fresh = dict.fromkeys(_NUMBERS, 0) | counted
    insert = dialect_insert(session, PaceHour).values(domain=domain, hour=hour, part=get_native_id() % _PARTS, **fresh)
    more = {name: getattr(PaceHour, name) + number for name, number in counted.items()}
    columns = [getattr(PaceHour, name) for name in _NUMBERS]
    upsert = insert.on_conflict_do_update(index_elements=["domain", "hour", "part"], set_=more).returning(*columns)
    if list(session.execute(upsert).one()) == list(fresh.values()):  # the first of its hour
        _forget(session, hour - _KEPT)


def _forget(session: Session, before: datetime) -> None:
    """Old hours, and mail hosts that nobody has written to since: their names may be somebody's own."""
    session.execute(delete(PaceHour).where(PaceHour.hour < before))
    session.execute(delete(Pace).where(Pace.day < before))
