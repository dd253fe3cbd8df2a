"""A person's consents, read back: what is in force now, on what basis and until when, and every word that led there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from emails.consent_words import words_of
from worker.engine.lookup import find_candidate
from worker.engine.parts import Parts
from worker.engine.standing import read_standings
from worker.rules.consent import Basis
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, TopicChoice


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds for one topic now."""

    topic: Topic
    wanted: bool
    basis: Basis | None
    """What a letter on it would rest on; None when none may go."""
    until: datetime | None
    lapsed: bool


@dataclass(frozen=True, slots=True)
class ConsentWord:
    """One line of the record."""

    at: datetime
    topic: str | None
    """None: everything."""
    given: bool
    wording: str | None
    words: str | None
    """What the wording says, in English; None for upstream's own."""
    how: str
    source: str | None
    basis: str | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Consents:
    """All of it, for one person."""

    id: UUID
    in_force: tuple[InForce, ...]
    record: tuple[ConsentWord, ...]
    """Oldest first."""


def show_consents(parts: Parts, said: str) -> Consents:
    """The consents of whom a colleague means. Raises `NotFound`."""
    with parts.database.read() as session:
        person = find_candidate(session, parts, said)
        return Consents(person.id, _in_force(session, parts, person), read_record(session, parts, person, "en"))


def read_record(session: Session, parts: Parts, person: Candidate, locale: str) -> tuple[ConsentWord, ...]:
    """Every word of theirs, oldest first."""
    rows = session.scalars(select(Consent).where(Consent.candidate_id == person.id).order_by(Consent.seq))
    return tuple(
        ConsentWord(
            at=row.at,
            topic=row.topic,
            given=row.given,
            wording=row.wording,
            words=(words_of(row.wording, locale) or "").replace("{company}", parts.policy.company) or None,
            how=row.how,
            source=row.source,
            basis=row.basis,
            expires_at=row.expires_at,
        )
        for row in rows
    )


def _in_force(session: Session, parts: Parts, person: Candidate) -> tuple[InForce, ...]:
    standing = read_standings(session, parts, [person], parts.now())[person.id]
    ends = select(TopicChoice.topic, TopicChoice.expires_at).where(TopicChoice.candidate_id == person.id)
    until = {topic: expires_at for topic, expires_at in session.execute(ends)}  # noqa: C416 - rows are not pairs
    found = []
    for topic in Topic:
        wanted = topic in standing.joined if topic.needs_opt_in else topic not in standing.topics_off
        wanted = wanted and standing.suppressed is None
        own_word = topic.needs_opt_in or topic in standing.joined
        basis = (Basis.CONSENT if own_word else Basis.LEGITIMATE_INTEREST) if wanted else None
        found.append(InForce(topic, wanted, basis, until.get((topic.umbrella or topic).value), topic in standing.lapsed))
    return tuple(found)
