"""The public part of newsletters: issues that have gone out, as anybody may read them. Nothing of any reader's is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from emails.newsletter import FIRST_VARIANT, best_locale
from worker.engine.parts import Parts
from worker.rules.newsletter_state import IssueState
from worker.store.models.newsletter import NewsletterContent, NewsletterIssue

_MOST = 200
_OUT = (IssueState.SENDING.value, IssueState.PAUSED.value, IssueState.DONE.value)


@dataclass(frozen=True, slots=True)
class PublicIssue:
    """An issue in one language."""

    slug: str
    locale: str
    languages: tuple[str, ...]
    subject: str
    preview: str
    published_at: datetime


def list_public(parts: Parts, locale: str) -> list[PublicIssue]:
    """The issues that have begun to go out and are public, newest first, each in the language that suits best."""
    with parts.database.read() as session:
        issues = select(NewsletterIssue).where(NewsletterIssue.started_at.is_not(None), NewsletterIssue.state.in_(_OUT))
        rows = session.scalars(issues.order_by(NewsletterIssue.started_at.desc()).limit(_MOST)).all()
        found = [_in_language(session, row, locale) for row in rows if row.plan.get("public")]
    return [issue for issue, _ in filter(None, found)]


def read_public(parts: Parts, slug: str, locale: str) -> tuple[PublicIssue, str] | None:
    """One public issue and its page; None for one that is not out, or not public."""
    with parts.database.read() as session:
        row = session.scalars(select(NewsletterIssue).where(NewsletterIssue.slug == slug)).one_or_none()
        if row is None or row.started_at is None or row.state not in _OUT or not row.plan.get("public"):
            return None
        found = _in_language(session, row, locale)
        if found is None:
            return None
        issue, variant = found
        html = session.scalar(
            select(NewsletterContent.public_html).where(
                NewsletterContent.issue_id == row.id,
                NewsletterContent.locale == issue.locale,
                NewsletterContent.variant == variant,
            )
        )
    return (issue, html) if html is not None else None


def _in_language(session: Session, row: NewsletterIssue, locale: str) -> tuple[PublicIssue, str] | None:
    """In the variant that won, else the first."""
    variant = row.winner or str(next(iter(row.plan.get("variants", [])), FIRST_VARIANT))
    columns = NewsletterContent.locale, NewsletterContent.subject, NewsletterContent.preview
    query = select(*columns).where(NewsletterContent.issue_id == row.id, NewsletterContent.variant == variant)
    written = {language: (subject, preview) for language, subject, preview in session.execute(query)}
    if not written or row.started_at is None:
        return None
    best = best_locale(locale, tuple(sorted(written)))
    subject, preview = written[best]
    return PublicIssue(row.slug, best, tuple(sorted(written)), subject, preview, row.started_at), variant
