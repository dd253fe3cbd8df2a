"""Exporting people: one row each, in the columns that an import reads, by the page, so that memory does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from worker.engine.candidates_rows import COLUMNS
from worker.engine.parts import Parts
from worker.store.models.candidate import Candidate, UpstreamRef
from worker.store.models.consent import Consent, TopicChoice

MORE = ("source", "our_id", "joined_at", "tempo", "known_since")
HEADING = (*COLUMNS, *MORE)
_PAGE = 1000
_OPT_IN = [topic.value for topic in Topic if topic.needs_opt_in]


def export_rows(parts: Parts) -> Iterator[list[list[str]]]:
    """Everybody, a page at a time, in the columns of `HEADING`. People who come meanwhile may be left out."""
    after: UUID | None = None
    while True:
        with parts.database.read() as session:
            query = select(Candidate).order_by(Candidate.id).limit(_PAGE)
            people = session.scalars(query if after is None else query.where(Candidate.id > after)).all()
            if not people:
                return
            after = people[-1].id
            page = _rows(session, [person for person in people if person.erased_at is None])
        yield page


def _rows(session: Session, people: list[Candidate]) -> list[list[str]]:
    ids = [person.id for person in people]
    refs: dict[UUID, tuple[str, str]] = {}
    for ref in session.scalars(select(UpstreamRef).where(UpstreamRef.candidate_id.in_(ids)).order_by(UpstreamRef.source)):
        refs.setdefault(ref.candidate_id, (ref.source, ref.upstream_id))
    chosen = TopicChoice.candidate_id.in_(ids), TopicChoice.topic.in_(_OPT_IN), TopicChoice.wanted
    topics: dict[UUID, list[TopicChoice]] = defaultdict(list)
    for choice in session.scalars(select(TopicChoice).where(*chosen).order_by(TopicChoice.topic)):
        topics[choice.candidate_id].append(choice)
    given = (
        select(Consent.candidate_id, Consent.wording).where(Consent.candidate_id.in_(ids), Consent.given).order_by(Consent.seq)
    )
    wordings = {owner: wording for owner, wording in session.execute(given) if wording}
    return [_row(person, refs.get(person.id), topics[person.id], wordings.get(person.id)) for person in people]


def _row(person: Candidate, ref: tuple[str, str] | None, choices: list[TopicChoice], wording: str | None) -> list[str]:
    source, upstream_id = ref or ("", "")
    said_at = max((choice.at for choice in choices), default=None)
    cells = {
        "id": upstream_id,
        "email": person.address,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "locale": person.wish_locale or person.locale,
        "zone": person.zone,
        "country": person.country,
        "region": person.region,
        "skills": "; ".join(person.skills),
        "tags": "; ".join(person.tags or ()),
        "may_be_mailed": "yes" if person.may_be_mailed else "no",
        "unsubscribed": "yes" if person.no_reason else "",
        "topics": "; ".join(choice.topic for choice in choices),
        "consent_at": said_at.isoformat() if said_at else "",
        "consent_wording": wording if choices else "",
        "source": source,
        "our_id": str(person.id),
        "joined_at": person.joined_at.isoformat() if person.joined_at else "",
        "tempo": person.tempo,
        "known_since": person.created_at.isoformat(),
    }
    return [cells[name] or "" for name in HEADING]
