from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from uuid import uuid4

from tests.delivery.conformance import SECRET
from tests.delivery.letters import NOW, a_letter
from tests.delivery.loopback_provider import Answer, LoopbackProvider, accepted, refusal, reset, stay_silent
from worker.delivery.sendgrid import CALLS_AT_ONCE, SendGridTransport
from worker.delivery.sendgrid_request import MESSAGE_ID_ARGUMENT
from worker.delivery.transport import Accepted, ChannelDown, OutgoingLetter, OverlappingTransport, Refused

_DEADLINE_SECONDS = 5


def _letters(count: int) -> list[OutgoingLetter]:
    return [a_letter(message_id=uuid4()) for _ in range(count)]


def _once_all_are_there(barrier: threading.Barrier) -> Answer:
    def write(connection: socket.socket) -> bool:
        barrier.wait(_DEADLINE_SECONDS)
        return accepted()(connection)

    return write


def test_several_letters_are_under_way_at_once(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    barrier = threading.Barrier(CALLS_AT_ONCE)
    provider.plan.extend(_once_all_are_there(barrier) for _ in range(CALLS_AT_ONCE))
    outcomes = list(transport.send_each(_letters(CALLS_AT_ONCE), NOW))
    assert [type(one) for one in outcomes] == [Accepted] * CALLS_AT_ONCE
    assert provider.connections == CALLS_AT_ONCE


def test_no_more_are_taken_than_have_a_place(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    line = iter(_letters(2 * CALLS_AT_ONCE))
    next(transport.send_each(line, NOW))
    assert len(list(line)) == CALLS_AT_ONCE


def test_each_letter_is_a_call_of_its_own_and_connections_are_used_again(
    provider: LoopbackProvider, transport: SendGridTransport
) -> None:
    letters = _letters(3 * CALLS_AT_ONCE)
    outcomes = list(transport.send_each(letters, NOW))
    assert [type(one) for one in outcomes] == [Accepted] * len(letters)
    sent = {request.document["personalizations"][0]["custom_args"][MESSAGE_ID_ARGUMENT] for request in provider.requests}
    assert sent == {str(letter.message_id) for letter in letters}
    assert provider.connections <= CALLS_AT_ONCE


def test_outcomes_come_in_the_order_of_the_letters(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    first, last = _letters(2)
    unsendable = a_letter(subject="two\nlines")
    outcomes = list(transport.send_each([first, unsendable, last], NOW))
    assert [type(one) for one in outcomes] == [Accepted, Refused, Accepted]


def test_whoever_stops_giving_letters_still_hears_of_those_under_way(
    provider: LoopbackProvider, transport: SendGridTransport
) -> None:
    provider.plan.extend([refusal(401, "revoked")] * CALLS_AT_ONCE)
    stopped = threading.Event()

    def until_refused() -> Iterator[OutgoingLetter]:
        for letter in _letters(100):
            if stopped.is_set():
                return
            yield letter

    outcomes = []
    for outcome in transport.send_each(until_refused(), NOW):
        outcomes.append(outcome)
        stopped.set()
    assert [type(one) for one in outcomes] == [ChannelDown] * CALLS_AT_ONCE
    assert len(provider.requests) == CALLS_AT_ONCE


def test_one_that_gets_no_answer_costs_the_others_nothing(provider: LoopbackProvider) -> None:
    provider.plan.extend([stay_silent, reset])
    hasty = SendGridTransport(SECRET, provider.url, 0.5)
    outcomes = list(hasty.send_each(_letters(CALLS_AT_ONCE), NOW))
    assert sorted(type(one).__name__ for one in outcomes) == ["Accepted"] * (CALLS_AT_ONCE - 2) + ["InDoubt"] * 2
    assert isinstance(hasty.send(a_letter(), NOW), Accepted)
    hasty.close()


def test_sendgrid_overlaps() -> None:
    assert isinstance(SendGridTransport(SECRET, "http://127.0.0.1:9", 0.5), OverlappingTransport)
