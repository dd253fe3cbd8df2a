"""A rich story: turned down after an onsite, a call first, the letter, opened by a machine, followed by Ada, answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from tests.world import World
from worker.engine.handoff import HandoffMail, Resolution, Task, open_handoff, resolve_handoff
from worker.engine.signals import take_to_heart
from worker.rules.signal_kind import SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.handoff import Handoff
from worker.store.models.message import Message
from worker.store.models.signal import Reply

A_PERSON = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
A_SCANNER = "Barracuda Sentinel (EE)"
WROTE = "Thank you, Rosa.\nI would love to hear about other roles."


def hear(world: World, message: Message, kind: SignalKind, at: datetime | None = None, **detail: Any) -> None:
    """Something comes back about a letter."""
    at = at or world.now
    row = {
        "meaning_key": f"{kind.value}/{message.id}/{at.isoformat()}/{detail.get('user_agent')}",
        "message_id": message.id,
        "candidate_id": message.candidate_id,
        "hook_seq": None,
        "kind": kind.value,
        "at": at,
        "received_at": at,
        "human": None,
        "detail": detail,
    }
    with world.parts.database.write() as session:
        take_to_heart(session, world.parts, [row])


def answer(world: World, message: Message, text: str = WROTE) -> None:
    """Ada answers a letter: what hearing a mail of a person does."""
    reply_id = uuid4()
    with world.parts.database.write() as session:
        session.add(
            Reply(
                id=reply_id,
                mail_key=str(reply_id),
                candidate_id=message.candidate_id,
                message_id=message.id,
                new_text=text,
                classed_as="human",
                evidence=[],
                at=world.now,
            )
        )
    hear(world, message, SignalKind.REPLIED, reply_id=str(reply_id))
    with world.parts.database.write() as session:
        person = session.get_one(Candidate, message.candidate_id)
        task = Task(
            key=f"reply/{reply_id}",
            kind="reply",
            ask="They answered. Please write back.",
            owner="rosa@northwind.example",
            mail=HandoffMail("forward_reply", {"excerpt": text, "letter": f"{message.campaign}.{message.step}"}),
            reply_id=reply_id,
            message_id=message.id,
        )
        open_handoff(session, world.parts, person, task)
    world.drain()


def open_handoffs(world: World) -> list[Handoff]:
    with world.parts.database.read() as session:
        query = select(Handoff).where(Handoff.resolved_at.is_(None)).order_by(Handoff.opened_at)
        return list(session.scalars(query))


def tell_adas_story(world: World) -> Message:
    """Live through it all; the handoff about her reply is open at the end. Returns the letter."""
    world.reject(stage="onsite")
    world.pass_days(1)
    resolve_handoff(world.parts, open_handoffs(world)[0].id, Resolution.ANSWERED, "Rosa")
    world.drain()
    world.pass_days(3)
    letter = world.messages()[0]
    assert letter.sending_at is not None
    hear(world, letter, SignalKind.DELIVERED, letter.sending_at + timedelta(seconds=9))
    for seconds in (10, 11, 12):
        hear(world, letter, SignalKind.OPENED, letter.sending_at + timedelta(seconds=seconds), user_agent=A_SCANNER)
    hear(world, letter, SignalKind.OPENED, letter.sending_at + timedelta(hours=2), user_agent=A_PERSON)
    hear(
        world,
        letter,
        SignalKind.CLICKED,
        letter.sending_at + timedelta(hours=2, minutes=1),
        user_agent=A_PERSON,
        url="https://calendar.northwind.example/rosa",
    )
    world.pass_days(1)
    answer(world, letter)
    return world.messages()[0]
