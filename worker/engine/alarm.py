"""Raise an alarm: a row, an error log line, a metric (counted from the row), and a mail to the team."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.parts import Parts
from worker.engine.service_mail import queue_service
from worker.store.insert import insert_new
from worker.store.models.operation import Alarm

_log = structlog.get_logger(__name__)
_AGAIN = timedelta(hours=6)


def raise_alarm(session: Session, parts: Parts, key: str, *, title: str, detail: str, remedy: str) -> None:
    """Tell a person, once per key and six hours, however often it happens. Inside the caller's transaction."""
    now = parts.now()
    _log.error("alarm", key=key, title=title, detail=detail)
    fresh = {"key": key, "at": now, "last_at": now, "times": 0, "title": title, "detail": detail, "remedy": remedy}
    insert_new(session, Alarm, [fresh])
    row = session.scalars(select(Alarm).where(Alarm.key == key).with_for_update()).one()
    quiet = row.times > 0 and row.cleared_at is None and now - row.at < _AGAIN
    row.times += 1
    row.last_at, row.detail, row.remedy, row.title = now, detail, remedy, title
    if quiet:
        return
    row.at, row.cleared_at = now, None
    queue_service(
        session,
        parts,
        "alarm",
        subject=key,
        nonce=now.isoformat(),
        to=parts.policy.team_address,
        extra={"title": title, "detail": detail, "remedy": remedy},
    )
