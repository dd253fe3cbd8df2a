"""Newsletter status: how far an issue has come, what waits and why, how fast it goes. Read-only, at any moment, from anywhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from worker.engine.channel import read_channel
from worker.engine.newsletter_control import ends_by
from worker.engine.newsletter_issue import Note, find_issue, read_notes
from worker.engine.parts import Parts
from worker.engine.standing import is_held, read_holds
from worker.rules.message_state import MessageState
from worker.store.models.message import Message, newsletter_waits
from worker.store.models.newsletter import NEWSLETTER, NewsletterIssue, NewsletterPage

_LATELY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Status:
    """An issue at this moment."""

    slug: str
    state: str
    reason: str | None
    topic: str
    segment: str
    made_by: str
    approved_by: str | None
    audience: int | None
    """Counted when it was checked or approved."""
    sent: int
    """Taken by the provider, whatever came of it then."""
    leaving: int
    in_doubt: int
    refused: int
    waiting: dict[str, int]
    """Who has to wait, by reason."""
    passed_over: dict[str, int]
    """Who does not get it, by reason."""
    walked: bool
    next_at: datetime | None
    expires_at: datetime | None
    """When it ends at the latest; of one that has a time to start at, as far as that can be told."""
    started_at: datetime | None
    ended_at: datetime | None
    per_minute: int
    """Letters handed over in the last minute."""
    seconds_left: int | None
    """At that rate, for those not looked at yet."""
    brakes: tuple[str, ...]
    """What keeps it from going on at the moment."""
    test: str | None
    """What comparing the variants found."""
    notes: tuple[Note, ...]

    @property
    def done(self) -> int:
        """For how many of the audience it is over, one way or the other."""
        return self.sent + self.in_doubt + self.refused + sum(self.passed_over.values())


def read_status(parts: Parts, slug: str) -> Status:
    """The status of one issue. Raises `NotFound`."""
    now = parts.now()
    with parts.database.read() as session:
        issue = find_issue(session, slug)
        states = _count_states(session, issue)
        waits = select(Message.reason, func.count()).where(newsletter_waits(slug)).group_by(Message.reason)
        waiting = {reason or "retry_later": count for reason, count in session.execute(waits)}
        rate = _rate(session, issue, now)
        passed = _count_passed(session, issue)
        not_sent = (MessageState.CLAIMED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.REFUSED)
        seen = sum(states.values()) + sum(passed.values())
        left = max(0, (issue.audience or 0) - seen)
        return Status(
            slug=slug,
            state=issue.state,
            reason=issue.reason,
            topic=issue.topic,
            segment=str(issue.plan.get("sentence") or issue.segment),
            made_by=issue.made_by,
            approved_by=issue.approved_by,
            audience=issue.audience,
            sent=sum(count for state, count in states.items() if state not in not_sent),
            leaving=states[MessageState.SENDING.value],
            in_doubt=states[MessageState.UNKNOWN.value],
            refused=states[MessageState.REFUSED.value],
            waiting=waiting,
            passed_over=passed,
            walked=issue.walked,
            next_at=issue.wake_at,
            expires_at=issue.expires_at or (ends_by(issue, issue.starts_at, now) if issue.starts_at else None),
            started_at=issue.started_at,
            ended_at=issue.ended_at,
            per_minute=rate,
            seconds_left=left * 60 // rate if rate and left and not issue.walked else None,
            brakes=_brakes(session, parts, issue, now),
            test=issue.tested.get("sentence") if issue.tested else None,
            notes=tuple(read_notes(session, issue)),
        )


def _count_states(session: Session, issue: NewsletterIssue) -> Counter[str]:
    mine = Message.kind == NEWSLETTER, Message.step == issue.slug
    query = select(Message.state, func.count()).where(*mine).group_by(Message.state)
    return Counter({state: count for state, count in session.execute(query)})  # noqa: C416 - rows are no pairs to mypy


def _count_passed(session: Session, issue: NewsletterIssue) -> dict[str, int]:
    """By reason, from what each page noted when it was worked; a constant number of small rows for a large audience."""
    total: Counter[str] = Counter()
    for counts in session.scalars(select(NewsletterPage.counts).where(NewsletterPage.issue_id == issue.id)):
        total.update({reason: int(count) for reason, count in counts.items() if reason != "deferred"})
    return dict(total)


def _rate(session: Session, issue: NewsletterIssue, now: datetime) -> int:
    lately = case((NewsletterPage.worked_at > now - _LATELY, NewsletterPage.left), else_=0)
    return int(session.scalar(select(func.coalesce(func.sum(lately), 0)).where(NewsletterPage.issue_id == issue.id)) or 0)


def _brakes(session: Session, parts: Parts, issue: NewsletterIssue, now: datetime) -> tuple[str, ...]:
    found = ["sending is on hold (rapport holds)"] if is_held(read_holds(session), NEWSLETTER) else []
    channel = read_channel(session, parts)
    if channel.opens_at is not None and channel.opens_at > now:
        found.append(f"{channel.reason.sentence} Until {channel.opens_at:%H:%M} UTC.")
    if issue.reason:
        found.append(issue.reason)
    return tuple(found)
