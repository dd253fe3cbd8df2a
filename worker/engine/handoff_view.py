"""A handoff as its page shows it to the colleague it was handed to, and resolving it from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns.vocabulary import Handoff as HandoffStep
from worker.engine.handoff import AlreadyResolved, Resolution, choices_for, name_of, resolve_handoff, step_of
from worker.engine.handoff_reminders import remind_later
from worker.engine.parts import Parts
from worker.rules.calendar import next_humane
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.message import Message
from worker.store.models.signal import Reply

REMIND = "remind"
_SLEEPS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class HandoffView:
    """Who it is about, what they wrote, and what is asked."""

    kind: str
    name: str
    address: str | None
    ask: str
    """As it was written down, in English."""
    step: HandoffStep | None
    """The step of the campaign that asks, while there is one."""
    wrote: str | None
    wrote_at: datetime | None
    letter: str | None
    """The letter they answered: campaign and step."""
    letter_at: datetime | None
    roles: tuple[str, ...]
    stage: str | None
    opened_at: datetime
    deadline_at: datetime | None
    resolved_at: datetime | None
    resolution: str | None
    resolved_by: str | None
    remind_at: datetime | None

    def ask_in(self, locale: str) -> str:
        """What a campaign asks, in the reader's language as far as it is written in it."""
        return self.step.ask_in(locale) if self.step else self.ask

    @property
    def choices(self) -> tuple[str, ...]:
        """What a colleague can say; a deadline is nobody's word, and what has one goes on by itself, so it is not put off."""
        said = tuple(choice.value for choice in choices_for(self.kind))
        return (*said, REMIND) if self.kind == "reply" else said


def read_handoff(parts: Parts, token: str) -> HandoffView | None:
    """What the link is about; None when it is not ours, or the person has been forgotten. Changes nothing."""
    handoff_id = parts.keyring.read(Purpose.HANDOFF, token)
    if handoff_id is None:
        return None
    with parts.database.read() as session:
        return _view(session, parts, handoff_id)


def resolve_by_link(parts: Parts, token: str, resolution: Resolution) -> HandoffView | None:
    """Resolve it, unless somebody did before: what they said then stands, and is shown. None as with `read_handoff`."""
    return _by_link(parts, token, lambda handoff_id: resolve_handoff(parts, handoff_id, resolution, "link"))


def remind_by_link(parts: Parts, token: str) -> HandoffView | None:
    """Let it sleep for three days, unless it is over. None as with `read_handoff`."""
    until = next_humane(parts.now() + _SLEEPS, parts.place_of(None, None, None))
    return _by_link(parts, token, lambda handoff_id: remind_later(parts, handoff_id, until, "link"))


def _by_link(parts: Parts, token: str, act: Callable[[UUID], object]) -> HandoffView | None:
    handoff_id = parts.keyring.read(Purpose.HANDOFF, token)
    if handoff_id is not None:
        with suppress(AlreadyResolved, LookupError):
            act(handoff_id)
    return read_handoff(parts, token)


def _view(session: Session, parts: Parts, handoff_id: UUID) -> HandoffView | None:
    handoff = session.get(Handoff, handoff_id)
    person = session.get(Candidate, handoff.candidate_id) if handoff else None
    if handoff is None or person is None:
        return None
    reply = session.get(Reply, handoff.reply_id) if handoff.reply_id else None
    letter = session.get(Message, handoff.message_id) if handoff.message_id else None
    enrollment_id = handoff.enrollment_id or (letter.enrollment_id if letter else None)
    enrollment = session.get(Enrollment, enrollment_id) if enrollment_id else None
    context: Mapping[str, Any] = enrollment.context if enrollment else {}
    return HandoffView(
        kind=handoff.kind,
        name=name_of(person),
        address=person.address,
        ask=handoff.ask,
        step=step_of(session, parts, handoff),
        wrote=reply.new_text if reply else None,
        wrote_at=reply.at if reply else None,
        letter=f"{letter.campaign}.{letter.step}" if letter else None,
        letter_at=letter.sending_at if letter else None,
        roles=tuple(context.get("roles", ())),
        stage=context.get("stage"),
        opened_at=handoff.opened_at,
        deadline_at=handoff.deadline_at,
        resolved_at=handoff.resolved_at,
        resolution=handoff.resolution,
        resolved_by=handoff.resolved_by,
        remind_at=handoff.remind_at,
    )
