"""Newsletters: issues, what was approved to be said in them, the pages their audience is walked in, and who did what when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base

_TIMED = text("wake_at IS NOT NULL")
_CLAIMED = text("state = 'claimed'")

NEWSLETTER = "newsletter"
"""The ledger's `kind` and `campaign` of every newsletter letter; its `step` is the issue."""


class NewsletterIssue(Base):
    """One issue, named for its folder. `wake_at` is when somebody should look at it next; None: nothing is to be done."""

    __tablename__ = "newsletter_issue"
    __table_args__ = (Index("ix_newsletter_issue_wake_at", "wake_at", postgresql_where=_TIMED, sqlite_where=_TIMED),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    """draft, checked, approved, scheduled, sending, paused, done or cancelled."""
    topic: Mapped[str]
    segment: Mapped[str]
    content_hash: Mapped[str | None]
    """Of the folder as it was checked or approved; other files are not sent."""
    made_by: Mapped[str]
    approved_by: Mapped[str | None]
    audience: Mapped[int | None]
    """How many the segment held when it was approved."""
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What issue.toml says of days until it expires, variants, test and holdout, as approved."""
    starts_at: Mapped[datetime | None]
    local_time: Mapped[str | None]
    """Date and hour on each reader's own clock, as ISO text without a zone; None: at one instant for all."""
    expires_at: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]
    cursor: Mapped[UUID | None]
    """The last person walked past."""
    walked: Mapped[bool] = mapped_column(default=False)
    """Whether everybody has been walked past."""
    phase: Mapped[str] = mapped_column(default="all")
    """all; or test, waiting and rest, where variants are tried on some first."""
    winner: Mapped[str | None]
    """The variant that the rest gets."""
    tested: Mapped[dict[str, Any] | None]
    """What the test found, in numbers."""
    paused_from: Mapped[str | None]
    """The state it goes back to."""
    reason: Mapped[str | None]
    """Why it is paused, where the system did it."""
    made_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class NewsletterContent(Base):
    """One locale and variant of an issue as it was approved: this is what is sent, whatever happens to the files."""

    __tablename__ = "newsletter_content"

    issue_id: Mapped[UUID] = mapped_column(ForeignKey("newsletter_issue.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    variant: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str]
    """What the tags are made of that personal values stand in for."""
    subject: Mapped[str]
    preview: Mapped[str]
    html: Mapped[str]
    text: Mapped[str]
    public_html: Mapped[str]
    """The web version: nothing personal, and no links of anybody's."""
    links: Mapped[list[str]] = mapped_column(default=list)
    """Where its links lead, in order, for our own tracking."""


class NewsletterPage(Base):
    """People with ids after one and up to another: claimed by one worker, and counted once it has been worked."""

    __tablename__ = "newsletter_page"
    __table_args__ = (
        Index("ix_newsletter_page_issue_id", "issue_id"),
        Index("ix_newsletter_page_claimed", "issue_id", "held_until", postgresql_where=_CLAIMED, sqlite_where=_CLAIMED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("newsletter_issue.id", ondelete="CASCADE"))
    after: Mapped[UUID | None]
    until: Mapped[UUID | None]
    """None for a page of people who had to wait and are due again."""
    phase: Mapped[str]
    state: Mapped[str]
    """claimed: nothing has left for it yet; leaving: its letters are `sending`; done."""
    lease: Mapped[str]
    held_until: Mapped[datetime]
    claimed_at: Mapped[datetime]
    worked_at: Mapped[datetime | None]
    left: Mapped[int] = mapped_column(default=0)
    """How many letters left with it."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why others did not, by reason: skipped and stopped for good; `deferred` in all."""


class NewsletterNote(Base):
    """The audit trail: who did what with an issue, and when. Append-only."""

    __tablename__ = "newsletter_note"
    __table_args__ = (Index("ix_newsletter_note_issue_id", "issue_id"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("newsletter_issue.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by: Mapped[str]
    what: Mapped[str]
    detail: Mapped[str | None]
