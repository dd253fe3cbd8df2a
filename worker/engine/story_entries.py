"""A story's entries: rows turned into lines a recruiter can read, in order, with repeated waits told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

from worker.engine.handoff import told_as
from worker.engine.lookup import short
from worker.engine.story_read import StoryRows
from worker.engine.story_words import STANDS, said_decision, said_detail, said_event, said_signal, said_step, sentence_of
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.rules.signal_kind import SignalKind
from worker.store.models.decision import Decision
from worker.store.models.handoff import Handoff
from worker.store.models.inbox import InboxEvent
from worker.store.models.message import Message
from worker.store.models.signal import Signal

_EXCERPT = 160
_NEWS = timedelta(hours=1)
"""What reaches us later than this after it happened is told with the time it happened."""
_TOLD_BY_SIGNALS = {
    Reason.REPLIED.value: frozenset({SignalKind.REPLIED.value}),
    Reason.REPLIED_AUTOMATICALLY.value: frozenset({SignalKind.AUTO_REPLIED.value, SignalKind.OUT_OF_OFFICE.value}),
}


class Kind(IntEnum):
    """What a line tells of; of things at one instant, the lower comes first."""

    EVENT = 0
    DECISION = 1
    HANDOFF = 2
    SIGNAL = 3
    CONSEQUENCE = 4
    """What follows for all campaigns: a no, a pause, the tempo."""


@dataclass(frozen=True, slots=True)
class LetterState:
    """How far a letter got: in words, and when each thing was heard of."""

    id: str
    state: str
    words: str
    heard: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story. Times are in UTC; whoever prints them knows the person's zone."""

    at: datetime
    kind: Kind
    action: str
    what: str
    why: str | None = None
    reason: str | None = None
    detail: str | None = None
    campaign: str | None = None
    step: str | None = None
    until: datetime | None = None
    because: str | None = None
    """The event that caused it."""
    letter: LetterState | None = None
    thread: str = ""
    """Lines of one thread that say the same one after the other are folded into one."""
    times: int = 1
    last_at: datetime | None = None


def entries_of(rows: StoryRows, campaign: str | None, more: Iterable[Entry] = ()) -> tuple[Entry, ...]:
    """All lines in order, folded, with those that are no rows; nothing from before the rows are complete."""
    every = [*_events(rows), *_decisions(rows), *_signals(rows), *_handoffs(rows, campaign), *more]
    since = rows.complete_since
    told = [entry for entry in every if since is None or entry.at > since]
    return tuple(fold(sorted(told, key=lambda entry: (entry.at, entry.kind))))


def fold(entries: Iterable[Entry]) -> list[Entry]:
    """Waits for the same reason, and signals of the same kind, become one line with a count, where they first happened."""
    lines: list[Entry] = []
    latest: dict[str, int] = {}
    for entry in entries:
        before = latest.get(entry.thread) if entry.thread else None
        folds = entry.kind is Kind.SIGNAL or entry.action == "defer"
        if before is not None and folds and _same(lines[before], entry):
            first = lines[before]
            until, detail = entry.until or first.until, entry.detail or first.detail
            lines[before] = replace(first, times=first.times + 1, last_at=entry.at, until=until, detail=detail)
            continue
        if entry.thread:
            latest[entry.thread] = len(lines)
        lines.append(entry)
    return lines


def _same(first: Entry, second: Entry) -> bool:
    return (first.action, first.reason, first.what) == (second.action, second.reason, second.what)


def _events(rows: StoryRows) -> Iterator[Entry]:
    for row in rows.events:
        source = f"said by {row.source}" + (f", happened {row.occurred_at:%Y-%m-%d %H:%M} UTC" if _late(row) else "")
        yield Entry(row.received_at, Kind.EVENT, row.type, said_event(row.type, row.body), detail=source)


def _late(row: InboxEvent) -> bool:
    return row.received_at - row.occurred_at > _NEWS


def _decisions(rows: StoryRows) -> Iterator[Entry]:
    events = {row.seq: row for row in rows.events}
    last_send = {row.message_id: row.seq for row in rows.decisions if row.action == "send"}
    told = {(row.message_id, row.kind) for row in rows.signals}
    for row in rows.decisions:
        kinds = _TOLD_BY_SIGNALS.get(row.reason, frozenset())
        if row.action == "handoff" or any((row.message_id, kind) in told for kind in kinds):
            continue  # told below, with more to say
        cause = events.get(row.inbox_seq) if row.inbox_seq is not None else None
        message = rows.messages.get(row.message_id) if row.message_id is not None else None
        with_state = message is not None and row.action == "send" and last_send.get(row.message_id) == row.seq
        yield Entry(
            row.at,
            Kind.CONSEQUENCE if row.campaign is None else Kind.DECISION,
            row.action,
            said_decision(row.action, row.campaign, row.step, row.detail),
            why=sentence_of(row.reason) if row.action != "resolve" else None,
            reason=row.reason,
            detail=said_detail(row.action, row.reason, row.detail),
            campaign=row.campaign,
            step=row.step,
            until=row.until,
            because=said_event(cause.type, cause.body) if cause else None,
            letter=letter_state(message) if message is not None and with_state else None,
            thread=_thread(row),
        )


def _thread(row: Decision) -> str:
    return f"{row.enrollment_id}/{row.step}/{row.occurrence}" if row.enrollment_id else ""


def letter_state(message: Message) -> LetterState:
    """How far the letter got."""
    heard = (
        ("accepted", message.accepted_at),
        ("arrived", message.delivered_at),
        ("opened by a person", message.opened_at),
        ("a link followed by a person", message.clicked_at),
        ("answered", message.replied_at),
    )
    words = f"The letter {STANDS.get(message.state, message.state)}"
    if message.machine_touched and message.opened_at is None and message.clicked_at is None:
        words += "; only machines have looked at it"
    if message.reason and message.state in (MessageState.UNKNOWN.value, MessageState.REFUSED.value):
        words += f" ({message.reason})"
    return LetterState(short(message.id), message.state, words + ".", tuple((word, at) for word, at in heard if at is not None))


def _signals(rows: StoryRows) -> Iterator[Entry]:
    for row in rows.signals:
        message = rows.messages.get(row.message_id) if row.message_id is not None else None
        about = f"{_letter(message)}: " if message else ""
        said = said_signal(row.kind, row.human)
        yield Entry(
            row.at,
            Kind.SIGNAL,
            row.kind,
            f"{about}{said[0].lower() + said[1:] if about else said}",
            detail=_evidence(rows, row),
            campaign=message.campaign if message else None,
            step=message.step if message else None,
            thread=f"{row.message_id}/{row.kind}/{row.human}",
        )


def _letter(message: Message) -> str:
    """Which letter it is; service mail belongs to no campaign, and may have gone to a colleague."""
    return f"{'Service mail' if message.kind == 'service' else f'{message.campaign},'} {said_step(message.step)}"


def _evidence(rows: StoryRows, row: Signal) -> str | None:
    """What they wrote, or what the provider said."""
    reply_id = row.detail.get("reply_id")
    if reply_id:
        reply = rows.replies.get(UUID(reply_id))
        return excerpt(reply.new_text) if reply else None
    said = row.detail.get("reason")
    return str(said) if said else None


def excerpt(text: str) -> str:
    """The beginning of what somebody wrote, on one line, in quotes."""
    line = " ".join(text.split())
    return f"“{line[:_EXCERPT]}{'…' if len(line) > _EXCERPT else ''}”"


def _handoffs(rows: StoryRows, campaign: str | None) -> Iterator[Entry]:
    """A reply makes every campaign wait; a campaign's own handoff only itself."""
    for row in rows.handoffs:
        own = rows.campaign_of.get(row.enrollment_id) if row.enrollment_id else None
        if campaign is not None and own not in (None, campaign):
            continue
        yield Entry(
            row.opened_at,
            Kind.CONSEQUENCE if row.kind == "reply" else Kind.HANDOFF,
            "handoff",
            f"{row.owner or 'The team'} was asked: {row.ask}",
            reason=Reason.HANDOFF_OPENED.value,
            detail=f"handoff {short(row.id)}",
            campaign=own,
            step=row.step,
            until=row.deadline_at,
        )
        if row.resolved_at is not None:
            yield _resolved(row, row.resolved_at, own)


def _resolved(row: Handoff, at: datetime, campaign: str | None) -> Entry:
    reason = told_as(row)
    what = f"Handoff {short(row.id)} is over"
    if reason is Reason.HANDOFF_RESOLVED:
        what = f"Handoff {short(row.id)} was resolved by {row.resolved_by}: {row.resolution}"
    return Entry(at, Kind.HANDOFF, "handoff", what, why=reason.sentence, reason=reason.value, campaign=campaign, step=row.step)
