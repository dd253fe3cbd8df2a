"""The ledger: one letter to one person, under a key that can exist once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base

_SERVICE_DUE = text("kind = 'service' AND state IN ('claimed', 'sending')")
_SERVICE = text("kind = 'service'")
_SENDING = text("state = 'sending'")
_TAKEN = text("provider_id IS NOT NULL")
_TO_JUDGE = text("judge_at IS NOT NULL")
_NEWSLETTER = text("kind = 'newsletter'")
_NEWSLETTER_WAITING = text("kind = 'newsletter' AND state = 'claimed'")
_SERVICE_STATES: list[ColumnElement[str]] = [literal_column("'claimed'"), literal_column("'sending'")]


class Message(Base):
    """A ledger row. `key` is (enrollment, step, occurrence), (issue, address) or a service mail's (kind, subject, nonce)."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_candidate_id_sending_at", "candidate_id", "sending_at"),
        Index("ix_message_service_due", "wake_at", postgresql_where=_SERVICE_DUE, sqlite_where=_SERVICE_DUE),
        Index("ix_message_provider_id", "provider_id", postgresql_where=_TAKEN, sqlite_where=_TAKEN),
        Index("ix_message_sending", "sending_at", postgresql_where=_SENDING, sqlite_where=_SENDING),
        Index("ix_message_judge_at", "judge_at", postgresql_where=_TO_JUDGE, sqlite_where=_TO_JUDGE),
        Index("ix_message_newsletter", "step", postgresql_where=_NEWSLETTER, sqlite_where=_NEWSLETTER),
        Index(
            "ix_message_newsletter_waiting",
            "step",
            "wake_at",
            postgresql_where=_NEWSLETTER_WAITING,
            sqlite_where=_NEWSLETTER_WAITING,
        ),
        Index("ix_message_service_lately", "address", "sending_at", postgresql_where=_SERVICE, sqlite_where=_SERVICE),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    """letter, newsletter or service."""
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    enrollment_id: Mapped[UUID | None]
    campaign: Mapped[str]
    """For service mail: `service`."""
    step: Mapped[str]
    occurrence: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str | None]
    variant: Mapped[str | None]
    """Which of a letter's variants they got; none where there is only one."""
    address: Mapped[str]
    subject: Mapped[str | None]
    """As the person saw it, for a colleague who reads their answer."""
    state: Mapped[str]
    lease: Mapped[str | None]
    wake_at: Mapped[datetime | None]
    """When to try, or how long it is held; for service mail, and newsletters that wait. A letter's timer is its enrollment."""
    attempts: Mapped[int] = mapped_column(default=0)
    payload: Mapped[dict[str, Any] | None]
    """Service mail only: what it says."""
    claimed_at: Mapped[datetime]
    sending_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    reason: Mapped[str | None]
    trackable: Mapped[bool] = mapped_column(default=False)
    link_count: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    """First open, click and reply by a person; machines are counted apart."""
    clicked_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    machine_touched: Mapped[bool] = mapped_column(default=False)
    judge_at: Mapped[datetime | None]
    """When its opens and clicks are to be judged, a short wait after the last of them. None: nothing waits for judgement."""


def service_is_due(now: datetime) -> ColumnElement[bool]:
    """Service mail to be sent, or left `sending`. Written out as in its index: a bound value would not match a partial index."""
    return and_(Message.kind == literal_column("'service'"), Message.state.in_(_SERVICE_STATES), Message.wake_at <= now)


def newsletter_waits(issue: str) -> ColumnElement[bool]:
    """Letters of an issue that have not left and are to be tried at `wake_at`. Written out as in its index, likewise."""
    return and_(
        Message.kind == literal_column("'newsletter'"), Message.state == literal_column("'claimed'"), Message.step == issue
    )
