"""Standing: all that the gate looks at about some people, read in one go inside the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.topic import topics_wanted
from worker.engine.parts import Parts
from worker.rules.budget import Wish
from worker.rules.history import PastLetter
from worker.rules.message_state import MessageState, counts_as_sent
from worker.rules.place import Place
from worker.rules.reasons import Reason
from worker.store.many import among
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Suppression, TopicChoice
from worker.store.models.handoff import Handoff
from worker.store.models.message import Message
from worker.store.models.operation import Hold

_REMEMBERED = timedelta(days=400)
"""How far back letters are read: further than any budget, and than 'at most once in twelve months'."""
_TOPICS = frozenset(topic.value for topic in Topic)
_STATES_THAT_COUNT = [state.value for state in MessageState if counts_as_sent(state)]


@dataclass(slots=True)
class Standing:
    """One person, as the gate sees them."""

    candidate: Candidate
    suppressed: Reason | None
    joined: frozenset[Topic]
    topics_off: frozenset[Topic]
    lapsed: frozenset[Topic]
    """What they once said yes to, for a time that is over."""
    history: tuple[PastLetter, ...]
    awaiting_human: bool
    place: Place

    @property
    def wish(self) -> Wish:
        """How often at most, by their own word."""
        return Wish(self.candidate.wish_per_30_days, self.candidate.wish_days_between)


def read_history(session: Session, ids: Iterable[UUID], now: datetime) -> dict[UUID, list[PastLetter]]:
    """The letters each person had lately, by person, oldest first."""
    query = (
        select(
            Message.candidate_id,
            Message.sending_at,
            Message.campaign,
            Message.step,
            Message.trackable,
            Message.delivered_at,
            Message.opened_at,
            Message.clicked_at,
            Message.replied_at,
            Message.machine_touched,
        )
        .where(
            among(session, Message.candidate_id, ids),
            Message.sending_at > now - _REMEMBERED,
            Message.kind != "service",
            Message.state.in_(_STATES_THAT_COUNT),
        )
        .order_by(Message.sending_at)
    )
    letters: dict[UUID, list[PastLetter]] = defaultdict(list)
    for row in session.execute(query):
        candidate_id, sent_at, campaign, step, trackable, delivered_at, opened, clicked, replied, machine = row
        if candidate_id is None or sent_at is None:
            continue
        letters[candidate_id].append(
            PastLetter(sent_at, campaign, step, trackable, delivered_at is not None, opened, clicked, replied, machine)
        )
    return letters


def read_suppressed(session: Session, parts: Parts, addresses: Iterable[str]) -> dict[str, Reason]:
    """Which of these addresses may not be written to, and why. Hashes of every key still listed are tried."""
    by_hash = {hashed: address for address in set(addresses) for hashed in parts.keyring.address_hashes(address)}
    if not by_hash:
        return {}
    query = select(Suppression.address_hash, Suppression.reason).where(
        among(session, Suppression.address_hash, by_hash), Suppression.lifted_at.is_(None)
    )
    return {by_hash[hashed]: Reason(reason) for hashed, reason in session.execute(query)}


def read_standings(session: Session, parts: Parts, candidates: Iterable[Candidate], now: datetime) -> dict[UUID, Standing]:
    """The standing of each candidate. The caller holds their rows; the number of queries does not grow with them."""
    people = {candidate.id: candidate for candidate in candidates}
    if not people:
        return {}
    ids = list(people)
    history = read_history(session, ids, now)
    suppressed = read_suppressed(session, parts, (person.address for person in people.values() if person.address))
    words = _read_words(session, ids, now)
    waiting = select(Handoff.candidate_id).where(
        among(session, Handoff.candidate_id, ids), Handoff.kind == "reply", Handoff.resolved_at.is_(None)
    )
    awaiting = set(session.scalars(waiting))
    return {
        person.id: Standing(
            candidate=person,
            suppressed=Reason(person.no_reason) if person.no_reason else suppressed.get(person.address or ""),
            joined=words[person.id].joined if person.id in words else frozenset(),
            topics_off=words[person.id].off if person.id in words else frozenset(),
            lapsed=words[person.id].lapsed if person.id in words else frozenset(),
            history=tuple(history.get(person.id, ())),
            awaiting_human=person.id in awaiting,
            place=parts.place_of(person.zone, person.country, person.region),
        )
        for person in people.values()
    }


@dataclass(frozen=True, slots=True)
class _Words:
    """What one person said of topics: by themselves, or by joining or leaving what they are a part of."""

    joined: frozenset[Topic]
    off: frozenset[Topic]
    lapsed: frozenset[Topic]


def _read_words(session: Session, ids: list[UUID], now: datetime) -> dict[UUID, _Words]:
    """What those who said anything said."""
    columns = TopicChoice.candidate_id, TopicChoice.topic, TopicChoice.wanted, TopicChoice.expires_at
    said: dict[UUID, dict[Topic, bool]] = defaultdict(dict)
    over: dict[UUID, set[Topic]] = defaultdict(set)
    for candidate_id, topic, wanted, expires_at in session.execute(
        select(*columns).where(among(session, TopicChoice.candidate_id, ids))
    ):
        if topic in _TOPICS:
            said[candidate_id][Topic(topic)] = wanted
            if expires_at is not None and expires_at <= now:
                over[candidate_id].add(Topic(topic))
    return {
        candidate_id: _words(frozenset(theirs.items()), frozenset(over.get(candidate_id, ())))
        for candidate_id, theirs in said.items()
    }


@lru_cache(maxsize=1024)  # most people said the same as many others
def _words(choices: frozenset[tuple[Topic, bool]], over: frozenset[Topic]) -> _Words:
    said = dict(choices)
    wanted = topics_wanted(said)
    yes = frozenset(topic for topic in Topic if wanted[topic] and (topic in said or topic.needs_opt_in))
    lapsed = frozenset(topic for topic in yes if (topic.umbrella or topic) in over)
    off = frozenset(topic for topic in Topic if not said.get(topic, True) or not said.get(topic.umbrella or topic, True))
    return _Words(joined=yes - lapsed, off=off, lapsed=lapsed)


def read_holds(session: Session) -> frozenset[str]:
    """What is on hold: campaign names, or `*` for everything."""
    return frozenset(session.scalars(select(Hold.scope)))


def is_held(holds: frozenset[str], campaign: str) -> bool:
    """Whether a campaign's sending is on hold."""
    return "*" in holds or campaign in holds
