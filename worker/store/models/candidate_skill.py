"""Who has a skill: what an opening's audience is found by."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class CandidateSkill(Base):
    """One skill of one person, in lower case. `candidate.skills` is what they are made from."""

    __tablename__ = "candidate_skill"
    __table_args__ = (Index("ix_candidate_skill_candidate_id", "candidate_id"),)

    skill: Mapped[str] = mapped_column(primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
