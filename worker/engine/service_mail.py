"""Service mail: what somebody asked for, and word to staff. Its own key, a narrower gate, the same ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from emails.mistake import LetterMistake
from emails.render import Rendered
from emails.values import LetterValues, Links, Sender
from worker.delivery.transport import Accepted, Mailbox, NotSent, Outcome, OutgoingLetter
from worker.engine.answer_state import STOPPED_WHILE_SENDING, state_of
from worker.engine.hand_over import hand_over
from worker.engine.parts import Parts
from worker.engine.sample_letter import SAMPLE_LETTER, render_sample
from worker.engine.suppressed import reasons_against
from worker.rules.backoff import retry_at
from worker.rules.gate import Action, is_on_allow_list, service_gate
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.store.insert import insert_new
from worker.store.models.message import Message, service_is_due

_log = structlog.get_logger(__name__)
_GIVE_UP = 12
NEVER_TRACKED = {"trackable": False, "link_count": 0, "machine_touched": False}


def queue_service(
    session: Session,
    parts: Parts,
    kind: str,
    *,
    subject: str,
    nonce: str,
    to: str,
    extra: dict[str, str],
    locale: str | None = None,
    candidate_id: UUID | None = None,
    reply_to: str | None = None,
) -> UUID:
    """Put one service mail into the ledger, inside the caller's transaction. The same (kind, subject, nonce) twice is one mail.

    `kind` names the letter `emails/service/<kind>`; `extra` is what it prints. Returns the message's id.
    """
    now = parts.now()
    key = f"service/{kind}/{subject}/{nonce}"
    message_id = service_id(kind, subject, nonce)
    row = {
        "id": message_id,
        "key": key,
        "kind": "service",
        "candidate_id": candidate_id,
        "campaign": "service",
        "step": kind,
        "occurrence": 1,
        "locale": locale or parts.policy.default_locale,
        "address": to,
        "state": MessageState.CLAIMED.value,
        "wake_at": now,
        "attempts": 0,
        "payload": {"extra": extra, "reply_to": reply_to},
        "claimed_at": now,
        **NEVER_TRACKED,
    }
    insert_new(session, Message, [row])
    return message_id


def service_id(kind: str, subject: str, nonce: str) -> UUID:
    """The id that the service mail of this key has, or will have: for links in it that name it."""
    return uuid5(NAMESPACE_URL, f"rapport:service/{kind}/{subject}/{nonce}")


def lease_service(session: Session, now: datetime, until: datetime, lease: str, limit: int) -> Sequence[UUID]:
    """Take up to `limit` service mails that are due, and hold them until `until`. What was left `sending` is in doubt."""
    due = select(Message.id).where(service_is_due(now)).order_by(Message.wake_at).limit(limit).with_for_update(skip_locked=True)
    ids = session.scalars(due).all()
    if not ids:
        return []
    in_doubt = {"state": MessageState.UNKNOWN.value, "reason": STOPPED_WHILE_SENDING}
    session.execute(update(Message).where(Message.id.in_(ids), Message.state == "sending").values(**in_doubt))
    session.execute(update(Message).where(Message.id.in_(ids), Message.state == "claimed").values(wake_at=until, lease=lease))
    return ids


def post(parts: Parts, ids: Sequence[str], lease: str) -> int:
    """Send leased service mails, one by one: gate and `sending` in one transaction, the call, then what came of it."""
    sent = 0
    for message_id in ids:
        try:
            with parts.database.write() as session:
                letter = _gate_and_mark(session, parts, UUID(message_id), lease)
        except (LetterMistake, LookupError, ValueError, TypeError) as error:
            _put_off(parts, UUID(message_id), lease, error)
            continue
        if letter is None:
            continue
        (outcome,) = hand_over(parts, [letter])
        with parts.database.write() as session:
            _record(session, parts, letter.message_id, outcome)
        sent += 1
    return sent


def _put_off(parts: Parts, message_id: UUID, lease: str, error: Exception) -> None:
    """One that cannot be written is tried again, ever more seldom, and given up in the end; it holds up no other."""
    _log.error("a service mail could not be written", message_id=str(message_id), error=type(error).__name__)
    with parts.database.write() as session:
        held = select(Message).where(Message.id == message_id, Message.lease == lease, Message.state == "claimed")
        message = session.scalars(held.with_for_update()).one_or_none()
        if message is not None:
            message.attempts += 1
            _again_or_never(message, parts.now(), Reason.LETTER_MISSING.value)


def _again_or_never(message: Message, now: datetime, reason: str | None, not_before: datetime | None = None) -> None:
    """What certainly did not leave is due again with back-off, and after a dozen times never."""
    message.reason, message.lease, message.sending_at = reason, None, None
    message.state = (MessageState.REFUSED if message.attempts >= _GIVE_UP else MessageState.CLAIMED).value
    message.wake_at = max(filter(None, (not_before, retry_at(message.attempts, now, message.key))))


def _gate_and_mark(session: Session, parts: Parts, message_id: UUID, lease: str) -> OutgoingLetter | None:
    now = parts.now()
    message = session.scalars(
        select(Message).where(Message.id == message_id, Message.lease == lease, Message.state == "claimed").with_for_update()
    ).one_or_none()
    if message is None:
        return None
    if parts.policy.only_to and not is_on_allow_list(message.address, parts.policy.only_to):
        message.state, message.reason = MessageState.REFUSED.value, Reason.NOT_ON_ALLOW_LIST.value
        return None
    bounced = Reason.HARD_BOUNCED in reasons_against(session, parts, message.address)
    lately = select(func.count()).where(
        Message.kind == "service", Message.address == message.address, Message.sending_at > now - timedelta(hours=1)
    )
    verdict = service_gate(bounced, session.scalar(lately) or 0, now)
    if verdict.action is Action.STOP:
        message.state, message.reason = MessageState.REFUSED.value, verdict.reason.value
        return None
    if verdict.action is Action.DEFER:
        message.wake_at, message.reason, message.lease = verdict.until, verdict.reason.value, None
        return None
    letter = _letter_of(parts, message)
    message.state, message.sending_at, message.attempts = MessageState.SENDING.value, now, message.attempts + 1
    message.wake_at = now + timedelta(seconds=parts.policy.lease_seconds)  # each call has a lease's time, not its batch
    return letter


def _letter_of(parts: Parts, message: Message) -> OutgoingLetter:
    policy, payload = parts.policy, message.payload or {}
    rendered = _rendered(parts, message, payload.get("extra", {}))
    return OutgoingLetter(
        message_id=message.id,
        to=Mailbox(message.address),
        sender=Mailbox(policy.sender.address, policy.company),
        reply_to=Mailbox(payload.get("reply_to") or policy.team_address),
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        headers={"Auto-Submitted": "auto-generated"},
    )


def _rendered(parts: Parts, message: Message, extra: Mapping[str, str]) -> Rendered:
    policy, locale = parts.policy, message.locale or parts.policy.default_locale
    if message.step == SAMPLE_LETTER:
        return render_sample(parts, locale, extra)
    team = Sender(name=policy.company, email=policy.team_address, is_team=True)
    values = LetterValues(
        company=policy.company,
        postal_address=policy.postal_address,
        sender=team,
        links=Links(policy.base_url, policy.base_url, policy.base_url),
        extra=dict(extra),
    )
    return parts.letters.render(f"service.{message.step}", locale, values)


def _record(session: Session, parts: Parts, message_id: UUID, outcome: Outcome) -> None:
    """What came of it. In doubt is in doubt here too: a link that somebody asked for they can ask for again."""
    now = parts.now()
    message = session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one_or_none()
    if message is None:
        return
    state = state_of(MessageState(message.state), outcome)
    reason = getattr(outcome, "reason", None)
    if state is MessageState.CLAIMED:
        _again_or_never(message, now, reason, outcome.retry_at if isinstance(outcome, NotSent) else None)
        return
    message.state, message.reason = state.value, reason
    if isinstance(outcome, Accepted):
        message.accepted_at, message.provider_id = now, outcome.provider_id
