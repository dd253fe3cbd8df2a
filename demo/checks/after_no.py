"""Sent after a no: unsubscribed, bounced, complained, "stop" in a reply, opted out, not to be mailed, erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from campaigns.vocabulary import discover_campaigns
from demo.checks.evidence import Evidence, Letter
from demo.checks.people import People, first_tellings

_ACTS = frozenset({"unsubscribe", "stop", "complain", "complain_by_mail"})
TOPIC_OF = {name: campaign.topic.value for name, campaign in discover_campaigns().items()}
"""What each campaign is about, for those who want no more of one topic."""


@dataclass(frozen=True, slots=True)
class No:
    """From when on, to which addresses, and on what: everything, or one topic."""

    at: datetime
    addresses: frozenset[str]
    why: str
    topic: str | None = None


def sent_after_no(evidence: Evidence) -> Iterator[str]:
    """Each letter to somebody who had said no by then; and each unsubscribing that was not taken."""
    people = People(evidence.lines)
    topics = {row.mid: TOPIC_OF.get(row.campaign) for row in evidence.books.ledger}
    noes = [*said_by_letter(evidence, people), *_said_upstream(people)]
    for letter in evidence.to_candidates:
        for no in noes:
            if letter.at > no.at and letter.to.casefold() in no.addresses and no.topic in (None, topics.get(letter.mid)):
                yield f"letter {letter.id} to {letter.to} on {letter.at:%Y-%m-%d %H:%M}: {no.why} on {no.at:%Y-%m-%d %H:%M}"
                break
    for act in evidence.acts:
        if act.name == "unsubscribe" and not act.note.endswith("answered 200"):
            yield f"letter {act.letter}: {act.note}"


def said_by_letter(evidence: Evidence, people: People) -> Iterator[No]:
    """Each no that was an answer to a letter."""
    letters = {letter.id: letter for letter in evidence.letters}
    for act in evidence.acts:
        letter = letters[act.letter]
        if not letter.to_candidate:
            continue
        if act.name in _ACTS:
            yield No(act.at, _all_addresses(people, letter), act.name)
        elif act.name == "bounce":
            yield No(act.at, frozenset({letter.to.casefold()}), "bounced for good")


def _all_addresses(people: People, letter: Letter) -> frozenset[str]:
    person = people.at(letter.to)
    return frozenset(person.addresses if person else {letter.to.casefold()})


def _said_upstream(people: People) -> Iterator[No]:
    for person in people.everybody():
        for line in first_tellings(person.events):
            why, topic = _no_in(line.event["type"], line.event["data"])
            if why:
                yield No(line.told_at, frozenset(person.addresses), why, topic)


def _no_in(kind: str, data: dict[str, object]) -> tuple[str, str | None]:
    candidate = data.get("candidate")
    if kind == "candidate.erased":
        return "erased", None
    if kind == "candidate.opted_out":
        topic = data.get("topic")
        return "opted out", str(topic) if topic else None
    if isinstance(candidate, dict) and candidate.get("may_be_mailed") is False:
        return "not to be mailed", None
    return "", None
