"""Asking to confirm: a link mailed to the address itself, so that a forwarded letter lets no stranger ask for more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.letter_reader import language_of
from worker.engine.parts import Parts
from worker.engine.preferences import CONFIRM_LETTER, written_in
from worker.engine.preferences_wish import Wish
from worker.engine.service_mail import queue_service
from worker.engine.suppressed import reasons_against
from worker.rules.reasons import Reason
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.decision import Decision
from worker.store.models.message import Message

GOOD_FOR = timedelta(days=7)
RENEWAL = "renewal"
"""Stands for the version in a link that only lets a member stay one: other choices made since do not make it worthless."""
LIFTABLE = frozenset({Reason.UNSUBSCRIBED, Reason.REPLIED_STOP, Reason.OPTED_OUT_UPSTREAM})
"""A no of the person's own, which the same person can take back. A complaint, an erasure, a bounce stays."""
_KIND = CONFIRM_LETTER.partition(".")[2]
_MOST_A_DAY = 5
_ADDRESS_MARK = 12
_NOES = LIFTABLE | {Reason.COMPLAINED, Reason.ERASED, Reason.STOPPED_BY_STAFF}


def ask_to_confirm(session: Session, parts: Parts, person: Candidate, letter: Message, wish: Wish) -> None:
    """Mail the link. The same wish within an hour is one mail, and nobody gets more than five a day.

    Nothing is mailed to somebody whose no stands, unless the wish is to take it back. The caller holds their row.
    """
    now = parts.now()
    if person.address is None or _asked_enough(session, parts, person):
        return
    if not wish.again and (person.no_reason is not None or reasons_against(session, parts, person.address)):
        return
    version = version_of(session, person)
    payload = f"{version}/{address_mark(parts, person.address)}/{wish.encode()}"
    token = parts.keyring.dated_token(Purpose.CONFIRM, letter.id, now + GOOD_FOR, payload)
    queue_service(
        session,
        parts,
        _KIND,
        subject=str(person.id),
        nonce=f"{version}/{wish.encode()}/{now:%Y-%m-%dT%H}",
        to=person.address,
        extra={"link": f"{parts.policy.base_url}/c/{token}"},
        locale=written_in(parts, language_of(person, letter)),
        candidate_id=person.id,
    )
    keep(session, [decision(person.id, now, "ask", Reason.ASKED_TO_CONFIRM, until=now + GOOD_FOR, detail=wish.encode())])


def may_be_lifted(session: Session, parts: Parts, person: Candidate) -> bool:
    """Whether all that stands in the way of letters is a no of their own."""
    standing = reasons_against(session, parts, person.address) if person.address else frozenset()
    own = person.no_reason is None or Reason(person.no_reason) in LIFTABLE
    return own and standing <= LIFTABLE and (person.no_reason is not None or bool(standing))


def version_of(session: Session, person: Candidate) -> int:
    """Grows with each no and each choice of theirs: a link asked for before is no longer good."""
    chose = and_(Decision.action == "choice", Decision.reason == Reason.CHOSE.value)
    stopped = and_(Decision.action == "stop", Decision.reason.in_([reason.value for reason in _NOES]))
    query = select(func.max(Decision.seq)).where(Decision.candidate_id == person.id, or_(chose, stopped))
    return session.scalar(query) or 0


def address_mark(parts: Parts, address: str) -> str:
    """What ties a link to the address it was mailed to, without showing it."""
    return parts.keyring.address_hash(address)[:_ADDRESS_MARK]


def fits_address(parts: Parts, address: str | None, mark: str) -> bool:
    """Whether a link's mark was made for this address, by any key still listed."""
    hashes = parts.keyring.address_hashes(address) if address else ()
    return any(hashed[:_ADDRESS_MARK] == mark for hashed in hashes)


def _asked_enough(session: Session, parts: Parts, person: Candidate) -> bool:
    query = select(func.count()).where(
        Message.candidate_id == person.id,
        Message.kind == "service",
        Message.step == _KIND,
        Message.claimed_at > parts.now() - timedelta(days=1),
    )
    return (session.scalar(query) or 0) >= _MOST_A_DAY
