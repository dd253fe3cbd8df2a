"""Restored: the database is a backup, older than what has left since. What may have left is in doubt, and not sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Letter
from worker.engine.advance import move_to
from worker.engine.decide import decision, keep
from worker.engine.doubt import raise_doubt
from worker.engine.enroll import anchors_of
from worker.engine.hold import EVERYTHING
from worker.engine.newsletter_control import pause_issue
from worker.engine.outgoing import locale_by
from worker.engine.parts import Parts
from worker.engine.plan import Stand, next_stand, spoken
from worker.engine.variants import is_held_out, letter_name, variant_for
from worker.rules.calendar import expires_at
from worker.rules.ledger_key import ledger_id, ledger_key
from worker.rules.message_state import MessageState
from worker.rules.newsletter_state import IssueState
from worker.rules.reasons import Reason
from worker.store.insert import insert_new
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.fan_out import FanOut
from worker.store.models.message import Message
from worker.store.models.newsletter import NewsletterIssue
from worker.store.models.operation import Hold

WHY = "the database was restored from a backup"
_PEOPLE_AT_ONCE = 500


class NotOnHold(RuntimeError):
    """Sending goes on, so nothing may be judged by what is due."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in doubt, and what was stopped."""

    letters: int
    """In doubt by now: `rapport doubts`."""
    issues: tuple[str, ...]
    """Newsletters that were on their way: paused, for a person to decide."""
    fan_outs: int
    """Walks through an audience that were under way: over, since nobody knows how far they had come."""


def doubt_since_backup(parts: Parts, by: str) -> Restored:
    """Put in doubt each letter that may have left since the backup, and stop what was on its way to many.

    It may have left where it is due by now, and has not expired; where the campaign chose its people since the hold, whenever it
    is due, since they may be those of the first time. The ids are those of the first time: the provider's events, links and
    answers find their letters. Safe to run twice. Raises `NotOnHold` while anything may be sent.
    """
    with parts.database.write() as session:
        hold = session.get(Hold, EVERYTHING)
        if hold is None:
            raise NotOnHold("First put everything on hold: rapport hold")
        since = hold.since
        over = {"state": "done", "ended_at": parts.now(), "lease": None}
        walks = session.scalars(update(FanOut).where(FanOut.state == "active").values(**over).returning(FanOut.id)).all()
        under_way = or_(
            NewsletterIssue.state == IssueState.SENDING.value,
            (NewsletterIssue.state == IssueState.SCHEDULED.value) & (NewsletterIssue.starts_at <= parts.now()),
        )
        issues = session.scalars(select(NewsletterIssue.slug).where(under_way).order_by(NewsletterIssue.slug)).all()
    for slug in issues:
        pause_issue(parts, slug, by)
    return Restored(_doubt_everybodys(parts, since), tuple(issues), len(walks))


def _doubt_everybodys(parts: Parts, since: datetime) -> int:
    """Some hundred people at a time, each lot in a transaction of its own."""
    after, doubted = UUID(int=0), 0
    active = Enrollment.state == "active"
    while True:
        with parts.database.write() as session:
            lot = {
                person.id: person
                for person in session.scalars(
                    select(Candidate)
                    .where(Candidate.id > after, Candidate.id.in_(select(Enrollment.candidate_id).where(active)))
                    .order_by(Candidate.id)
                    .limit(_PEOPLE_AT_ONCE)
                    .with_for_update(key_share=True)
                )
            }
            if not lot:
                return doubted
            ways = session.scalars(select(Enrollment).where(Enrollment.candidate_id.in_(list(lot)), active).with_for_update())
            rows = [row for way in ways for row in _pass_over(parts, lot[way.candidate_id], way, since)]
            doubted += _write(session, parts, rows)
            after = max(lot)


def _pass_over(parts: Parts, person: Candidate, enrollment: Enrollment, since: datetime) -> list[dict[str, Any]]:
    """The ledger rows of the letters of this way that may have left, as far as they are due; it goes on after the last."""
    campaign, now, rows = parts.campaigns.get(enrollment.campaign), parts.now(), list[dict[str, Any]]()
    if campaign is None or enrollment.step not in {step.id for step in campaign.steps}:
        return rows
    chosen_again = campaign.for_each is not None and enrollment.started_at >= since
    horizon = max(now, enrollment.due_at) if chosen_again else now
    anchors = anchors_of(parts, person, enrollment)
    stand: Stand | None = Stand(campaign.step_at(enrollment.step)[1], enrollment.occurrence, enrollment.due_at)
    goes_on = stand
    while stand is not None and stand.due_at <= horizon:
        step, after = stand.step, next_stand(campaign, stand.step.id, stand.occurrence, spoken(campaign, anchors, stand.due_at))
        if (
            isinstance(step, Letter)
            and not is_held_out(enrollment, step)
            and now <= expires_at(stand.due_at, step.expires, anchors.place)
        ):
            rows.append(_row(parts, person, enrollment, step, stand))
            goes_on = after
        stand = after
    if rows:
        move_to(enrollment, goes_on, now)
    return rows


def _row(parts: Parts, person: Candidate, enrollment: Enrollment, step: Letter, stand: Stand) -> dict[str, Any]:
    locale = locale_by(parts, person.wish_locale, person.locale, person.country)
    return {
        "id": ledger_id(enrollment.id, step.id, stand.occurrence),
        "key": ledger_key(enrollment.id, step.id, stand.occurrence),
        "kind": "letter",
        "candidate_id": person.id,
        "enrollment_id": enrollment.id,
        "campaign": enrollment.campaign,
        "step": step.id,
        "occurrence": stand.occurrence,
        "locale": parts.letters.locale_for(letter_name(enrollment, step), locale),
        "variant": variant_for(enrollment, step),
        "address": person.address or "",
        "state": MessageState.UNKNOWN.value,
        "reason": WHY,
        "claimed_at": stand.due_at,
        "sending_at": min(stand.due_at, parts.now()),
        "trackable": False,
        "machine_touched": False,
    }


def _write(session: Session, parts: Parts, rows: list[dict[str, Any]]) -> int:
    """Those that the ledger lacks, and those that it says have not left yet; each with its decision. Returns how many."""
    made = {row_id for (row_id,) in insert_new(session, Message, rows, "id")}
    doubt = {"state": MessageState.UNKNOWN.value, "reason": WHY, "sending_at": parts.now(), "lease": None}
    waiting = (
        Message.id.in_([row["id"] for row in rows]),
        Message.state.in_([MessageState.CLAIMED.value, MessageState.SENDING.value]),
    )
    made |= set(session.scalars(update(Message).where(*waiting).values(**doubt).returning(Message.id)))
    doubted = [row for row in rows if row["id"] in made]
    keep(session, [_decision(parts, row) for row in doubted])
    if doubted:
        raise_doubt(session, parts, [WHY])
    return len(doubted)


def _decision(parts: Parts, row: dict[str, Any]) -> dict[str, Any]:
    said = decision(row["candidate_id"], parts.now(), "doubt", Reason.IN_DOUBT_ALREADY, detail=WHY, message_id=row["id"])
    return said | {name: row[name] for name in ("campaign", "enrollment_id", "step", "occurrence")}
