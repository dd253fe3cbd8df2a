"""Follow the tempo: write down that somebody's changed, whether by what came back or by silence alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.last_question import prepare_last_question
from worker.engine.parts import Parts
from worker.engine.standing import read_history
from worker.rules.history import PastLetter
from worker.rules.reasons import Reason
from worker.rules.tempo import COOLING_AT, Tempo, tempo_of
from worker.store.models.candidate import Candidate


def follow_tempo(session: Session, parts: Parts, candidates: Mapping[UUID, Candidate]) -> None:
    """Write down where what came back moved somebody's tempo, and prepare the last question. The caller holds their rows."""
    now = parts.now()
    history = read_history(session, candidates, now)
    people = [(person, history.get(person.id, ())) for person in candidates.values()]
    keep(session, tempo_moves(people, now) + prepare_last_question(session, parts, people, now))


def tempo_moves(people: Iterable[tuple[Candidate, Sequence[PastLetter]]], now: datetime) -> list[dict[str, Any]]:
    """One decision for each person whose tempo is not what was last written down; their rows are moved along.

    Silence changes it without anything happening, so it is looked at whenever somebody is about to be written to.
    """
    decisions = []
    for person, history in people:
        tempo = tempo_of(history, person.joined_at, now)
        if tempo.level.value != person.tempo:
            decisions.append(decision(person.id, now, "tempo", Reason.TEMPO_CHANGED, detail=_said(person.tempo, tempo)))
            person.tempo = tempo.level.value
    return decisions


def _said(before: str, after: Tempo) -> str:
    said = f"{before} → {after.level.value}"
    return f"{said}: {after.unanswered} letters in a row without a sign of life" if after.unanswered >= COOLING_AT else said
