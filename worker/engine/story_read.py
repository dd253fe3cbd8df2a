"""Reading a story: the rows about one person, the latest of each kind, never more than a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from worker.store.models.decision import Decision
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.inbox import InboxEvent
from worker.store.models.message import Message
from worker.store.models.signal import Reply, Signal


@dataclass(frozen=True, slots=True)
class StoryRows:
    """What the database holds of one person's story, oldest first."""

    decisions: Sequence[Decision]
    events: Sequence[InboxEvent]
    signals: Sequence[Signal]
    handoffs: Sequence[Handoff]
    messages: dict[UUID, Message]
    replies: dict[UUID, Reply]
    campaign_of: dict[UUID, str]
    """The campaign of each enrollment that a handoff belongs to."""
    complete_since: datetime | None
    """Before this, something was left out; None: it is all here."""


def read_story_rows(session: Session, candidate_id: UUID, campaign: str | None, limit: int) -> StoryRows:
    """Read the rows of a person's story, or of what concerns one campaign; a constant number of queries."""
    decisions = _read_decisions(session, candidate_id, campaign, limit)
    signals = _read_signals(session, candidate_id, campaign, limit)
    handoffs = _read_handoffs(session, candidate_id, limit)
    events = _read_events(session, candidate_id, campaign, decisions, limit)
    cuts = [
        *([decisions[-1].at] if len(decisions) > limit else []),
        *([signals[-1].at] if len(signals) > limit else []),
        *([handoffs[-1].opened_at] if len(handoffs) > limit else []),
        *([events[-1].received_at] if len(events) > limit else []),
    ]
    messages = _read_messages(session, decisions, signals, handoffs)
    replies = session.scalars(select(Reply).where(Reply.id.in_(_reply_ids(signals, handoffs)))).all()
    owners = [handoff.enrollment_id for handoff in handoffs if handoff.enrollment_id is not None]
    campaigns = session.execute(select(Enrollment.id, Enrollment.campaign).where(Enrollment.id.in_(owners))).all()
    return StoryRows(
        decisions=decisions[::-1],
        events=events[::-1],
        signals=signals[::-1],
        handoffs=handoffs[::-1],
        messages=messages,
        replies={reply.id: reply for reply in replies},
        campaign_of={row.id: row.campaign for row in campaigns},
        complete_since=max(cuts, default=None),
    )


def _read_decisions(session: Session, candidate_id: UUID, campaign: str | None, limit: int) -> Sequence[Decision]:
    """With a campaign, also what holds for all of them: a no, a pause, the tempo."""
    query = select(Decision).where(Decision.candidate_id == candidate_id)
    if campaign is not None:
        query = query.where(or_(Decision.campaign == campaign, Decision.campaign.is_(None)))
    return session.scalars(query.order_by(Decision.seq.desc()).limit(limit + 1)).all()


def _read_signals(session: Session, candidate_id: UUID, campaign: str | None, limit: int) -> Sequence[Signal]:
    query = select(Signal).where(Signal.candidate_id == candidate_id)
    if campaign is not None:
        query = query.join(Message, Message.id == Signal.message_id).where(Message.campaign == campaign)
    return session.scalars(query.order_by(Signal.at.desc(), Signal.seq.desc()).limit(limit + 1)).all()


def _read_handoffs(session: Session, candidate_id: UUID, limit: int) -> Sequence[Handoff]:
    query = select(Handoff).where(Handoff.candidate_id == candidate_id)
    return session.scalars(query.order_by(Handoff.opened_at.desc(), Handoff.id).limit(limit + 1)).all()


def _read_events(
    session: Session, candidate_id: UUID, campaign: str | None, decisions: Sequence[Decision], limit: int
) -> Sequence[InboxEvent]:
    """With a campaign, only the events that it, or what holds for all, answered."""
    query = select(InboxEvent).where(InboxEvent.candidate_id == candidate_id)
    if campaign is not None:
        query = query.where(InboxEvent.seq.in_({row.inbox_seq for row in decisions if row.inbox_seq is not None}))
    return session.scalars(query.order_by(InboxEvent.seq.desc()).limit(limit + 1)).all()


def _read_messages(
    session: Session, decisions: Sequence[Decision], signals: Sequence[Signal], handoffs: Sequence[Handoff]
) -> dict[UUID, Message]:
    said = (row.message_id for row in decisions), (row.message_id for row in signals), (row.message_id for row in handoffs)
    ids = {message_id for message_id in chain(*said) if message_id is not None}
    return {row.id: row for row in session.scalars(select(Message).where(Message.id.in_(ids)))}


def _reply_ids(signals: Sequence[Signal], handoffs: Sequence[Handoff]) -> set[UUID]:
    said = {UUID(row.detail["reply_id"]) for row in signals if row.detail.get("reply_id")}
    return said | {row.reply_id for row in handoffs if row.reply_id is not None}
