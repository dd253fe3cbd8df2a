"""Invited: a fan-out to those whom an invitation told something else of a community event than is so now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from campaigns.vocabulary import Invited
from worker.engine.alarm import raise_alarm
from worker.engine.fan_out_members import may_hear, members_after
from worker.engine.fan_out_page import PAGE, Walk, enroll_page, hold_people, move_cursor
from worker.engine.subjects import said_of
from worker.rules.calendar import next_humane
from worker.rules.message_state import MessageState
from worker.store.membership import wants
from worker.store.models.candidate import Candidate
from worker.store.models.community_event import CommunityEvent
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

_CHANGES = ("starts_at", "place", "called_off")
"""What of an event's word is worth a letter when it changes."""
_NEVER_LEFT = (MessageState.CLAIMED.value, MessageState.REFUSED.value)


def walk_invited(walk: Walk, audience: Invited) -> tuple[bool, int]:
    """One page of the members, by their key: of them those who were invited and know it otherwise."""
    ids = members_after(walk.session, walk.campaign.topic, UUID(walk.row.cursor.get("after", UUID(int=0).hex)))
    wanting = walk.session.scalars(select(Candidate.id).where(*may_hear(ids), wants(walk.campaign.topic, walk.now))).all()
    now_so = said_of(walk.about, {})["event"]
    told = _told(walk, audience, wanting) if wanting else {}
    astray = [person for person, said in told.items() if any(said.get(what) != now_so[what] for what in _CHANGES)]
    enrolled = enroll_page(walk, hold_people(walk, astray), {}, {}) if astray else 0
    if enrolled and _letters_come_too_late(walk, [told[person] for person in astray]):
        _ask_the_team(walk)
    going_on = len(ids) == PAGE
    move_cursor(walk, {"after": ids[-1].hex} if ids else {}, enrolled, done=not going_on)
    return going_on, enrolled


def _letters_come_too_late(walk: Walk, told: Sequence[dict[str, Any]]) -> bool:
    """Whether it begins, as somebody was told or as it is now, before letters may go out again."""
    assert isinstance(walk.about, CommunityEvent)
    begins = min(walk.about.starts_at, *(datetime.fromisoformat(said["starts_at"]) for said in told))
    return walk.now < begins <= next_humane(walk.now, walk.parts.place_of(None, None, None))


def _ask_the_team(walk: Walk) -> None:
    """Somebody will stand before a closed door unless a person tells them: letters keep to business hours."""
    raise_alarm(
        walk.session,
        walk.parts,
        f"told_too_late/{walk.key}",
        title="People we invited hear of a change too late",
        detail=f"“{walk.about.title}” has changed or is called off, and begins before letters go out again.",
        remedy="Call those who mean to come, and leave word at the door.",
    )


def _told(walk: Walk, audience: Invited, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What each of them was told of the event last: by the invitation, or by word of a change since."""
    invitation, _, step = audience.letter.partition(".")
    letters = (
        select(Enrollment.candidate_id, Enrollment.context)
        .join(Message, (Message.enrollment_id == Enrollment.id) & (Message.candidate_id == Enrollment.candidate_id))
        .where(
            Enrollment.candidate_id.in_(ids),
            Enrollment.campaign.in_([invitation, walk.campaign.name]),
            (Message.step == step) | (Message.campaign == walk.campaign.name),
            Message.state.not_in(_NEVER_LEFT),
        )
        .order_by(Message.sending_at)
    )
    subject = walk.row.context["subject"]
    return {person: said["event"] for person, said in walk.session.execute(letters) if said.get("subject") == subject}
