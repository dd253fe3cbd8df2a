"""Newsletter control: schedule, start, pause, resume, cancel. Workers look before every page, so each holds at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from emails.mistake import LetterMistake
from emails.newsletter import load_issue
from worker.engine.newsletter_issue import NotNow, note, take_step
from worker.engine.parts import Parts
from worker.rules.newsletter_state import IssueState, Step
from worker.store.models.message import Message, newsletter_waits
from worker.store.models.newsletter import NewsletterIssue

_EARLIEST_ZONE = timezone(timedelta(hours=14))
"""Where each day begins first (Kiritimati)."""


def schedule_issue(parts: Parts, slug: str, by: str, *, at: datetime | None = None, local: datetime | None = None) -> datetime:
    """Let an approved issue start by itself: `at` an instant, or when each reader's own clock shows `local` (without a zone).

    Returns when the first letters may leave. Raises `NotNow`, also for a time that is past or files that have changed.
    """
    with parts.database.write() as session:
        issue = take_step(session, slug, Step.SCHEDULE)
        _same_files(issue)
        starts = local.replace(tzinfo=_EARLIEST_ZONE).astimezone(UTC) if local is not None else at
        if starts is None:
            raise NotNow("Say when: an instant, or an hour on each reader's own clock.")
        if (local or starts).replace(tzinfo=None) <= parts.now().astimezone(UTC).replace(tzinfo=None):
            raise NotNow("That time is past.")
        issue.state = IssueState.SCHEDULED.value
        issue.starts_at, issue.local_time = starts, local.isoformat() if local is not None else None
        issue.wake_at = starts
        said = f"{local:%Y-%m-%d %H:%M} on each reader's clock" if local is not None else starts.isoformat()
        note(session, parts, issue, by, "scheduled", said)
    return starts


def start_issue(parts: Parts, slug: str, by: str, root: Path | None = None) -> None:
    """Begin to send an approved issue now; `root` as for its check. Raises `NotNow`."""
    with parts.database.write() as session:
        issue = take_step(session, slug, Step.START)
        _same_files(issue, root)
        issue.local_time = None
        begin(session, parts, issue, by)


def begin(session: Session, parts: Parts, issue: NewsletterIssue, by: str) -> None:
    """From approved or scheduled to sending. The caller holds the row."""
    now = parts.now()
    starts = issue.starts_at if issue.local_time and issue.starts_at else now
    issue.state, issue.started_at, issue.starts_at, issue.wake_at = IssueState.SENDING.value, now, starts, now
    issue.expires_at = ends_by(issue, starts, now)
    issue.phase = "test" if issue.plan.get("test") else "all"
    note(session, parts, issue, by, "started")


def ends_by(issue: NewsletterIssue, starts: datetime, now: datetime) -> datetime:
    """Until when an issue that begins now may still be had by those who wait for it; its letters may leave from `starts` on."""
    return max(starts, now) + timedelta(days=int(issue.plan.get("expires_days", 7)))


def pause_issue(parts: Parts, slug: str, by: str) -> None:
    """Stop sending: a page under way is finished, no other begins. Raises `NotNow`."""
    with parts.database.write() as session:
        issue = take_step(session, slug, Step.PAUSE)
        issue.paused_from, issue.state, issue.wake_at, issue.reason = issue.state, IssueState.PAUSED.value, None, None
        note(session, parts, issue, by, "paused")


def resume_issue(parts: Parts, slug: str, by: str) -> None:
    """Go on exactly where it stopped, with what was approved. Raises `NotNow`."""
    with parts.database.write() as session:
        issue = take_step(session, slug, Step.RESUME)
        issue.state, issue.paused_from, issue.reason = issue.paused_from or IssueState.SENDING.value, None, None
        issue.wake_at = issue.starts_at if issue.state == IssueState.SCHEDULED.value else parts.now()
        note(session, parts, issue, by, "resumed")


def cancel_issue(parts: Parts, slug: str, by: str) -> int:
    """End it: whoever has not been written to will not be. Returns how many waited. Raises `NotNow`."""
    with parts.database.write() as session:
        issue = take_step(session, slug, Step.CANCEL)
        issue.state, issue.wake_at, issue.ended_at = IssueState.CANCELLED.value, None, parts.now()
        waited = len(session.execute(delete(Message).where(newsletter_waits(slug)).returning(Message.id)).all())
        note(session, parts, issue, by, "cancelled", f"{waited} waited")
    return waited


def _same_files(issue: NewsletterIssue, root: Path | None = None) -> None:
    """What is sent is what was approved; files that say something else by now mean that somebody expects something else."""
    try:
        same = load_issue(issue.slug, root).content_hash == issue.content_hash
    except LetterMistake:
        same = False
    if not same:
        raise NotNow(f"The files have changed since they were approved: rapport newsletter check {issue.slug}, then approve.")
