"""A page's desk: what the gate says to each reader of it, and what follows for the ledger and the record of decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from emails.mistake import LetterMistake
from worker.engine.alarm import raise_alarm
from worker.engine.channel import ChannelState
from worker.engine.decide import decision
from worker.engine.newsletter_people import Reader, gate_facts
from worker.engine.newsletter_reader import Copy, Editions, copy_of, ledger_row, message_id_of, message_key
from worker.engine.pace import PaceDesk
from worker.engine.parts import Parts
from worker.rules.ab_test import held_out, lot_of, variant_of
from worker.rules.gate import Action, GateFacts, Verdict, decide
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.store.models.message import Message
from worker.store.models.newsletter import NEWSLETTER, NewsletterIssue, NewsletterPage

_log = structlog.get_logger(__name__)
RENEWED = ("state", "sending_at", "locale", "address", "subject", "trackable", "link_count", "lease", "wake_at", "reason")
"""The columns of a waiting row that are new once it leaves."""


@dataclass(slots=True)
class Desk:
    """What one page works with, and what it has decided so far."""

    session: Session
    parts: Parts
    now: datetime
    issue: NewsletterIssue
    editions: Editions
    channel: ChannelState
    first: frozenset[UUID]
    """To whom another letter is due, which goes before a newsletter."""
    taken: frozenset[str]
    """Keys under which this issue stands in the ledger already, but for those who waited."""
    pace: PaceDesk
    waiting: dict[UUID, Message]
    """The rows of those who had to wait and are due again, by person."""
    copies: dict[tuple[str, str, bool], list[Copy]] = field(default_factory=lambda: defaultdict(list))
    rows: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    again: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[UUID] = field(default_factory=list)
    # What each reader is asked about, as plain values: the issue's row is looked at once a page, not once a reader.
    slug: str = field(init=False)
    topic: Topic = field(init=False)
    starts_at: datetime = field(init=False)
    expires_at: datetime = field(init=False)
    holdout: float = field(init=False)

    def __post_init__(self) -> None:
        issue = self.issue
        assert issue.starts_at is not None
        assert issue.expires_at is not None
        self.slug, self.topic = issue.slug, Topic(issue.topic)
        self.starts_at, self.expires_at = issue.starts_at, issue.expires_at
        self.holdout = float(issue.plan.get("holdout", 0))


def decide_safely(desk: Desk, page: NewsletterPage, reader: Reader) -> None:
    """One whose copy cannot be made is passed over, with an alarm: it holds up nobody else."""
    try:
        _decide(desk, page, reader)
    except (LetterMistake, LookupError, ValueError, TypeError) as error:
        _log.error("a reader's copy could not be made", issue=desk.issue.slug, error=type(error).__name__)
        _passed(desk, reader, Verdict(Action.SKIP, Reason.LETTER_MISSING, detail=type(error).__name__))
        raise_alarm(
            desk.session,
            desk.parts,
            f"newsletter {desk.issue.slug}",
            title=f"Somebody's copy of the newsletter {desk.issue.slug} could not be made",
            detail=f"candidate {reader.person.id}: {type(error).__name__}",
            remedy="The workers' log has the whole error. The others get theirs.",
        )


def _decide(desk: Desk, page: NewsletterPage, reader: Reader) -> None:
    person = reader.person
    key = message_key(desk.slug, person.address_key)
    waiting = desk.waiting.get(person.id)
    if waiting is None and page.until is None:
        return
    if key in desk.taken or _had_it(desk, reader):
        desk.dropped += [waiting.id] if waiting is not None else []
        return
    variant = waiting.variant if waiting is not None else _variant(desk.issue, page, person.id)
    if variant is None:
        return
    if waiting is not None and waiting.key != key:  # their address is another one by now
        desk.dropped.append(waiting.id)
        waiting = None
    if waiting is None and desk.holdout and held_out(lot_of(desk.issue.id, person.id), desk.holdout):
        _passed(desk, reader, Verdict(Action.SKIP, Reason.HELD_OUT))
        return
    verdict = _in_turn(desk, reader, decide(_facts(desk, reader), desk.now))
    if verdict.action is Action.SEND:
        _leaves(desk, reader, key, variant, waiting)
    elif verdict.action is Action.DEFER:
        _waits(desk, reader, key, variant, waiting, verdict)
    else:
        _passed(desk, reader, verdict)


def _in_turn(desk: Desk, reader: Reader, verdict: Verdict) -> Verdict:
    """The gate's verdict; who may have it gets it when the sending domain's pace has a place."""
    address = reader.person.address
    turn = desk.pace.late(address) if verdict.action is Action.SEND and address else None
    if turn is None:
        return verdict
    return Verdict(Action.SKIP if turn > desk.expires_at else Action.DEFER, Reason.PACED, turn)


def _had_it(desk: Desk, reader: Reader) -> bool:
    """Whether this issue went to this person before: to another address, or to somebody who turned out to be them."""
    return any((letter.campaign, letter.step) == (NEWSLETTER, desk.slug) for letter in reader.history)


def _variant(issue: NewsletterIssue, page: NewsletterPage, candidate_id: UUID) -> str | None:
    """Which variant they get on this walk; None: it is not their turn."""
    variants = list(issue.plan.get("variants", ["a"]))
    if page.phase == "all":
        return str(variants[0])
    tried = variant_of(lot_of(issue.id, candidate_id), variants, float(issue.plan["test"]["share"]))
    return tried if page.phase == "test" else (issue.winner if tried is None else None)


def _facts(desk: Desk, reader: Reader) -> GateFacts:
    return gate_facts(
        desk.parts,
        reader,
        desk.topic,
        due_at=_due_at(desk, reader),
        expires_at=desk.expires_at,
        channel=desk.channel,
        goes_later=reader.person.id in desk.first,
    )


def _due_at(desk: Desk, reader: Reader) -> datetime:
    local_time = desk.issue.local_time
    if local_time is None:
        return desk.starts_at
    return datetime.fromisoformat(local_time).replace(tzinfo=reader.place.zone).astimezone(UTC)


def _leaves(desk: Desk, reader: Reader, key: str, variant: str, waiting: Message | None) -> None:
    message_id = waiting.id if waiting is not None else message_id_of(desk.issue.id, reader.person.address_key)
    copy = copy_of(desk.parts, reader.person, desk.topic, desk.editions, variant, message_id)
    sending = {"state": MessageState.SENDING.value, "sending_at": desk.now, "claimed_at": desk.now, "attempts": 1}
    row = ledger_row(desk.slug, reader.person, key, copy, **sending)
    desk.copies[copy.edition.locale, variant, copy.tracked].append(copy)
    if waiting is None:
        desk.rows.append(row)
    else:
        again = {f"the_{name}": row[name] for name in RENEWED}
        desk.again.append(again | {"the_id": waiting.id, "the_attempts": waiting.attempts + 1})
    desk.decisions.append(_said(desk, reader, Verdict(Action.SEND, Reason.OK), message_id))


def _waits(desk: Desk, reader: Reader, key: str, variant: str, waiting: Message | None, verdict: Verdict) -> None:
    """A row in the ledger from which nothing has left, with the time at which the gate is asked again."""
    desk.counts["deferred"] += waiting is None
    if waiting is not None:
        if waiting.reason != verdict.reason.value:
            desk.decisions.append(_said(desk, reader, verdict, waiting.id))
        waiting.wake_at, waiting.reason, waiting.lease = verdict.until, verdict.reason.value, None
        return
    message_id = message_id_of(desk.issue.id, reader.person.address_key)
    copy = copy_of(desk.parts, reader.person, desk.topic, desk.editions, variant, message_id)
    state = {
        "state": MessageState.CLAIMED.value,
        "claimed_at": desk.now,
        "wake_at": verdict.until,
        "reason": verdict.reason.value,
    }
    desk.rows.append(ledger_row(desk.slug, reader.person, key, copy, **state))
    desk.decisions.append(_said(desk, reader, verdict, message_id))


def _passed(desk: Desk, reader: Reader, verdict: Verdict) -> None:
    desk.counts[verdict.reason.value] += 1
    desk.decisions.append(_said(desk, reader, verdict, None))
    waiting = desk.waiting.get(reader.person.id)
    if waiting is not None and waiting.id not in desk.dropped:
        desk.dropped.append(waiting.id)


def _said(desk: Desk, reader: Reader, verdict: Verdict, message_id: UUID | None) -> dict[str, Any]:
    said = decision(
        reader.person.id,
        desk.now,
        verdict.action.value,
        verdict.reason,
        campaign=NEWSLETTER,
        until=verdict.until,
        detail=verdict.detail or None,
        message_id=message_id,
    )
    return said | {"step": desk.slug}
