"""Where the links of a newsletter lead: kept once for an issue, not once for each reader."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.store.models.message import Message
from worker.store.models.newsletter import NEWSLETTER, NewsletterContent, NewsletterIssue


def newsletter_link(session: Session, message_id: UUID, number: int) -> str | None:
    """The stored address behind a link of somebody's copy; None when there is no such copy, or link."""
    query = (
        select(NewsletterContent.links)
        .join(NewsletterIssue, NewsletterIssue.id == NewsletterContent.issue_id)
        .join(Message, (Message.step == NewsletterIssue.slug) & (Message.locale == NewsletterContent.locale))
        .where(Message.id == message_id, Message.kind == NEWSLETTER, Message.variant == NewsletterContent.variant)
    )
    links = session.scalar(query)
    return links[number] if links is not None and number < len(links) else None
