"""Upstream's word on what a person wants. It can take away; what the person took away themselves it cannot give back."""

from __future__ import annotations

from campaigns.vocabulary import Topic
from schemas.events.candidate_opted_in import CandidateOptedIn
from schemas.events.candidate_opted_out import CandidateOptedOut
from worker.engine.decide import decision
from worker.engine.no import say_no
from worker.engine.people import People
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, TopicChoice


def opt_in(people: People, candidate: Candidate, event: CandidateOptedIn) -> None:
    """Upstream says they want a topic. Never lifts a no: that takes the person's own double opt-in."""
    session, topic = people.session, event.data.topic
    people.session.flush()
    choice = session.get(TopicChoice, (candidate.id, topic))
    if candidate.no_reason is not None or (choice is not None and (not choice.wanted or choice.at > event.time)):
        no = Reason(candidate.no_reason) if candidate.no_reason else Reason.TOPIC_OFF
        people.decisions.append(
            decision(candidate.id, people.now, "choice", no, detail=f"upstream's opt-in to {topic} does not lift an earlier no")
        )
        return
    if choice is None:
        session.add(TopicChoice(candidate_id=candidate.id, topic=topic, wanted=True, at=event.time))
    else:
        choice.at = event.time
    session.add(
        Consent(
            candidate_id=candidate.id,
            topic=topic,
            given=True,
            wording=event.data.wording,
            how=f"upstream {event.source}",
            at=event.time,
        )
    )
    if topic == Topic.TALENT_NETWORK.value:
        candidate.joined_at = max(candidate.joined_at or event.time, event.time)
    session.flush()


def opt_out(people: People, candidate: Candidate, event: CandidateOptedOut) -> None:
    """Upstream says they want no more of a topic, or, without one, no more at all."""
    session, topic = people.session, event.data.topic
    people.flush()
    if topic is None:
        say_no(session, people.parts, candidate, Reason.OPTED_OUT_UPSTREAM, how=f"upstream {event.source}", now=people.now)
        return
    choice = session.get(TopicChoice, (candidate.id, topic))
    if choice is None:
        session.add(TopicChoice(candidate_id=candidate.id, topic=topic, wanted=False, at=event.time))
    elif choice.at <= event.time:
        choice.wanted, choice.at = False, event.time
    session.add(
        Consent(candidate_id=candidate.id, topic=topic, given=False, wording=None, how=f"upstream {event.source}", at=event.time)
    )
    session.flush()
