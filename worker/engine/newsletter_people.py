"""A page's people: locked, and read in plain rows with all that the gate looks at; objects would cost more than their gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.discovery import discover_segments
from worker.engine.channel import ChannelState
from worker.engine.parts import Parts
from worker.engine.standing import read_history, read_suppressed
from worker.rules.budget import Wish
from worker.rules.gate import GateFacts
from worker.rules.history import PastLetter
from worker.rules.newsletter_word import Word, word_on
from worker.rules.place import Place
from worker.rules.reasons import Reason
from worker.store.many import among
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice
from worker.store.models.handoff import Handoff
from worker.store.models.message import Message, newsletter_waits
from worker.store.models.newsletter import NewsletterIssue, NewsletterPage
from worker.store.segment import audience

_NOBODYS: frozenset[tuple[Topic, bool, bool]] = frozenset()
_OPEN = ChannelState()


class Person(NamedTuple):
    """What a newsletter needs of a `Candidate`."""

    id: UUID
    address: str | None
    address_key: str | None
    first_name: str | None
    last_name: str | None
    locale: str | None
    wish_locale: str | None
    zone: str | None
    country: str | None
    region: str | None
    may_be_mailed: bool
    no_reason: str | None
    paused_until: datetime | None
    pause_reason: str | None
    joined_at: datetime | None
    wish_per_30_days: int | None
    wish_days_between: int | None
    tracking: bool


_COLUMNS = [getattr(Candidate, name) for name in Person._fields]


@dataclass(slots=True)
class Reader:
    """One person, as the gate sees them before a newsletter: `Standing`, for one topic."""

    person: Person
    suppressed: Reason | None
    word: Word
    history: tuple[PastLetter, ...]
    awaiting_human: bool
    place: Place

    @property
    def wish(self) -> Wish:
        """How often at most, by their own word."""
        return Wish(self.person.wish_per_30_days, self.person.wish_days_between)


def person_of(candidate: Candidate) -> Person:
    """The same of somebody who is known already."""
    return Person(*(getattr(candidate, name) for name in Person._fields))


def lock_people(session: Session, issue: NewsletterIssue, page: NewsletterPage, now: datetime) -> list[Person]:
    """The page's people as they are, locked in order."""
    if page.until is not None:
        who = discover_segments()[issue.segment].who
        query = audience(Topic(issue.topic), who, now, page.after, page.until).with_only_columns(*_COLUMNS)
    else:
        waiting = select(Message.candidate_id).where(*waiting_of(issue, page))
        query = select(*_COLUMNS).where(Candidate.id.in_(waiting)).order_by(Candidate.id)
    return [Person(*row) for row in session.execute(query.with_for_update(of=Candidate, key_share=True))]


def waiting_of(issue: NewsletterIssue, page: NewsletterPage) -> tuple[ColumnElement[bool], ...]:
    """The rows of those who waited, held under the page's lease; found by until when, so that no others are looked at."""
    return newsletter_waits(issue.slug), Message.wake_at == page.held_until, Message.lease == page.lease


def read_readers(session: Session, parts: Parts, people: Sequence[Person], topic: Topic, now: datetime) -> list[Reader]:
    """Each with all that the gate looks at. The caller holds their rows; the number of queries does not grow with them.

    Says of the topic what `read_standings` says of it; a test holds them equal.
    """
    ids = [person.id for person in people]
    history = read_history(session, ids, now)
    suppressed = read_suppressed(session, parts, (person.address for person in people if person.address))
    said = _read_choices(session, ids, topic, now)
    answered = select(Handoff.candidate_id).where(
        among(session, Handoff.candidate_id, ids), Handoff.kind == "reply", Handoff.resolved_at.is_(None)
    )
    awaiting = set(session.scalars(answered))
    return [
        Reader(
            person=person,
            suppressed=Reason(person.no_reason) if person.no_reason else suppressed.get(person.address or ""),
            word=word_on(topic, frozenset(said.get(person.id, _NOBODYS))),
            history=tuple(history.get(person.id, ())),
            awaiting_human=person.id in awaiting,
            place=parts.place_of(person.zone, person.country, person.region),
        )
        for person in people
    ]


def _read_choices(
    session: Session, ids: Iterable[UUID], topic: Topic, now: datetime
) -> dict[UUID, list[tuple[Topic, bool, bool]]]:
    """What each said of the topic and of what it is a part of; whether it was a yes; whether its time is over."""
    asked = {about.value: about for about in (topic, topic.umbrella) if about is not None}
    query = select(TopicChoice.candidate_id, TopicChoice.topic, TopicChoice.wanted, TopicChoice.expires_at).where(
        among(session, TopicChoice.candidate_id, ids), TopicChoice.topic.in_(list(asked))
    )
    said: dict[UUID, list[tuple[Topic, bool, bool]]] = defaultdict(list)
    for candidate_id, about, wanted, expires_at in session.execute(query):
        said[candidate_id].append((asked[about], wanted, expires_at is not None and expires_at <= now))
    return said


def gate_facts(
    parts: Parts,
    reader: Reader,
    topic: Topic,
    *,
    due_at: datetime,
    expires_at: datetime,
    channel: ChannelState = _OPEN,
    goes_later: bool = False,
) -> GateFacts:
    """What the gate is asked of an issue on that topic to this reader."""
    person = reader.person
    return GateFacts(
        address=person.address,
        suppressed=reader.suppressed,
        may_be_mailed=person.may_be_mailed,
        topic=topic,
        topics_off=reader.word.off,
        joined=reader.word.joined,
        lapsed=reader.word.lapsed,
        paused_until=person.paused_until,
        pause_reason=Reason(person.pause_reason) if person.pause_reason else None,
        awaiting_human=reader.awaiting_human,
        only_to=parts.policy.only_to,
        due_at=due_at,
        expires_at=expires_at,
        place=reader.place,
        history=reader.history,
        joined_at=person.joined_at,
        wish=reader.wish,
        goes_later=goes_later,
        channel_opens_at=channel.opens_at,
        channel_reason=channel.reason,
    )
