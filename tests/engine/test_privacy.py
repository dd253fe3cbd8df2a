"""No name and no address in logs, hints, queue messages, headers, metadata or links, over a whole life."""

from __future__ import annotations

import re
from typing import Any

import pytest
from structlog.typing import EventDict

from tests.engine.test_erasing import MARK, PERSON, live
from tests.world import World
from worker.delivery.sendgrid_request import MESSAGE_ID_ARGUMENT, request_document
from worker.engine import deliver as module


def test_a_whole_life_leaves_no_name_and_no_address_where_none_belongs(
    world: World, said: list[EventDict], monkeypatch: pytest.MonkeyPatch
) -> None:
    hints: list[Any] = []
    real = world.hints.send

    def heard(actor: str, *args: object) -> None:
        hints.append((actor, args))
        real(actor, *args)

    monkeypatch.setattr(world.hints, "send", heard)
    live(world)
    monkeypatch.setattr(module, "values_of", lambda *_: 1 / 0)
    world.reject(candidate={**PERSON, "id": f"other-{MARK}", "email": f"other.{MARK}@mail.example"}, application_id="other")
    world.pass_days(5)

    assert len(said) > 3
    assert len(hints) > 10
    for told in (said, hints):
        assert MARK not in str(told).casefold()
    assert len(world.transport.calls) > 2
    for call in world.transport.calls:
        assert MARK not in str(call.letter.headers).casefold()
        assert MARK not in call.letter.reply_to.address.casefold() or "List-Unsubscribe" not in call.letter.headers
        ours = re.findall(r'https://rapport\.northwind\.example[^\s"<>]*', call.letter.html + call.letter.text)
        assert not [link for link in ours if MARK in link.casefold()]


def test_what_the_provider_keeps_beside_the_letter_is_one_opaque_id(world: World) -> None:
    live(world)

    for call in world.transport.calls:
        body = request_document(call.letter)
        personal = {"personalizations", "content", "subject", "reply_to", "from", "headers"}
        for name, value in body.items():
            assert name in personal or MARK not in str(value).casefold(), name
        (to,) = body["personalizations"]
        arguments = to.get("custom_args") or body.get("custom_args")
        assert arguments == {MESSAGE_ID_ARGUMENT: str(call.letter.message_id)}
