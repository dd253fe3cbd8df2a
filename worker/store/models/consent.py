"""What a person said yes or no to: the choices in force, the record of how they came about, and suppression."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class TopicChoice(Base):
    """A person's own word on one topic, in force now."""

    __tablename__ = "topic_choice"
    __table_args__ = (Index("ix_topic_choice_topic", "topic", "candidate_id"),)

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    wanted: Mapped[bool]
    at: Mapped[datetime]


class Consent(Base):
    """Append-only: who said what about which topic, when, and how."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_candidate_id", "candidate_id"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    topic: Mapped[str | None]
    given: Mapped[bool]
    wording: Mapped[str | None]
    how: Mapped[str]
    at: Mapped[datetime]


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
