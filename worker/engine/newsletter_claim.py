"""Claiming pages: an issue's audience is walked by id, a page at a time, by any number of workers; each page is one worker's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.discovery import discover_segments
from worker.delivery.batch import LARGEST_BATCH, BatchTransport
from worker.engine.alarm import raise_alarm
from worker.engine.channel import read_channel
from worker.engine.newsletter_control import begin
from worker.engine.newsletter_due import ASKED_AGAIN, PAGES_AT_ONCE
from worker.engine.newsletter_issue import note
from worker.engine.newsletter_variants import decide_if_due, end_of_walk
from worker.engine.pace import PaceDesk
from worker.engine.parts import Parts
from worker.engine.standing import is_held, read_holds
from worker.rules.newsletter_state import IssueState
from worker.store.models.message import Message, newsletter_waits
from worker.store.models.newsletter import NEWSLETTER, NewsletterIssue, NewsletterPage
from worker.store.segment import audience

_LOOK_AGAIN = timedelta(seconds=1)
_HELD_FOR = timedelta(hours=1)
"""Lifting a hold wakes issues at once."""
_WITHOUT_BATCHES = 50
_GIVEN_BACK_FOR = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A page that this worker holds: people after one id and up to another, or those who waited and are due."""

    page_id: UUID
    lease: str


def claim_page(parts: Parts, slug: str, size: int = LARGEST_BATCH) -> Claimed | None:
    """The next page to be worked; None when there is none now, or enough are under way. Begins an issue whose time has come.

    In this order: a page whose worker is gone, people who had to wait and are due, the next part of the walk. While pages are
    being claimed nobody else is asked to work the issue, since each page asks for the next.
    """
    now = parts.now()
    with parts.database.write() as session:
        issue = session.scalars(select(NewsletterIssue).where(NewsletterIssue.slug == slug).with_for_update()).one_or_none()
        if issue is not None and issue.state == IssueState.SCHEDULED.value and issue.starts_at and issue.starts_at <= now:
            begin(session, parts, issue, "the schedule")
        if issue is None or issue.state != IssueState.SENDING.value or _closed_until(session, parts, now) is not None:
            return None
        if _under_way(session, issue, now) >= PAGES_AT_ONCE:
            return None
        if issue.segment not in discover_segments():
            _pause(session, parts, issue)
            return None
        decide_if_due(session, parts, issue)
        size = _places(session, parts, now, size)
        lease = parts.new_id().hex
        until = now + timedelta(seconds=parts.policy.lease_seconds)
        claimed = (
            _take_over(session, issue, lease, now, until)
            or _take_waiting(session, parts, issue, lease, until, size)
            or _walk_on(session, parts, issue, lease, until, size)
        )
        if claimed is not None:
            issue.wake_at = now + ASKED_AGAIN
        return claimed


def settle(parts: Parts, slug: str) -> None:
    """Say when somebody should look at the issue again; and that it is over, once nobody is left."""
    now = parts.now()
    with parts.database.write() as session:
        issue = session.scalars(select(NewsletterIssue).where(NewsletterIssue.slug == slug).with_for_update()).one_or_none()
        if issue is None or issue.state != IssueState.SENDING.value:
            return
        closed = _closed_until(session, parts, now)
        if closed is not None:
            issue.wake_at = closed
            return
        pages = select(func.min(NewsletterPage.held_until)).where(
            NewsletterPage.issue_id == issue.id, NewsletterPage.state != "done", NewsletterPage.held_until > now
        )
        times = [session.scalar(pages), session.scalar(select(func.min(Message.wake_at)).where(newsletter_waits(slug)))]
        if not issue.walked or _is_lost(session, issue, now) or (times[1] is not None and times[1] <= now):
            busy = _under_way(session, issue, now) >= PAGES_AT_ONCE
            issue.wake_at = now + _LOOK_AGAIN if busy else now
            return
        times.append(end_of_walk(issue, now) if times[0] is None else None)
        issue.wake_at = min((at for at in times if at is not None), default=None)
        if issue.wake_at is None:
            issue.state, issue.ended_at = IssueState.DONE.value, now


def _pause(session: Session, parts: Parts, issue: NewsletterIssue) -> None:
    """The code that runs has not the segment that was approved: nobody can tell any more whom the issue is for."""
    issue.paused_from, issue.state, issue.wake_at = issue.state, IssueState.PAUSED.value, None
    issue.reason = f"The segment {issue.segment} is not in the code that runs."
    note(session, parts, issue, "Rapport", "paused", issue.reason)
    raise_alarm(
        session,
        parts,
        f"newsletter {issue.slug} segment",
        title=f"The newsletter {issue.slug} is paused",
        detail=issue.reason,
        remedy=f"Bring campaigns/segments/{issue.segment}.py back, then: rapport newsletter resume {issue.slug}",
    )


def give_back(parts: Parts, claimed: Claimed) -> None:
    """A page that could not be prepared: somebody tries again in half a minute."""
    free_at = parts.now() + _GIVEN_BACK_FOR
    with parts.database.write() as session:
        held = NewsletterPage.id == claimed.page_id, NewsletterPage.lease == claimed.lease, NewsletterPage.state == "claimed"
        session.execute(update(NewsletterPage).where(*held).values(held_until=free_at))
        mine = Message.lease == claimed.lease, Message.kind == NEWSLETTER, Message.state == "claimed"
        session.execute(update(Message).where(*mine).values(wake_at=free_at, lease=None))


def _closed_until(session: Session, parts: Parts, now: datetime) -> datetime | None:
    """When to look again, where nothing may be sent at all: nobody is put off one by one for that."""
    if is_held(read_holds(session), NEWSLETTER):
        return now + _HELD_FOR
    opens = read_channel(session, parts).opens_at
    if opens is not None and opens > now:
        return opens
    places, next_at = PaceDesk(session, parts, now).room()
    return next_at if places == 0 else None


def _places(session: Session, parts: Parts, now: datetime, size: int) -> int:
    """How many people make a page: no more than the transport carries in a call, or may leave the domain now."""
    places, _ = PaceDesk(session, parts, now).room()
    most = parts.transport.largest_batch if isinstance(parts.transport, BatchTransport) else _WITHOUT_BATCHES
    return min(size, most, size if places is None else places)


def _under_way(session: Session, issue: NewsletterIssue, now: datetime) -> int:
    held = NewsletterPage.issue_id == issue.id, NewsletterPage.state != "done", NewsletterPage.held_until > now
    return session.scalar(select(func.count()).select_from(NewsletterPage).where(*held)) or 0


def _is_lost(session: Session, issue: NewsletterIssue, now: datetime) -> bool:
    return session.scalar(select(NewsletterPage.id).where(*_lost(issue, now)).limit(1)) is not None


def _lost(issue: NewsletterIssue, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Parts of the walk that nobody works: their worker is gone, and nothing has left for them."""
    page = NewsletterPage
    return page.issue_id == issue.id, page.state == "claimed", page.until.is_not(None), page.held_until <= now


def _take_over(session: Session, issue: NewsletterIssue, lease: str, now: datetime, until: datetime) -> Claimed | None:
    lost = select(NewsletterPage).where(*_lost(issue, now)).order_by(NewsletterPage.claimed_at).limit(1)
    page = session.scalars(lost.with_for_update(skip_locked=True)).one_or_none()
    if page is None:
        return None
    page.lease, page.held_until = lease, until
    return Claimed(page.id, lease)


def _take_waiting(
    session: Session, parts: Parts, issue: NewsletterIssue, lease: str, until: datetime, size: int
) -> Claimed | None:
    due = select(Message.id).where(newsletter_waits(issue.slug), Message.wake_at <= parts.now()).order_by(Message.wake_at)
    ids = session.scalars(due.limit(size).with_for_update(skip_locked=True)).all()
    if not ids:
        return None
    session.execute(update(Message).where(Message.id.in_(ids)).values(wake_at=until, lease=lease))
    return _new_page(session, parts, issue, lease, until, None)


def _walk_on(session: Session, parts: Parts, issue: NewsletterIssue, lease: str, until: datetime, size: int) -> Claimed | None:
    if issue.walked:
        return None
    who = discover_segments()[issue.segment].who
    rest = audience(Topic(issue.topic), who, parts.now(), after=issue.cursor)
    last = session.scalar(rest.offset(size - 1).limit(1))
    if last is None:  # fewer than a page are left
        issue.walked, left = True, session.scalars(rest).all()
        last = left[-1] if left else None
    if last is None:
        return None
    claimed = _new_page(session, parts, issue, lease, until, last)
    issue.cursor = last
    return claimed


def _new_page(session: Session, parts: Parts, issue: NewsletterIssue, lease: str, until: datetime, last: UUID | None) -> Claimed:
    page = NewsletterPage(
        id=parts.new_id(),
        issue_id=issue.id,
        after=issue.cursor if last is not None else None,
        until=last,
        phase=issue.phase,
        state="claimed",
        lease=lease,
        held_until=until,
        claimed_at=parts.now(),
        left=0,
        counts={},
    )
    session.add(page)
    return Claimed(page.id, lease)
