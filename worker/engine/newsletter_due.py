"""When somebody has to look at an issue: its start, the next page, the end of somebody's wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from worker.rules.newsletter_state import IssueState
from worker.store.earliest import earliest
from worker.store.models.newsletter import NewsletterIssue

PAGES_AT_ONCE = 4
"""So many pages of one issue are worked at the same time, by all workers together: more would only wait for the provider. Each
asks for the next when it is done, whoever is free."""
ASKED_AGAIN = timedelta(seconds=2)
"""A hint may be lost. Once so long no page was claimed, and nobody said when to look again, others are asked."""


def newsletter_is_due(now: datetime) -> ColumnElement[bool]:
    """Whether an issue is to be looked at."""
    return earliest(NewsletterIssue.wake_at) <= now


def lease_issues(session: Session, now: datetime) -> Sequence[str]:
    """The issues to be looked at, each as often as workers are to be asked."""
    due = select(NewsletterIssue.slug).where(NewsletterIssue.wake_at <= now).with_for_update(skip_locked=True)
    slugs = session.scalars(due).all()
    if slugs:
        later = update(NewsletterIssue).where(NewsletterIssue.slug.in_(slugs)).values(wake_at=now + ASKED_AGAIN)
        session.execute(later)
    return [slug for slug in slugs for _ in range(PAGES_AT_ONCE)]


def wake_issues(session: Session, now: datetime) -> None:
    """Look at every issue under way at once: what it waited for is over."""
    under_way = update(NewsletterIssue).where(NewsletterIssue.state == IssueState.SENDING.value)
    session.execute(under_way.where(NewsletterIssue.wake_at.is_not(None)).values(wake_at=now))
