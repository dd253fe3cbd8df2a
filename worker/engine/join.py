"""Join: the invitation's link leads into the talent network, by double opt-in."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.vocabulary import Topic
from worker.engine.letter_reader import language_of, reader_of
from worker.engine.parts import Parts
from worker.engine.preferences import preferences_of
from worker.engine.preferences_ask import ask_to_confirm, may_be_lifted
from worker.engine.preferences_wish import JOIN_WORDING, Wish
from worker.rules.tokens import Purpose


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whose invitation it is, as far as a page may show it."""

    locale: str | None
    member: bool


def read_invitation(parts: Parts, token: str) -> Invitation | None:
    """Whether they are a member, and the language they read; None for a link that leads to nobody."""
    message_id = parts.keyring.read(Purpose.JOIN, token)
    if message_id is None:
        return None
    with parts.database.read() as session:
        found = reader_of(session, message_id)
        if found is None:
            return None
        current = preferences_of(session, parts, *found)
        member = current.topics[Topic.TALENT_NETWORK] and not current.stopped
        return Invitation(language_of(*found), member=member)


def ask_to_join(parts: Parts, token: str) -> Invitation | None:
    """Mail the link that makes them a member: the letter may have been forwarded, and only its reader can join.

    Somebody who had stopped everything takes that back by the same link. None for a link that leads to nobody.
    """
    invitation = read_invitation(parts, token)
    message_id = parts.keyring.read(Purpose.JOIN, token)
    if invitation is None or message_id is None or invitation.member:
        return invitation
    with parts.database.write() as session:
        found = reader_of(session, message_id, hold=True)
        if found is not None:
            again = may_be_lifted(session, parts, found[0])
            wish = Wish(topics_on=frozenset({Topic.TALENT_NETWORK}), again=again, wording=JOIN_WORDING)
            ask_to_confirm(session, parts, *found, wish)
    return invitation
