"""A candidate, the ids upstream systems know them by, and what is known of their applications and placements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class Candidate(Base):
    """One person. `address_key` is the casefolded address and exists once: two upstream ids with one address are one person."""

    __tablename__ = "candidate"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str | None]
    address_key: Mapped[str | None] = mapped_column(unique=True)
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    locale: Mapped[str | None]
    zone: Mapped[str | None]
    country: Mapped[str | None]
    region: Mapped[str | None]
    skills: Mapped[list[str]] = mapped_column(default=list)
    tags: Mapped[list[str] | None]
    """Upstream's own words for groups of people, in lower case; for segments."""
    wishes: Mapped[dict[str, Any] | None]
    """What they want to do next, as upstream's snapshot said it."""
    may_be_mailed: Mapped[bool] = mapped_column(default=True)
    recruiter: Mapped[dict[str, Any] | None]
    facts_at: Mapped[datetime]
    """When what is known was said: an older event never overwrites it."""
    created_at: Mapped[datetime]

    no_reason: Mapped[str | None]
    """A no of the person, or of staff, that holds whatever address they use; a `Reason` of kind stop."""
    no_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    pause_reason: Mapped[str | None]
    joined_at: Mapped[datetime | None]
    """When they joined the talent network, or last said yes."""
    wish_per_30_days: Mapped[int | None]
    wish_days_between: Mapped[int | None]
    wish_locale: Mapped[str | None]
    """The language they chose themselves; wins over upstream's."""
    tracking: Mapped[bool] = mapped_column(default=True)
    tempo: Mapped[str] = mapped_column(default="steady")
    """The tempo as last computed from the letters' history; for reports. The gate computes its own."""
    merged_into: Mapped[UUID | None]
    erased_at: Mapped[datetime | None]


class UpstreamRef(Base):
    """The id an upstream system knows a candidate by."""

    __tablename__ = "upstream_ref"
    __table_args__ = (Index("ix_upstream_ref_candidate_id", "candidate_id"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    upstream_id: Mapped[str] = mapped_column(primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))


class Application(Base):
    """One application, as last heard of."""

    __tablename__ = "application"
    __table_args__ = (Index("ix_application_candidate_id", "candidate_id"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    upstream_id: Mapped[str] = mapped_column(primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    job_id: Mapped[str | None]
    job_title: Mapped[str | None]
    stage: Mapped[str | None]
    status: Mapped[str]
    """The last word of the event types: applied, advanced, rejected, unrejected, withdrew, hired, unhired."""
    status_at: Mapped[datetime]


class Placement(Base):
    """One job a candidate was placed in. `key` is the application's id, or `-` when upstream named none."""

    __tablename__ = "placement"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    job_title: Mapped[str | None]
    active: Mapped[bool]
    as_of: Mapped[datetime]


class Job(Base):
    """A position, open or closed."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_open_as_of", "open", "as_of"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    upstream_id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(default=list)
    location: Mapped[str | None]
    url: Mapped[str | None]
    open: Mapped[bool]
    as_of: Mapped[datetime]
