"""What colleagues do by hand: stop all letters to somebody, and put an alarm to rest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.lookup import NotFound, find_candidate, nearest
from worker.engine.no import say_no
from worker.engine.parts import Parts
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.operation import Alarm

MOST_ALARMS = 100


def stop_person(parts: Parts, said: str, *, by: str, reason: str | None = None) -> tuple[Candidate, int]:
    """Stop all letters to a person, at once and for good. Returns them and how many campaigns ended.

    Only the person can lift it, by double opt-in. Doing it twice changes nothing. Raises `NotFound`.
    """
    with parts.database.write() as session:
        found = find_candidate(session, parts, said)
        person = session.get_one(Candidate, found.id, with_for_update={"key_share": True}, populate_existing=True)
        active = select(Enrollment.id).where(Enrollment.candidate_id == person.id, Enrollment.state == "active")
        ended = len(session.scalars(active).all())
        if person.no_reason == Reason.STOPPED_BY_STAFF.value and not ended:
            return person, 0
        detail = f"stopped by {by}" + (f": {reason}" if reason else "")
        say_no(session, parts, person, Reason.STOPPED_BY_STAFF, how=f"stopped by {by}", now=parts.now(), detail=detail)
    return person, ended


def open_alarms(session: Session, limit: int = MOST_ALARMS) -> Sequence[Alarm]:
    """The alarms nobody has cleared, the latest first, at most `limit`."""
    return session.scalars(select(Alarm).where(Alarm.cleared_at.is_(None)).order_by(Alarm.last_at.desc()).limit(limit)).all()


def clear_alarm(parts: Parts, key: str) -> Alarm:
    """Put an alarm to rest; if it happens again it is raised anew. Raises `NotFound` with the nearest open one."""
    with parts.database.write() as session:
        alarm = session.scalars(select(Alarm).where(Alarm.key == key, Alarm.cleared_at.is_(None)).with_for_update()).one_or_none()
        if alarm is None:
            known = [row.key for row in open_alarms(session)]
            raise NotFound(f"No alarm {key!r} is open. {nearest(key, known)}")
        alarm.cleared_at = parts.now()
    return alarm
