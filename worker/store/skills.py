"""Skills, indexed: who has one, for the audience of an opening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from worker.store.insert import insert_new, table_of
from worker.store.many import among
from worker.store.models.candidate_skill import CandidateSkill


def keep_skills(session: Session, skills: Mapping[UUID, Sequence[str]]) -> None:
    """From now on these people have these skills, as compared (`skill_key`), and no others. Their rows are written already."""
    if not skills:
        return
    table = table_of(CandidateSkill)
    session.connection().execute(delete(table).where(among(session, table.c.candidate_id, skills)))
    rows = [{"candidate_id": person, "skill": skill} for person, theirs in skills.items() for skill in sorted(set(theirs))]
    insert_new(session, CandidateSkill, rows)
