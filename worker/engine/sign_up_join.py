"""Signing up takes effect: the person is found by their address, or made, and is a member from now on."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from worker.engine.consent import Word
from worker.engine.decide import decision, keep
from worker.engine.parts import Parts
from worker.engine.people import address_key
from worker.engine.preferences import topics_in_force
from worker.engine.preferences_confirm import put_topics_in_force, take_back_noes, wake
from worker.rules.ordered_id import ordered_id
from worker.rules.reasons import Reason
from worker.store.insert import insert_new
from worker.store.models.candidate import Candidate


def person_at(session: Session, address: str, *, hold: bool) -> Candidate | None:
    """Whom the address belongs to, if we know them. With `hold`, their row is locked."""
    query = select(Candidate).where(Candidate.address_key == address_key(address))
    return session.scalars(query.with_for_update(key_share=True) if hold else query).one_or_none()


def join_anew(
    session: Session, parts: Parts, address: str, first_name: str | None, topics: Collection[Topic], locale: str, word: Word
) -> Candidate:
    """They are a member, by their own word, for these parts of the network and in this language.

    A no of their own that stood is taken back. What was known of them stays; a name is only added where there was none.
    """
    person = _found_or_made(session, parts, address, word)
    said = take_back_noes(session, parts, person, word)
    said += put_topics_in_force(
        session, parts, person, topics_in_force(session, person, word.at), {Topic.TALENT_NETWORK, *topics}, word
    )
    person.first_name = person.first_name or first_name
    if person.wish_locale != locale:
        person.wish_locale = locale
        said.append(f"language {locale}")
    keep(session, [decision(person.id, word.at, "confirm", Reason.CHOSE, detail="; ".join(["signed up", *said]))])
    wake(session, person, word.at)
    return person


def _found_or_made(session: Session, parts: Parts, address: str, word: Word) -> Candidate:
    known = person_at(session, address, hold=True)
    if known is not None:
        return known
    row = {
        "id": ordered_id(word.at, parts.new_id().hex),
        "address": address,
        "address_key": address_key(address),
        "skills": [],
        "may_be_mailed": True,
        "facts_at": word.at,
        "created_at": word.at,
        "tracking": True,
        "tempo": "steady",
    }
    insert_new(session, Candidate, [row])  # somebody may be taking in an event about them just now
    made = person_at(session, address, hold=True)
    if made is None:
        raise LookupError("the person who signs up was neither found nor made")
    return made
