"""Fan out: from an event about no single person to the people whom it concerns, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, literal_column, select, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Campaign, Invited, Letter, Matching, Members, OncePer
from schemas.event import Event
from worker.engine.event_change import EventChange
from worker.engine.fan_out_invited import walk_invited
from worker.engine.fan_out_matching import walk_matching
from worker.engine.fan_out_members import walk_members
from worker.engine.fan_out_page import LeaseLost, Walk
from worker.engine.parts import Parts
from worker.engine.subjects import Subject, read_subjects, subject_of, why_over
from worker.rules.calendar import due_at, expires_at
from worker.rules.reasons import Reason
from worker.store.models.candidate import Job
from worker.store.models.community_event import CommunityEvent
from worker.store.models.fan_out import FanOut

_log = structlog.get_logger(__name__)


def begin_or_stop(session: Session, parts: Parts, campaign: Campaign, event: Event, seq: int, now: datetime) -> None:
    """A campaign reacts to an event about no single person: it stops the walk for its subject, or begins one.

    Told again, it goes on as it was; taken back and told again, it begins anew, and whoever was enrolled before is not
    enrolled twice. Something told too late for the campaign's first letter begins nothing. Where changes are told, each
    word of upstream's begins anew; who has heard how it stands is passed over.
    """
    subject = subject_of(event)
    if subject is None:
        return
    known = session.scalars(
        select(FanOut).where(FanOut.campaign == campaign.name, FanOut.subject == subject.key).with_for_update()
    ).one_or_none()
    if isinstance(event, tuple(campaign.stops_on)) and known is not None and known.state == "active":
        row = read_subjects(session, {subject}).get(subject)
        if (over := why_over(row, now)) is not None:
            known.state, known.reason, known.ended_at, known.lease = "stopped", over.value, now, None
    if not isinstance(event, tuple(campaign.starts_on)) or event.data.silent or _comes_too_late(parts, campaign, event, now):
        return
    if known is None:
        session.add(_walk_row(parts, campaign, subject, event, seq, now))
    elif known.state == "stopped" or isinstance(campaign.for_each, Invited):
        known.state, known.reason, known.ended_at, known.cursor, known.wake_at = "active", None, None, {}, now
        known.lease = None  # whoever is walking begins anew


def _comes_too_late(parts: Parts, campaign: Campaign, event: Event, now: datetime) -> bool:
    """An opening of three years ago, imported today, is news for nobody. An event is news until it begins."""
    if not event.type.startswith("job."):
        return False
    first, place = campaign.steps[0], parts.place_of(None, None, None)
    due = due_at(event.time, first.after, first.at, place, "") if isinstance(first, Letter) else event.time
    return isinstance(first, Letter) and expires_at(due, first.expires, place) < now


def _walk_row(parts: Parts, campaign: Campaign, subject: Subject, event: Event, seq: int, now: datetime) -> FanOut:
    recruiter = getattr(event.data, "recruiter", None)
    context: dict[str, Any] = {"roles": [], "subject": subject.as_context()}
    return FanOut(
        id=parts.new_id(),
        campaign=campaign.name,
        subject=subject.key,
        source=subject.source,
        subject_id=subject.id,
        inbox_seq=seq,
        state="active",
        cursor={},
        enrolled=0,
        context=context | ({"recruiter": recruiter.model_dump(mode="json")} if recruiter is not None else {}),
        wake_at=now,
        started_at=now,
    )


def fan_out_is_due(now: datetime) -> ColumnElement[bool]:
    """Walks to go on with. Written out as in its index: a bound value would not match a partial index."""
    return and_(FanOut.state == literal_column("'active'"), FanOut.wake_at <= now)


def lease_fan_outs(session: Session, now: datetime, until: datetime, lease: str, limit: int) -> Sequence[UUID]:
    """Take up to `limit` walks that are due, and hold them until `until`."""
    due = select(FanOut.id).where(fan_out_is_due(now)).order_by(FanOut.wake_at).limit(limit).with_for_update(skip_locked=True)
    ids = session.scalars(due).all()
    if ids:
        session.execute(update(FanOut).where(FanOut.id.in_(ids)).values(wake_at=until, lease=lease))
    return ids


def fan_out(parts: Parts, ids: Sequence[str], lease: str) -> int:
    """Walk on through the audiences of leased fan-outs, each for one lease's time at most; returns how many were enrolled.

    Each page is one transaction: its people are enrolled and the cursor has moved, or nothing is. Killed in between, the
    walk goes on from the last page; the enrollment's own key keeps anybody from being enrolled twice.
    """
    enrolled = 0
    for one in ids:
        walking = True
        while walking:
            try:
                with parts.database.write() as session:
                    walking, more = _walk_page(session, parts, UUID(one), lease)
                enrolled += more
            except LeaseLost:
                break
    return enrolled


def _walk_page(session: Session, parts: Parts, walk_id: UUID, lease: str) -> tuple[bool, int]:
    """One page. Says whether to go on at once, and how many were enrolled."""
    now = parts.now()
    row = session.get(FanOut, walk_id)
    if row is None or row.lease != lease or row.state != "active":
        return False, 0
    campaign = parts.campaigns.get(row.campaign)
    kind = row.subject.partition(" ")[0]
    subject = Subject(kind, row.source, row.subject_id)
    about = read_subjects(session, {subject}).get(subject)
    if campaign is None or campaign.for_each is None:
        _end(session, row, "stopped", Reason.STEP_RETIRED, now)
        return False, 0
    over = why_over(about, now, is_told_of_changes=isinstance(campaign.for_each, Invited))
    if over is not None or about is None:
        _end(session, row, "stopped", over or Reason.JOB_CLOSED, now)
        return False, 0
    until = now + timedelta(seconds=parts.policy.lease_seconds)
    walk = Walk(session, parts, campaign, row, about, lease, now, until, _key(campaign, row, about))
    match campaign.for_each:
        case Invited() as audience:
            return walk_invited(walk, audience)
        case Matching() as audience:
            return walk_matching(walk, audience)
        case Members() as audience:
            return walk_members(walk, audience)


def _key(campaign: Campaign, row: FanOut, about: Job | CommunityEvent) -> str:
    if isinstance(about, CommunityEvent) and campaign.once_per is OncePer.CHANGE:
        return EventChange(row.subject, about.revision, about.called_off).key
    return row.subject


def _end(session: Session, row: FanOut, state: str, reason: Reason, now: datetime) -> None:
    session.execute(
        update(FanOut)
        .where(FanOut.id == row.id, FanOut.lease == row.lease)
        .values(state=state, reason=reason.value, ended_at=now, lease=None)
    )
