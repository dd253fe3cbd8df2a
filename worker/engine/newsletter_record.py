"""Working a page, second half: what came of each letter, written down in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.orm import Session

from worker.delivery.batch import BatchLetter
from worker.delivery.transport import Accepted, ChannelDown, InDoubt, Outcome, Refused
from worker.engine.answer_state import again_at, heard_state
from worker.engine.channel import note_answers
from worker.engine.decide import decision, keep
from worker.engine.newsletter_claim import Claimed
from worker.engine.owners import hold_owners
from worker.engine.pace_tally import count_put_off
from worker.engine.parts import Parts
from worker.engine.patiently import patiently
from worker.rules.message_state import MessageState, advance, may_be_released
from worker.rules.reasons import Reason
from worker.store.insert import table_of
from worker.store.many import among
from worker.store.models.message import Message
from worker.store.models.newsletter import NEWSLETTER, NewsletterPage

_MESSAGE = table_of(Message)
_SAID = {
    MessageState.REFUSED: ("skip", Reason.REFUSED_BY_PROVIDER),
    MessageState.UNKNOWN: ("doubt", Reason.IN_DOUBT_ALREADY),
    MessageState.CLAIMED: ("defer", Reason.RETRY_LATER),
}

Answered = Sequence[tuple[BatchLetter, Sequence[Outcome]]]


def record_batches(parts: Parts, slug: str, page: Claimed, answered: Answered) -> None:
    """Record the answers for a page of the issue."""
    if answered:
        patiently(lambda: _record(parts, slug, page, answered))


@dataclass(frozen=True, slots=True)
class _Odd:
    """A letter that was not plainly accepted."""

    message_id: UUID
    outcome: Outcome


def _record(parts: Parts, slug: str, page: Claimed, answered: Answered) -> None:
    now = parts.now()
    alike: dict[Outcome, list[UUID]] = defaultdict(list)
    for batch, outcomes in answered:
        for recipient, outcome in zip(batch.recipients, outcomes, strict=True):
            alike[outcome].append(recipient.message_id)
    odd = [_Odd(one, outcome) for outcome, ids in alike.items() if not isinstance(outcome, Accepted) for one in ids]
    with parts.database.write() as session:
        owners = hold_owners(session, [one.message_id for one in odd])
        every = [one for ids in alike.values() for one in ids]
        session.execute(select(Message.id).where(among(session, Message.id, every)).order_by(Message.id).with_for_update())
        for outcome, ids in alike.items():
            _record_alike(session, now, outcome, ids)
        keep(session, [_said(one, slug, owners[one.message_id], now) for one in odd if one.message_id in owners])
        session.execute(update(NewsletterPage).where(NewsletterPage.id == page.page_id).values(state="done"))
        count_put_off(session, parts, (outcome for outcome, ids in alike.items() for _ in ids))
        _note_answers(session, parts, now, list(alike))


def _record_alike(session: Session, now: datetime, outcome: Outcome, ids: Sequence[UUID]) -> None:
    """One statement for all letters of one answer. The states it may overwrite are those the rules let it advance from."""
    heard = heard_state(outcome)
    release = heard is MessageState.CLAIMED
    beaten = [s.value for s in MessageState if (may_be_released(s) if release else advance(s, heard) is heard)]
    may = or_(*(_MESSAGE.c.state == one for one in beaten))
    values: dict[str, Any] = {
        "state": case((may, heard.value), else_=_MESSAGE.c.state),
        "reason": getattr(outcome, "reason", None),
    }
    if isinstance(outcome, Accepted):
        values |= {"provider_id": outcome.provider_id, "accepted_at": now}
        if outcome.is_last_word:
            values |= {"delivered_at": case((may, func.coalesce(_MESSAGE.c.delivered_at, now)), else_=_MESSAGE.c.delivered_at)}
    if release:
        values |= {
            "sending_at": case((may, None), else_=_MESSAGE.c.sending_at),
            "wake_at": case((may, again_at(outcome, 1, now, str(ids[0]))), else_=_MESSAGE.c.wake_at),
        }
    session.connection().execute(update(_MESSAGE).where(among(session, _MESSAGE.c.id, ids)).values(**values))


def _said(one: _Odd, slug: str, candidate_id: UUID, now: datetime) -> dict[str, Any]:
    action, reason = _SAID[heard_state(one.outcome)]
    if isinstance(one.outcome, ChannelDown):
        reason = Reason.CHANNEL_DOWN
    detail = getattr(one.outcome, "reason", None)
    said = decision(candidate_id, now, action, reason, campaign=NEWSLETTER, detail=detail, message_id=one.message_id)
    return said | {"step": slug}


def _note_answers(session: Session, parts: Parts, now: datetime, outcomes: Sequence[Outcome]) -> None:
    """A call in doubt counts once, however many letters it carried."""
    note_answers(
        session,
        parts,
        now,
        in_doubt=[outcome.reason for outcome in outcomes if isinstance(outcome, InDoubt)],
        down=next((outcome.reason for outcome in outcomes if isinstance(outcome, ChannelDown)), None),
        clear=any(isinstance(outcome, Accepted | Refused) for outcome in outcomes),
    )
