"""Test copies of an issue: to colleagues, as service mail, each noted in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from emails.newsletter import Issue, best_locale, load_issue
from emails.newsletter_make import MadeLetter
from emails.newsletter_tags import greeting_values
from worker.delivery.batch import BatchLetter, BatchRecipient, copy_for
from worker.delivery.transport import Accepted, Mailbox, Outcome, OutgoingLetter
from worker.engine.answer_state import state_of
from worker.engine.hand_over import hand_over
from worker.engine.lookup import find_candidate
from worker.engine.newsletter_ask import Objection, ask_about
from worker.engine.newsletter_check import make, segment_of, topic_of, values_for_all
from worker.engine.newsletter_issue import NotNow
from worker.engine.newsletter_people import person_of
from worker.engine.newsletter_reader import Edition, Editions, copy_of
from worker.engine.outgoing import SHARED_HEADERS
from worker.engine.parts import Parts
from worker.engine.standing import read_suppressed
from worker.rules.gate import is_on_allow_list
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.store.insert import insert_new
from worker.store.models.message import Message


def send_test(parts: Parts, slug: str, addresses: Sequence[str], locale: str, variant: str = "a") -> dict[str, str]:
    """A copy of the issue as its files are now to each of these colleagues; what came of each. Its links lead nowhere of theirs.

    Raises `LetterMistake` for an issue that cannot be made, `NotNow` for a variant or a language it has not.
    """
    letter = _made(parts, slug, locale, variant)
    return {address: _send_one(parts, slug, letter, address) for address in dict.fromkeys(addresses)}


@dataclass(frozen=True, slots=True)
class Previewed:
    """An issue as one candidate would get it; and what speaks against their getting it, if they were asked now."""

    letter: OutgoingLetter
    objection: Objection | None


def as_reader(parts: Parts, slug: str, said: str, variant: str = "a") -> Previewed:
    """The issue as this candidate would get it. Sends nothing, writes nothing. Raises `NotFound`, `LetterMistake`, `NotNow`."""
    issue = load_issue(slug)
    topic, keeps = topic_of(issue), timedelta(days=issue.data.expires_days)
    with parts.database.read() as session:
        person = find_candidate(session, parts, said)
        letters = _all_made(session, parts, issue)
        objection = ask_about(session, parts, person, topic, segment_of(issue), keeps)
    editions = Editions(map(_as_edition, _of_variant(letters, variant)))
    copy = copy_of(parts, person_of(person), topic, editions, variant, parts.new_id())
    edition = copy.edition
    sender = Mailbox(parts.policy.sender.address, parts.policy.company)
    reply_to = Mailbox(parts.policy.team_address)
    to = (copy.recipient,)
    letter = BatchLetter(sender, reply_to, edition.subject, edition.html, edition.text, to, SHARED_HEADERS)
    return Previewed(copy_for(letter, copy.recipient), objection)


def _all_made(session: Session, parts: Parts, issue: Issue) -> list[MadeLetter]:
    return make(parts, issue, values_for_all(session, parts, issue))


def _made(parts: Parts, slug: str, locale: str, variant: str) -> MadeLetter:
    with parts.database.read() as session:
        letters = _of_variant(_all_made(session, parts, load_issue(slug)), variant)
    written = tuple(one.locale for one in letters)
    wanted = best_locale(locale, written)
    if wanted[:2] != locale[:2].lower():
        raise NotNow(f"The issue is not written in {locale!r}. There are: {', '.join(written)}.")
    return next(one for one in letters if one.locale == wanted)


def _of_variant(letters: Sequence[MadeLetter], variant: str) -> list[MadeLetter]:
    there = sorted({one.variant for one in letters})
    if variant not in there:
        raise NotNow(f"There is no variant {variant!r}. There are: {', '.join(there)}.")
    return [one for one in letters if one.variant == variant]


def _as_edition(made: MadeLetter) -> Edition:
    return Edition(made.locale, made.variant, made.subject, made.html, made.text, tuple(made.links), made.tags)


def _send_one(parts: Parts, slug: str, letter: MadeLetter, address: str) -> str:
    """Through the narrow gate of service mail: the allow-list, and a dead address. `sending` is committed before it leaves."""
    now, message_id = parts.now(), parts.new_id()
    if parts.policy.only_to and not is_on_allow_list(address, parts.policy.only_to):
        return Reason.NOT_ON_ALLOW_LIST.sentence
    row = {
        "id": message_id,
        "key": f"service/newsletter_test/{slug}/{message_id}",
        "kind": "service",
        "campaign": "service",
        "step": "newsletter_test",
        "locale": letter.locale,
        "address": address,
        "subject": letter.subject,
        "state": MessageState.SENDING.value,
        "claimed_at": now,
        "sending_at": now,
        "trackable": False,
        "link_count": 0,
        "machine_touched": False,
    }
    with parts.database.write() as session:
        if read_suppressed(session, parts, [address]).get(address) is Reason.HARD_BOUNCED:
            return Reason.HARD_BOUNCED.sentence
        insert_new(session, Message, [row])
    (outcome,) = hand_over(parts, [_letter(parts, letter, address, message_id)])
    with parts.database.write() as session:
        kept = session.get_one(Message, message_id, with_for_update=True)
        kept.state, kept.reason = state_of(MessageState(kept.state), outcome).value, getattr(outcome, "reason", None)
        if kept.state == MessageState.CLAIMED.value:
            kept.state = MessageState.REFUSED.value  # whoever asked for a test asks again; nobody does it for them
    return _said(outcome)


def _letter(parts: Parts, letter: MadeLetter, address: str, message_id: UUID) -> OutgoingLetter:
    tags, policy = letter.tags, parts.policy
    greet = partial(parts.letters.greeting, letter.locale)
    values = greeting_values(tags, greet, None, None) | dict.fromkeys((tags.unsubscribe, tags.preferences), "test")
    recipient = BatchRecipient(message_id, Mailbox(address), {"Auto-Submitted": "auto-generated"}, values)
    team = Mailbox(policy.team_address)
    sender = Mailbox(policy.sender.address, policy.company)
    copy = copy_for(BatchLetter(sender, team, letter.subject, letter.html, letter.text, (recipient,)), recipient)
    return replace(copy, subject=f"[test] {copy.subject}")


def _said(outcome: Outcome) -> str:
    return "sent" if isinstance(outcome, Accepted) else str(getattr(outcome, "reason", "not sent"))
