"""Hostile mail through the whole pipeline: each ends in a record, the pipeline goes on, and nothing of it gets into a header."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from tests.hearing.test_hostile_mail import HOSTILE_MAILS
from tests.hearing.test_mail_heard import comes, plain, written
from tests.world import ROSA, World
from worker.delivery.letter_rules import why_refused
from worker.engine.hear import INBOUND, hear, store_hook
from worker.hearing.inbound_form import A_MAIL
from worker.store.models.signal import Hook, Reply

SECONDS_EACH = 5.0


def test_every_hostile_mail_ends_in_a_record_and_the_next_persons_is_heard(world: World) -> None:
    reply_to = written(world)
    started = time.perf_counter()
    for raw in HOSTILE_MAILS.values():
        addressed = f"To: {reply_to}\nFrom: Ada <ada@mail.example>\n".encode()
        store_hook(world.parts, INBOUND, A_MAIL, addressed + raw)
    store_hook(world.parts, INBOUND, A_MAIL, plain(reply_to, "Yes, please call.").encode())
    while hear(world.parts):
        pass

    assert time.perf_counter() - started < SECONDS_EACH * len(HOSTILE_MAILS)
    with world.parts.database.read() as session:
        states = session.scalars(select(Hook.state).where(Hook.kind == INBOUND)).all()
        replies = session.scalars(select(Reply)).all()
    assert set(states) == {"done"}
    assert len(replies) == len(HOSTILE_MAILS) + 1
    assert all(reply.evidence for reply in replies)
    assert any(reply.new_text == "Yes, please call." and reply.classed_as == "human" for reply in replies)


@pytest.mark.parametrize(
    "sender",
    [
        "=?utf-8?q?ada=40mail=2Eexample=0D=0ABcc=3A_mallory=40stranger=2Eexample?=",
        '"Ada\r\n Bcc: mallory@stranger.example" <ada@mail.example>',
        "søren@mail.example",
        "Ada <ada@mail..example>",
        "ada@mail.example\x00",
        "a" * 190 + "@" + "b" * 200 + ".example",
    ],
)
def test_whatever_they_call_themselves_a_colleague_gets_it_and_no_header_is_forged(world: World, sender: str) -> None:
    reply_to = written(world)

    reply = comes(world, plain(reply_to, "Yes.\r\nBcc: mallory@stranger.example", sender=sender, subject="Re: a\tb"))

    assert reply.classed_as == "human"
    [forward] = [letter for letter in world.service if letter.to.address == ROSA["email"]]
    assert why_refused(forward) is None
    assert not any("mallory" in value.lower() for value in (*forward.headers, *forward.headers.values(), forward.subject))
    assert forward.reply_to is not None
    assert "mallory" not in forward.reply_to.address
