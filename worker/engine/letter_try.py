"""Try a letter: it goes with made-up values to a colleague's address, at once, as service mail by all its rules."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import update

from emails.mistake import LetterMistake
from worker.engine.hold import EVERYTHING
from worker.engine.parts import Parts
from worker.engine.sample_letter import SAMPLE_LETTER, render_sample
from worker.engine.service_mail import post, queue_service
from worker.engine.standing import read_holds
from worker.engine.story_words import sentence_of
from worker.rules.message_state import MessageState
from worker.store.models.message import Message


def try_letter(parts: Parts, letter: str, locale: str, sample: str, to: str) -> str:
    """Send it now, and say in a sentence what came of it. What cannot leave now waits in the ledger like any service mail."""
    try:
        address = validate_email(to, check_deliverability=False, test_environment=True).normalized
        render_sample(parts, locale, {"letter": letter, "sample": sample})
    except (EmailNotValidError, LetterMistake) as refused:
        return f"Not sent: {refused}"
    now, nonce = parts.now(), parts.new_id()
    with parts.database.write() as session:
        if EVERYTHING in read_holds(session):
            return "Not sent: all sending is on hold. To go on: rapport resume"
        message_id = queue_service(
            session, parts, SAMPLE_LETTER, subject=f"{letter}/{locale}/{sample}", nonce=str(nonce), to=address,
            extra={"letter": letter, "sample": sample}, locale=locale,
        )  # fmt: skip
        until = now + timedelta(seconds=parts.policy.lease_seconds)
        session.execute(update(Message).where(Message.id == message_id).values(lease=str(nonce), wake_at=until))
    post(parts, [str(message_id)], str(nonce))
    return _told(parts, message_id, address)


def _told(parts: Parts, message_id: UUID, address: str) -> str:
    with parts.database.read() as session:
        message = session.get_one(Message, message_id)
        state, reason = MessageState(message.state), message.reason
    if state is MessageState.ACCEPTED:
        return f"Sent to {address}."
    why = sentence_of(reason) or "no word why"
    if state is MessageState.CLAIMED:
        return f"Not sent yet; it is tried again: {why}"
    return f"Not sent, or not known to be: {why}"
