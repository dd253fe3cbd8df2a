"""React: what one campaign does about the events that concern it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Campaign, OncePer
from worker.engine.decide import keep
from worker.engine.enroll import Reacting, react_to
from worker.engine.fan_out import begin_or_stop
from worker.engine.parts import Parts
from worker.engine.record import stored_event
from worker.rules.backoff import retry_at
from worker.store.insert import insert_many, row_of, table_of
from worker.store.many import among
from worker.store.models.candidate import Application, Candidate, Placement
from worker.store.models.enrollment import Enrollment
from worker.store.models.inbox import InboxEvent, Reaction

_log = structlog.get_logger(__name__)


class _Recorded(NamedTuple):
    """An event of the inbox, recorded."""

    seq: int
    type: str
    body: str
    occurred_at: datetime
    candidate_id: UUID | None


def react(parts: Parts, campaign_name: str, limit: int | None = None) -> int:
    """Let one campaign react to a batch of recorded events; returns how many. Ask again while it returns the limit.

    The batch is one transaction: enrollments are made, moved or stopped and the reactions are gone, or nothing is. What
    begins with something that is due at once is leased in it, and handed over without waiting for the clock.
    If it fails, its events are tried one by one, so that one that fails holds up no other.
    """
    limit = limit or parts.policy.batch_size
    campaign = parts.campaigns[campaign_name]
    try:
        with parts.database.write() as session:
            done, at_once = _react(session, parts, campaign, limit, None)
    except Exception:  # noqa: BLE001 - one that fails must hold up no other
        _log.exception("a batch of reactions failed; trying them one by one", campaign=campaign_name)
        return _react_singly(parts, campaign, limit)
    _hand_over(parts, at_once)
    if done == limit:
        parts.hints.send(f"campaign.{campaign_name}")
    return done


def _react(session: Session, parts: Parts, campaign: Campaign, limit: int, only: int | None) -> tuple[int, list[Enrollment]]:
    """How many reactions are done, and which enrollments are leased."""
    now = parts.now()
    query = (
        select(Reaction.inbox_seq)
        .where(Reaction.campaign == campaign.name, Reaction.not_before.is_(None) | (Reaction.not_before <= now))
        .order_by(Reaction.inbox_seq)
        .limit(limit)
    )
    if only is not None:
        query = query.where(Reaction.inbox_seq == only)
    seqs = session.scalars(query.with_for_update(skip_locked=True)).all()
    if not seqs:
        return 0, []
    columns = (InboxEvent.seq, InboxEvent.type, InboxEvent.body, InboxEvent.occurred_at, InboxEvent.candidate_id)
    rows = [_Recorded(*row) for row in session.execute(select(*columns).where(among(session, InboxEvent.seq, seqs)))]
    reacting = _gather(session, parts, campaign, rows, now)
    for row in sorted(rows, key=lambda row: (row.occurred_at, row.seq)):
        if row.candidate_id in reacting.candidates:
            event = stored_event(row.type, row.body)
            react_to(reacting, event, row.seq, reacting.candidates[row.candidate_id])
        elif not row.type.startswith("candidate."):  # else erased meanwhile: nothing to react to
            begin_or_stop(session, parts, campaign, stored_event(row.type, row.body), row.seq, now)
    session.flush()
    at_once = _lease(parts, reacting.begun, now)
    insert_many(session, Enrollment, [row_of(one) for one in reacting.begun])
    keep(session, reacting.decisions)
    done = table_of(Reaction)
    session.connection().execute(delete(done).where(done.c.campaign == campaign.name, among(session, done.c.inbox_seq, seqs)))
    return len(seqs), at_once


def _lease(parts: Parts, begun: Sequence[Enrollment], now: datetime) -> list[Enrollment]:
    """Lease what is due at once, as the clock would."""
    at_once = [one for one in begun if one.state == "active" and one.wake_at <= now]
    if at_once:
        lease, until = parts.new_id().hex, now + timedelta(seconds=parts.policy.lease_seconds)
        for one in at_once:
            one.lease, one.wake_at = lease, until
    return at_once


def _hand_over(parts: Parts, leased: Sequence[Enrollment]) -> None:
    """A handful a message: then it is the handful that is shared out among workers, and none is late with many at the end."""
    for first in range(0, len(leased), parts.policy.handful):
        handful = leased[first : first + parts.policy.handful]
        parts.hints.send("deliver", [str(one.id) for one in handful], handful[0].lease)


def _gather(session: Session, parts: Parts, campaign: Campaign, rows: Sequence[_Recorded], now: datetime) -> Reacting:
    """Lock the people and read all that is needed about them: a constant number of queries."""
    ids = {row.candidate_id for row in rows if row.candidate_id is not None}
    people = select(Candidate).where(among(session, Candidate.id, ids)).order_by(Candidate.id).with_for_update(key_share=True)
    candidates = {candidate.id: candidate for candidate in session.scalars(people)}
    enrollments: dict[UUID, list[Enrollment]] = defaultdict(list)
    known = select(Enrollment).where(among(session, Enrollment.candidate_id, ids), Enrollment.campaign == campaign.name)
    for enrollment in session.scalars(known.with_for_update()):
        enrollments[enrollment.candidate_id].append(enrollment)
    placements: dict[UUID, list[Placement]] = defaultdict(list)
    current = select(Placement).where(among(session, Placement.candidate_id, ids), Placement.active)
    for placement in session.scalars(current):
        placements[placement.candidate_id].append(placement)
    stops = [event.type_name for event in campaign.stops_on]
    last = (
        select(InboxEvent.candidate_id, func.max(InboxEvent.occurred_at))
        .where(among(session, InboxEvent.candidate_id, ids), InboxEvent.type.in_(stops))
        .group_by(InboxEvent.candidate_id)
    )
    stopped_at = {candidate_id: at for candidate_id, at in session.execute(last) if candidate_id is not None} if stops else {}
    applications: dict[tuple[str, str], Application] = {}
    if campaign.once_per is OncePer.APPLICATION:
        theirs = session.scalars(select(Application).where(among(session, Application.candidate_id, ids)))
        applications = {(row.source, row.upstream_id): row for row in theirs}
    return Reacting(session, parts, campaign, now, candidates, dict(enrollments), dict(placements), stopped_at, applications)


def _react_singly(parts: Parts, campaign: Campaign, limit: int) -> int:
    with parts.database.read() as session:
        query = select(Reaction.inbox_seq).where(Reaction.campaign == campaign.name).order_by(Reaction.inbox_seq).limit(limit)
        seqs = session.scalars(query).all()
    done = 0
    for seq in seqs:
        try:
            with parts.database.write() as session:
                reacted, at_once = _react(session, parts, campaign, 1, seq)
        except Exception as error:  # noqa: BLE001 - kept with the row
            _put_off(parts, campaign, seq, error)
            continue
        done += reacted
        _hand_over(parts, at_once)
    return done


def _put_off(parts: Parts, campaign: Campaign, seq: int, error: Exception) -> None:
    """A reaction that fails is tried again, ever more seldom; it is never dropped."""
    _log.error("a campaign could not react", campaign=campaign.name, inbox_seq=seq, error=type(error).__name__)
    now = parts.now()
    with parts.database.write() as session:
        key = tuple_(Reaction.campaign, Reaction.inbox_seq) == (campaign.name, seq)
        attempts = session.scalar(select(Reaction.attempts).where(key)) or 0
        later = max(retry_at(attempts + 1, now, f"{campaign.name}:{seq}"), now + timedelta(seconds=1))
        values = {"attempts": attempts + 1, "not_before": later, "error": f"{type(error).__name__}: {error}"[:500]}
        session.execute(update(Reaction).where(key).values(**values))
