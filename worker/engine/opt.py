"""Upstream's word on what a person wants. It can take away; what the person took away themselves it cannot give back."""

from __future__ import annotations

from campaigns.vocabulary import Topic
from schemas.event import Event
from schemas.events.candidate_opted_in import CandidateOptedIn
from schemas.events.candidate_opted_out import CandidateOptedOut
from worker.engine.consent import Word, join_network, record_topic, renew_network
from worker.engine.consent_new import NewYes
from worker.engine.decide import decision
from worker.engine.no import say_no
from worker.engine.people import People
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, TopicChoice

_TOPICS = frozenset(topic.value for topic in Topic)


def opt_in(people: People, candidate: Candidate, event: CandidateOptedIn) -> None:
    """Upstream says they want a topic. Never lifts a no: that takes the person's own double opt-in."""
    if people.is_new(candidate) and event.data.topic in _TOPICS:
        people.say_yes(candidate, NewYes(Topic(event.data.topic), _word(event)))
        return
    people.flush()
    if event.data.topic not in _TOPICS:
        _note(people, candidate, event.data.topic, event, given=True, wording=event.data.wording)
        return
    topic = Topic(event.data.topic)
    no = _no_to(people, candidate, topic)
    if no is not None or _said_later(people, candidate, topic, event):
        why = no or Reason.TOPIC_OFF
        detail = f"upstream's opt-in to {topic.value} does not lift an earlier no"
        people.decisions.append(decision(candidate.id, people.now, "choice", why, detail=detail))
        return
    word = _word(event)
    if topic is not Topic.TALENT_NETWORK and topic.umbrella is None:
        record_topic(people.session, people.parts, candidate, topic, wanted=True, word=word)
    elif _choice(people, candidate, Topic.TALENT_NETWORK) is None:
        join_network(people.session, people.parts, candidate, {topic}, word)
    else:
        candidate.joined_at = max(candidate.joined_at or event.time, event.time)
        if topic is not Topic.TALENT_NETWORK:
            renew_network(people.session, people.parts, candidate, word)
        record_topic(people.session, people.parts, candidate, topic, wanted=True, word=word)


def opt_out(people: People, candidate: Candidate, event: CandidateOptedOut) -> None:
    """Upstream says they want no more of a topic, or, without one, no more at all."""
    people.flush()
    name = event.data.topic
    if name is None:
        say_no(people.session, people.parts, candidate, Reason.OPTED_OUT_UPSTREAM, how=_how(event), now=people.now)
    elif name not in _TOPICS or _said_later(people, candidate, Topic(name), event):
        _note(people, candidate, name, event, given=False, wording=None)
    else:
        word = Word(how=_how(event), at=event.time, source=event.source, from_upstream=True)
        record_topic(people.session, people.parts, candidate, Topic(name), wanted=False, word=word)


def _word(event: CandidateOptedIn) -> Word:
    return Word(how=_how(event), at=event.time, wording=event.data.wording, source=event.source, from_upstream=True)


def _how(event: Event) -> str:
    return f"upstream {event.source}"


def _choice(people: People, candidate: Candidate, topic: Topic) -> TopicChoice | None:
    return people.session.get(TopicChoice, (candidate.id, topic.value))


def _no_to(people: People, candidate: Candidate, topic: Topic) -> Reason | None:
    """The no that stands against it: to everything, to this, or to what it is a part of."""
    if candidate.no_reason is not None:
        return Reason(candidate.no_reason)
    choices = [_choice(people, candidate, one) for one in {topic, topic.umbrella or topic}]
    return Reason.TOPIC_OFF if any(choice is not None and choice.said and not choice.wanted for choice in choices) else None


def _said_later(people: People, candidate: Candidate, topic: Topic, event: Event) -> bool:
    """Whether they have said something on it since: what happened earlier never overwrites what a later one said."""
    choice = _choice(people, candidate, topic)
    return choice is not None and choice.said and choice.at > event.time


def _note(people: People, candidate: Candidate, topic: str, event: Event, *, given: bool, wording: str | None) -> None:
    """In the record, without being in force: overtaken, or about a topic that this version does not know."""
    row = Consent(candidate_id=candidate.id, topic=topic, given=given, wording=wording, how=_how(event), at=event.time)
    row.source = event.source
    people.session.add(row)
    people.session.flush()
