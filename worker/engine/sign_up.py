"""Sign-up: somebody asks to be a member, on our page. One letter goes to the address; only its button makes a member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from emails.consent_words import newest
from schemas.snapshot import Email, Text
from worker.engine.consent import Word, network_hash
from worker.engine.parts import Parts
from worker.engine.preferences_ask import LIFTABLE
from worker.engine.service_mail import queue_service
from worker.engine.sign_up_join import join_anew, person_at
from worker.rules.reasons import Reason
from worker.rules.tokens import Purpose
from worker.store.models.consent import SignUp, Suppression

SIGN_UP_LETTER = "confirm_sign_up"
GOOD_FOR = timedelta(days=7)
"""So long is the link good."""
_QUIET = timedelta(hours=1)
"""Asking again within this brings no second letter."""
_MOST_TO_ONE_ADDRESS = 3
"""While its links are good; so many letters may strangers cause in one mailbox."""
_MOST_FROM_ONE_PLACE = 20
_MOST_FROM_ALL = 500
"""Letters an hour, from one place on the network and altogether."""
_EMAIL = TypeAdapter[str](Email)
_TEXT = TypeAdapter[str](Text)
_LONGEST_NAME = 80
_LONGEST_ADDRESS = 254
PAGE = "sign-up page"


@dataclass(frozen=True, slots=True)
class SignUpForm:
    """The page, as it was filled in and can be used."""

    address: str
    first_name: str | None
    topics: frozenset[Topic]
    """Parts of the network, at least one."""
    locale: str


class Asked(StrEnum):
    """What the page says. It says the same whoever the address belongs to."""

    LOOK_INTO_YOUR_MAILBOX = "asked"
    TOO_MANY = "too_many"


def read_address(text: str) -> str | None:
    """The address, if it is one that a letter could go to."""
    try:
        return _EMAIL.validate_python(text.strip()[: _LONGEST_ADDRESS + 1])
    except ValidationError:
        return None


def read_name(text: str) -> str | None:
    """The name, if one was given that a person could have."""
    try:
        name = " ".join(_TEXT.validate_python(text).split())
    except ValidationError:
        return None
    return name if len(name) <= _LONGEST_NAME and name.isprintable() else None


def ask_to_sign_up(parts: Parts, form: SignUpForm, host: str | None) -> Asked:
    """Mail the link that makes them a member. Nothing is known of the address before that, and nothing told about it.

    No letter goes where one went within the hour, or three within a week, or where a no stands that only time or a
    colleague can lift; the answer is the same. Twenty letters an hour are all that one place on the network can cause.
    """
    with parts.database.write() as session:
        from_hash = network_hash(parts, host)
        if _too_many(session, parts, from_hash):
            return Asked.TOO_MANY
        if _may_be_asked(session, parts, form.address):
            if parts.letters.brand.double_opt_in or person_at(session, form.address, hold=False) is not None:
                _ask(session, parts, form, from_hash)
            else:
                word = Word(how=PAGE, at=parts.now(), wording=newest("sign_up"), source=PAGE, from_hash=from_hash)
                join_anew(session, parts, form.address, form.first_name, form.topics, form.locale, word)
    return Asked.LOOK_INTO_YOUR_MAILBOX


def _ask(session: Session, parts: Parts, form: SignUpForm, from_hash: str | None) -> None:
    now = parts.now()
    row = SignUp(
        id=parts.new_id(),
        address=form.address,
        address_hash=parts.keyring.address_hash(form.address),
        first_name=form.first_name,
        topics=sorted(topic.value for topic in form.topics),
        locale=form.locale,
        wording=newest("sign_up"),
        from_hash=from_hash,
        asked_at=now,
        expires_at=now + GOOD_FOR,
    )
    session.add(row)
    token = parts.keyring.dated_token(Purpose.SIGN_UP, row.id, row.expires_at)
    queue_service(
        session,
        parts,
        SIGN_UP_LETTER,
        subject=str(row.id),
        nonce="1",
        to=form.address,
        extra={"link": f"{parts.policy.base_url}/s/{token}"},
        locale=parts.letters.locale_for(f"service.{SIGN_UP_LETTER}", form.locale),
    )


def _too_many(session: Session, parts: Parts, from_hash: str | None) -> bool:
    lately = SignUp.asked_at > parts.now() - timedelta(hours=1)
    here = select(func.count()).select_from(SignUp).where(SignUp.from_hash == from_hash, lately)
    everywhere = select(func.count()).select_from(SignUp).where(lately)
    if from_hash is not None and (session.scalar(here) or 0) >= _MOST_FROM_ONE_PLACE:
        return True
    return (session.scalar(everywhere) or 0) >= _MOST_FROM_ALL


def _may_be_asked(session: Session, parts: Parts, address: str) -> bool:
    """Whether a letter may go there: not one just now, not many, and no no stands that this cannot lift."""
    hashes, now = parts.keyring.address_hashes(address), parts.now()
    asked = select(SignUp.asked_at).where(SignUp.address_hash.in_(hashes), SignUp.asked_at > now - GOOD_FOR)
    times = session.scalars(asked).all()
    if len(times) >= _MOST_TO_ONE_ADDRESS or any(at > now - _QUIET for at in times):
        return False
    noes = select(Suppression.reason).where(Suppression.address_hash.in_(hashes), Suppression.lifted_at.is_(None))
    standing = {Reason(reason) for reason in session.scalars(noes)}
    person = person_at(session, address, hold=False)
    if person is not None and person.no_reason is not None:
        standing.add(Reason(person.no_reason))
    return standing <= LIFTABLE
