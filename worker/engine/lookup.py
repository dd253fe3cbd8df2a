"""Lookup: what a colleague means by the id, prefix, address or name they typed."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from worker.engine.parts import Parts
from worker.engine.people import address_key
from worker.engine.standing import read_suppressed
from worker.store.models.candidate import Candidate, UpstreamRef
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.message import Message
from worker.store.models.newsletter import NEWSLETTER
from worker.store.models.outbound import OutboundEvent

_SHORTEST_PREFIX, _WHOLE = 4, 32
_MOST_SOURCES = 100
_SHOWN = 5

_Row = TypeVar("_Row", Candidate, Handoff, Message, OutboundEvent)


class NotFound(LookupError):
    """Nothing, or more than one thing, goes by that name. The message says what to do."""


def short(row_id: UUID) -> str:
    """The id as people type it: its first eight digits. Not for people, whose ids begin alike when they came on one day."""
    return row_id.hex[:8]


def find_candidate(session: Session, parts: Parts, said: str) -> Candidate:
    """The person meant by an address, an upstream id (`source:id`, or the id alone), or our own id or its beginning.

    Tried in this order. Raises `NotFound` when nobody is meant, or more than one could be.
    """
    said = said.strip()
    if "@" in said:
        found = session.scalars(select(Candidate).where(Candidate.address_key == address_key(said))).one_or_none()
        if found is not None:
            return found
    person = _by_upstream_id(session, said) or by_prefix(session, Candidate, said)
    if person is not None:
        return person
    raise NotFound(_nobody(session, parts, said))


def _nobody(session: Session, parts: Parts, said: str) -> str:
    """Why there is nobody; an address that is suppressed is told, since erasing a person leaves just that."""
    if "@" in said:
        no = read_suppressed(session, parts, [said]).get(said)
        if no is not None:
            return f"Nobody with the address {said} is known, and we never write to it: {no.sentence}"
    return (
        f"Nobody goes by {said!r}. Give an address, an upstream id such as `ats:4711`, or the beginning of our own id "
        f"(at least {_SHORTEST_PREFIX} digits)."
    )


def _by_upstream_id(session: Session, said: str) -> Candidate | None:
    splits = [(said[:at], said[at + 1 :]) for at, letter in enumerate(said) if letter == ":"]
    wanted = [*splits, *((source, said) for source in _sources(session))]
    if not wanted:
        return None
    refs = session.scalars(select(UpstreamRef).where(tuple_(UpstreamRef.source, UpstreamRef.upstream_id).in_(wanted))).all()
    if len({ref.candidate_id for ref in refs}) > 1:
        names = _listed(f"{ref.source}:{ref.upstream_id}" for ref in refs)
        raise NotFound(f"{said!r} is several people, one for each upstream system. Say which: {names}.")
    return session.get(Candidate, refs[0].candidate_id) if refs else None


def _sources(session: Session) -> list[str]:
    """The upstream systems there are: one step along the index for each, however many people they sent."""
    sources: list[str] = []
    while len(sources) < _MOST_SOURCES:
        after = select(func.min(UpstreamRef.source))
        following = session.scalar(after.where(UpstreamRef.source > sources[-1]) if sources else after)
        if following is None:
            break
        sources.append(following)
    return sources


def by_prefix(session: Session, model: type[_Row], said: str) -> _Row | None:
    """The row whose id is, or begins with, `said`. Raises `NotFound` when several do."""
    digits = said.replace("-", "").lower()
    if not _SHORTEST_PREFIX <= len(digits) <= _WHOLE or not set(digits) <= set(string.hexdigits):
        return None
    low, high = UUID(digits.ljust(_WHOLE, "0")), UUID(digits.ljust(_WHOLE, "f"))
    found: Sequence[_Row] = session.scalars(select(model).where(model.id.between(low, high)).order_by(model.id).limit(2)).all()
    if len(found) > 1:
        raise NotFound(f"More than one id begins with {said!r}: type more of it.")
    return found[0] if found else None


def find_handoff(session: Session, said: str) -> Handoff:
    """The handoff whose id is, or begins with, `said`. Raises `NotFound`."""
    found = by_prefix(session, Handoff, said)
    if found is None:
        raise NotFound(f"There is no handoff {said!r}. `rapport handoffs --all` lists them.")
    return found


def find_message(session: Session, said: str) -> Message:
    """The letter whose id is, or begins with, `said`. Raises `NotFound`."""
    found = by_prefix(session, Message, said)
    if found is None:
        raise NotFound(f"There is no letter {said!r}. `rapport doubts` lists those in doubt.")
    return found


def find_campaign(session: Session, parts: Parts, name: str) -> str:
    """The campaign of that name: one of the code's, one that somebody was once in, or the newsletters together.

    Raises `NotFound` with the nearest name.
    """
    known = {*parts.campaigns, NEWSLETTER}
    if name in known or session.scalar(select(Enrollment.id).where(Enrollment.campaign == name).limit(1)):
        return name
    raise NotFound(f"There is no campaign {name!r}. {nearest(name, known)}")


def nearest(said: str, known: Iterable[str]) -> str:
    """A sentence with the known name that is most like what was said; all names when none is."""
    names = sorted(known)
    near = difflib.get_close_matches(said, names, n=1, cutoff=0.5)
    return f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names) or 'none'}."


def _listed(names: Iterable[str]) -> str:
    every = sorted(names)
    return ", ".join(every[:_SHOWN]) + (" …" if len(every) > _SHOWN else "")
