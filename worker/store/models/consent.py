"""What a person said yes or no to: the choices in force, the record of how they came about, and suppression."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base

_TO_RENEW = text("renew_at IS NOT NULL")


class TopicChoice(Base):
    """A person's own word on one topic, in force now."""

    __tablename__ = "topic_choice"
    __table_args__ = (
        Index(
            "ix_topic_choice_members",
            "topic",
            "candidate_id",
            postgresql_where=text("wanted"),
            sqlite_where=text("wanted = 1"),
        ),
        Index("ix_topic_choice_renew_at", "renew_at", postgresql_where=_TO_RENEW, sqlite_where=_TO_RENEW),
    )

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    wanted: Mapped[bool]
    said: Mapped[bool] = mapped_column(default=True)
    """False: they did not name it when they joined. It is not wanted, but that is no no of theirs."""
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """From then on a yes is no longer one. None: it holds until it is taken back."""
    renew_at: Mapped[datetime | None]
    """When they are to be asked whether it goes on. None: nothing is to be asked, or it was."""


class Consent(Base):
    """Append-only: who said what about which topic, having read which words, when, how and from where.

    Rows are never changed; they leave with the person, and go over to whom the person is merged into.
    """

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_candidate_id", "candidate_id"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    topic: Mapped[str | None]
    """None: everything. `tracking` stands here too."""
    given: Mapped[bool]
    wording: Mapped[str | None]
    """The version of the words they read, as in `emails/consent/`; upstream's own name for them, or None, if they were."""
    how: Mapped[str]
    """What they did: double opt-in, a page, a word upstream wrote down, a file."""
    at: Mapped[datetime]
    source: Mapped[str | None]
    """Where: which page, which system, which file."""
    from_hash: Mapped[str | None]
    """A keyed hash of the network address it came from, where there was one."""
    basis: Mapped[str | None]
    """The legal basis of a yes."""
    expires_at: Mapped[datetime | None]


class SignUp(Base):
    """A sign-up that nobody has confirmed yet. Once it is confirmed, or its time is over, what it says of a person is gone."""

    __tablename__ = "sign_up"
    __table_args__ = (
        Index("ix_sign_up_address_hash", "address_hash", "asked_at"),
        Index("ix_sign_up_from_hash", "from_hash", "asked_at"),
        Index("ix_sign_up_expires_at", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str | None]
    address_hash: Mapped[str]
    first_name: Mapped[str | None]
    topics: Mapped[list[str]]
    locale: Mapped[str]
    wording: Mapped[str]
    from_hash: Mapped[str | None]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class Suppression(Base):
    """An address that is not written to, as a keyed hash, so that it outlives erasure. Lifted only as the reason allows."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("address_hash", "reason"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    address_hash: Mapped[str]
    reason: Mapped[str]
    source: Mapped[str]
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]


class KeyUse(Base):
    """A secret key that has been used: dropping it while hashes or tokens made with it are about is refused."""

    __tablename__ = "key_use"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    first_used_at: Mapped[datetime]
