"""Newsletter issues as rows: finding one, noting who did what, and stepping from state to state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from emails.newsletter import issue_names
from worker.engine.lookup import NotFound, nearest
from worker.engine.parts import Parts
from worker.rules.newsletter_state import IssueState, Step, why_not
from worker.store.models.newsletter import NewsletterIssue, NewsletterNote


class NotNow(RuntimeError):
    """What was asked for cannot be done with the issue as it stands. The message says why, and what can."""


@dataclass(frozen=True, slots=True)
class Note:
    """One line of an issue's audit trail."""

    at: datetime
    by: str
    what: str
    detail: str | None


def find_issue(session: Session, slug: str, *, hold: bool = False) -> NewsletterIssue:
    """The issue of that name; with `hold`, its row is locked. Raises `NotFound`."""
    query = select(NewsletterIssue).where(NewsletterIssue.slug == slug)
    issue = session.scalars(query.with_for_update() if hold else query).one_or_none()
    if issue is None:
        if slug in issue_names():
            raise NotFound(f"The issue {slug} has not been checked yet: rapport newsletter check {slug} --as YOU")
        known = {*session.scalars(select(NewsletterIssue.slug)), *issue_names()}
        raise NotFound(f"There is no issue {slug!r}. {nearest(slug, known)} `rapport newsletter new {slug}` makes one.")
    return issue


def list_issues(session: Session) -> Sequence[NewsletterIssue]:
    """Every issue, newest first."""
    return session.scalars(select(NewsletterIssue).order_by(NewsletterIssue.slug.desc())).all()


def take_step(session: Session, slug: str, step: Step) -> NewsletterIssue:
    """The issue, locked, if that step may be taken with it now. Raises `NotFound` and `NotNow`."""
    issue = find_issue(session, slug, hold=True)
    refused = why_not(step, IssueState(issue.state))
    if refused is not None:
        raise NotNow(refused)
    return issue


def note(session: Session, parts: Parts, issue: NewsletterIssue, by: str, what: str, detail: str | None = None) -> None:
    """Write down who did what; the trail is never changed."""
    session.add(NewsletterNote(issue_id=issue.id, at=parts.now(), by=by, what=what, detail=detail))


def read_notes(session: Session, issue: NewsletterIssue) -> list[Note]:
    """The trail, oldest first."""
    query = select(NewsletterNote).where(NewsletterNote.issue_id == issue.id).order_by(NewsletterNote.seq)
    return [Note(row.at, row.by, row.what, row.detail) for row in session.scalars(query)]
