"""What speaks against one person's getting an issue, as they stand now; asked by whoever looks, and nothing comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.segment import Segment
from worker.engine.newsletter_people import gate_facts, person_of, read_readers
from worker.engine.parts import Parts
from worker.engine.story_words import said_detail
from worker.rules.gate import Action, decide
from worker.store.models.candidate import Candidate
from worker.store.segment import compiled


@dataclass(frozen=True, slots=True)
class Objection:
    """Why they would not get it, or not yet."""

    waits: bool
    """Only not yet."""
    reason: str | None
    """The gate's code; None: they are not in the segment."""
    sentence: str


def ask_about(
    session: Session, parts: Parts, candidate: Candidate, topic: Topic, segment: Segment, keeps: timedelta
) -> Objection | None:
    """What the gate, and then the segment, has against an issue on that topic to this person now; None: nothing.

    `keeps` is how long after its beginning an issue may still be had by those who wait.
    """
    now = parts.now()
    (reader,) = read_readers(session, parts, [person_of(candidate)], topic, now)
    verdict = decide(gate_facts(parts, reader, topic, due_at=now, expires_at=now + keeps), now)
    waits = verdict.action is Action.DEFER
    if verdict.action is not Action.SEND and not waits:
        later = said_detail(verdict.action.value, verdict.reason.value, verdict.detail)
        return Objection(waits, verdict.reason.value, " ".join(filter(None, (verdict.reason.sentence, later))))
    inside = select(exists().where(Candidate.id == candidate.id, compiled(segment.who, now)))
    if not session.scalar(inside):
        return Objection(False, None, f"They are not in its segment, {segment.name}. {segment.sentence}")
    return Objection(waits, verdict.reason.value, verdict.reason.sentence) if waits else None
