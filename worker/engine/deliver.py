"""Deliver: from enrollments that are due to letters that have left, a handful at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from campaigns.vocabulary import Attach, Letter
from emails.mistake import LetterMistake
from emails.values import LetterValues
from worker.delivery.transport import Attachment, OutgoingLetter
from worker.engine.alarm import raise_alarm
from worker.engine.calendar_file import calendar_file
from worker.engine.channel import read_channel
from worker.engine.decide import keep
from worker.engine.desk import Desk, letter_key
from worker.engine.enroll import stand_after
from worker.engine.follow_tempo import tempo_moves
from worker.engine.hand_over import hand_over, side_by_side
from worker.engine.handoff import APPROVE
from worker.engine.letter_values import read_openings, values_of
from worker.engine.lives import Lives
from worker.engine.outcome import Answer, Move, record_answers
from worker.engine.outgoing import locale_of, outgoing
from worker.engine.pace import PaceDesk
from worker.engine.parts import Parts
from worker.engine.plan import priority_of
from worker.engine.read_hours import ReadHours
from worker.engine.standing import read_holds, read_standings
from worker.engine.step import walk
from worker.engine.subjects import Subjects
from worker.engine.tracking_links import keep_links, read_links, with_own_links
from worker.engine.turns import in_turn, read_turns
from worker.engine.unwritable import put_off_unwritable
from worker.engine.variants import letter_name, variant_for
from worker.rules.backoff import retry_at
from worker.rules.handful import next_handful
from worker.rules.history import PastLetter
from worker.rules.ledger_key import ledger_id
from worker.rules.message_state import MessageState
from worker.rules.open_roles import Opening
from worker.rules.reasons import Reason
from worker.store.insert import insert_many, table_of
from worker.store.many import among
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff as HandoffRow
from worker.store.models.message import Message

_log = structlog.get_logger(__name__)
_ENROLLMENT = table_of(Enrollment)
_RENEWED_BELOW = 0.5
"""The rest of a message is held anew once less than this part of its lease is left: a write for each row, so not each time."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """One letter, committed as `sending`, and where its enrollment goes next."""

    letter: OutgoingLetter
    move: Move
    trackable: bool
    own_links: tuple[str, ...]
    """Where its links lead, if they lead through our own door."""


def deliver(parts: Parts, ids: Sequence[str], lease: str) -> int:
    """Deliver what is due among the leased enrollments; returns how many letters were handed over.

    For each handful:
    1. In one transaction: lock the people and the enrollments still held under `lease`, walk each to its letter, let
       the gate decide with what that transaction reads, write the ledger rows as `sending`. Commit.
    2. Hand over the letters, one call each.
    3. In a second transaction, record what came of each, and move the enrollments on.
    Killed before 1 commits, nothing has left. Killed after, the handful is in doubt, and the rest is leased anew. Until
    then a row that is `sending` is let alone by whoever is handed the same enrollment. How many make a handful follows
    from how fast the provider answers.
    """
    sent = 0
    left = [UUID(one) for one in ids]
    while left:
        size = min(parts.pace.size, parts.policy.handful)
        handful, left = left[:size], left[size:]
        leaving = _prepare(parts, handful, left, lease)
        started = perf_counter()
        outcomes = hand_over(parts, [one.letter for one in leaving])
        took = perf_counter() - started
        parts.pace.size = next_handful(parts.policy.handful, len(outcomes), took, side_by_side(parts))
        answers = [Answer(one.letter.message_id, outcome, one.move) for one, outcome in zip(leaving, outcomes, strict=True)]
        record_answers(parts, answers)
        sent += len(answers)
    return sent


def _prepare(parts: Parts, ids: Sequence[UUID], rest: Sequence[UUID], lease: str) -> list[Leaving]:
    """The letters of one handful, committed as `sending`. If the handful fails, each is tried alone: one holds up no other."""
    try:
        with parts.database.write() as session:
            return _commit_to(session, parts, ids, rest, lease)
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001 - one that fails must hold up no other
        _log.exception("a handful could not be prepared; trying its letters one by one")
    leaving: list[Leaving] = []
    for one in ids:
        try:
            with parts.database.write() as session:
                leaving += _commit_to(session, parts, [one], rest, lease)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - kept with the row
            _put_off(parts, one, lease, error)
    return leaving


def _put_off(parts: Parts, enrollment_id: UUID, lease: str, error: Exception) -> None:
    """One that cannot be worked is tried again, ever more seldom, and somebody is told."""
    now = parts.now()
    with parts.database.write() as session:
        enrollment = session.get(Enrollment, enrollment_id, with_for_update=True)
        if enrollment is None or enrollment.lease != lease:
            return
        enrollment.attempts += 1
        enrollment.wake_at, enrollment.lease = retry_at(enrollment.attempts, now, str(enrollment_id)), None
        raise_alarm(
            session,
            parts,
            f"deliver {enrollment.campaign}.{enrollment.step}",
            title=f"Somebody's {enrollment.campaign}.{enrollment.step} cannot be worked",
            detail=f"enrollment {enrollment_id}: {type(error).__name__}",
            remedy="The workers' log has the whole error; it is tried again, ever more seldom, and holds up nobody else.",
        )


def _commit_to(session: Session, parts: Parts, ids: Sequence[UUID], rest: Sequence[UUID], lease: str) -> list[Leaving]:
    now = parts.now()
    until = now + timedelta(seconds=parts.policy.lease_seconds)
    owners = select(Enrollment.candidate_id).where(among(session, Enrollment.id, ids))
    people = select(Candidate).where(Candidate.id.in_(owners)).order_by(Candidate.id).with_for_update(key_share=True)
    candidates = session.scalars(people).all()
    held = select(Enrollment).where(among(session, Enrollment.id, ids), Enrollment.lease == lease, Enrollment.state == "active")
    enrollments = in_turn(session.scalars(held.order_by(Enrollment.id).with_for_update()))
    if not enrollments:
        return []
    if rest and min(one.wake_at for one in enrollments) - now < _RENEWED_BELOW * (until - now):
        _renew(session, rest, lease, until)
    desk = _desk(session, parts, candidates, enrollments)
    desk.decisions += tempo_moves([(one.candidate, one.history) for one in desk.standings.values()], now)
    openings: list[tuple[Opening, ...]] = []
    leaving: list[Leaving] = []
    rows: list[dict[str, Any]] = []
    for enrollment in enrollments:
        step = walk(desk, enrollment)
        if step is None:
            continue
        if not openings:
            openings.append(read_openings(session))
        ready = _make(desk, enrollment, step, openings[0])
        if ready is None:
            continue
        leaving.append(ready)
        _mark(desk, enrollment, step, ready, rows)
    session.flush()
    insert_many(session, Message, rows)
    keep_links(session, {one.letter.message_id: one.own_links for one in leaving})
    keep(session, desk.decisions)
    desk.pace.save()
    return leaving


def _renew(session: Session, ids: Sequence[UUID], lease: str, until: datetime) -> None:
    """Keep the rest of the message while this handful leaves. What somebody else is at just now is theirs, and not waited for."""
    held = select(Enrollment.id).where(among(session, Enrollment.id, ids), Enrollment.lease == lease)
    free = session.scalars(held.with_for_update(skip_locked=True)).all()
    session.connection().execute(update(_ENROLLMENT).where(among(session, _ENROLLMENT.c.id, free)).values(wake_at=until))


def _desk(session: Session, parts: Parts, candidates: Sequence[Candidate], enrollments: Sequence[Enrollment]) -> Desk:
    now = parts.now()
    standings = read_standings(session, parts, candidates, now)
    holds = read_holds(session)
    keys = [letter_key(enrollment) for enrollment in enrollments]
    known = session.scalars(select(Message).where(among(session, Message.key, keys)).with_for_update())
    theirs = among(session, HandoffRow.candidate_id, standings)
    tasks = session.scalars(select(HandoffRow).where(theirs, HandoffRow.kind.in_(["step", APPROVE])))
    return Desk(
        session=session,
        parts=parts,
        now=now,
        standings=standings,
        messages={message.key: message for message in known},
        handoffs={task.key: task for task in tasks},
        holds=holds,
        channel=read_channel(session, parts),
        yields=read_turns(session, parts, enrollments, holds, now),
        hours=ReadHours(session, parts, now),
        lives=Lives(session, list(standings), now),
        subjects=Subjects(session, enrollments),
        pace=PaceDesk(session, parts, now),
    )


def _make(desk: Desk, enrollment: Enrollment, step: Letter, openings: tuple[Opening, ...]) -> Leaving | None:
    """Write the letter. One that cannot be written is skipped, with an alarm: it must not hold up anybody else's."""
    parts, standing = desk.parts, desk.standings[enrollment.candidate_id]
    message_id = ledger_id(enrollment.id, step.id, enrollment.occurrence)
    today = desk.now.astimezone(standing.place.zone).date()
    values = values_of(parts, standing, enrollment, message_id, openings, today)
    try:
        rendered = parts.letters.render(letter_name(enrollment, step), locale_of(parts, standing), values)
    except (LetterMistake, LookupError, ValueError, TypeError) as error:
        put_off_unwritable(desk, enrollment, step, error)
        return None
    letter = outgoing(parts, standing, message_id, values, rendered, _files(step, values, enrollment, desk.now))
    trackable = letter.track_opens or letter.track_clicks
    links: tuple[str, ...] = ()
    if trackable and parts.policy.own_tracking:
        known = read_links(desk.session, message_id) if letter_key(enrollment) in desk.messages else ()
        letter, links = with_own_links(parts, letter, known)
    return Leaving(letter, _move(desk, enrollment), trackable, links)


def _files(step: Letter, values: LetterValues, enrollment: Enrollment, now: datetime) -> tuple[Attachment, ...]:
    file = calendar_file(values, enrollment.key, now) if step.attach is Attach.CALENDAR_FILE else None
    return (file,) if file is not None else ()


def _move(desk: Desk, enrollment: Enrollment) -> Move:
    campaign = desk.parts.campaigns[enrollment.campaign]
    stand = stand_after(desk.parts, campaign, desk.standings[enrollment.candidate_id].candidate, enrollment, desk.now)
    return Move(
        enrollment_id=enrollment.id,
        campaign=enrollment.campaign,
        step=enrollment.step,
        occurrence=enrollment.occurrence,
        attempts=enrollment.attempts,
        next_step=stand.step.id if stand else None,
        next_occurrence=stand.occurrence if stand else 1,
        next_due_at=stand.due_at if stand else None,
        next_priority=priority_of(stand.step) if stand else 0,
    )


def _mark(desk: Desk, enrollment: Enrollment, step: Letter, ready: Leaving, rows: list[dict[str, Any]]) -> None:
    """The ledger row as `sending`, the decision, and the letter in the person's history, so that the next one sees it."""
    letter, standing, trackable = ready.letter, desk.standings[enrollment.candidate_id], ready.trackable
    key = letter_key(enrollment)
    known = desk.messages.get(key)
    links = len(ready.own_links) or letter.html.count('href="http')
    if known is not None:
        known.state, known.sending_at, known.address = MessageState.SENDING.value, desk.now, letter.to.address
        known.subject = letter.subject
        known.trackable, known.link_count, known.attempts = trackable, links, known.attempts + 1
    else:
        rows.append(
            {
                "id": letter.message_id,
                "key": key,
                "kind": "letter",
                "candidate_id": enrollment.candidate_id,
                "enrollment_id": enrollment.id,
                "campaign": enrollment.campaign,
                "step": enrollment.step,
                "occurrence": enrollment.occurrence,
                "locale": desk.parts.letters.locale_for(letter_name(enrollment, step), locale_of(desk.parts, standing)),
                "variant": variant_for(enrollment, step),
                "address": letter.to.address,
                "subject": letter.subject,
                "state": MessageState.SENDING.value,
                "attempts": 1,
                "claimed_at": desk.now,
                "sending_at": desk.now,
                "trackable": trackable,
                "link_count": links,
                "machine_touched": False,
            }
        )
    standing.history = (*standing.history, PastLetter(desk.now, enrollment.campaign, step.id, trackable, delivered=False))
    desk.say(enrollment, "send", Reason.OK, message_id=letter.message_id)
