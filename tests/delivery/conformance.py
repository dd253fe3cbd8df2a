"""What every transport must keep to. A transport's test derives from `TransportConformance` and brings a `Carrier`.

Not a test by itself: `test_sendgrid_conformance.py` and its like run it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from enum import Enum
from typing import Protocol

import pytest

from tests.delivery.letters import A_CALENDAR_FILE, NOW, a_letter
from worker.delivery.transport import (
    Accepted,
    Attachment,
    ChannelDown,
    InDoubt,
    Mailbox,
    NotSent,
    OutgoingLetter,
    Refused,
    Transport,
)

SECRET = "SG.top-secret-key"


class Weather(Enum):
    """What a provider and a network can do to a call."""

    REFUSES_LETTER = "refuses this letter"
    REFUSES_CHANNEL = "refuses us"
    TOO_MANY = "too many requests"
    UNAVAILABLE = "unavailable for now"
    UNREACHABLE = "nobody listens"
    CUT = "takes the letter and hangs up"
    SILENT = "takes the letter and never answers"
    ERROR = "takes the letter and fails"


class Carrier(Protocol):
    """A transport with its provider under a test's control."""

    @property
    def transport(self) -> Transport: ...

    def next(self, weather: Weather) -> None:
        """The next call meets this."""
        ...

    def taken(self) -> Sequence[OutgoingLetter]:
        """The letters the provider said yes to, as it understood them; `headers` with our own only."""
        ...


class TransportConformance:
    """Each test gets a fresh `carrier` from the deriving class."""

    def test_a_letter_arrives_whole(self, carrier: Carrier) -> None:
        letter = a_letter(track_opens=True)
        assert isinstance(carrier.transport.send(letter, NOW), Accepted)
        assert list(carrier.taken()) == [letter]

    def test_a_file_travels_with_the_letter(self, carrier: Carrier) -> None:
        letter = a_letter(attachments=(A_CALENDAR_FILE, Attachment("map.png", "image/png", bytes(range(256)))))
        assert isinstance(carrier.transport.send(letter, NOW), Accepted)
        assert [taken.attachments for taken in carrier.taken()] == [letter.attachments]

    def test_each_call_carries_one_letter(self, carrier: Carrier) -> None:
        letters = [a_letter(to=Mailbox(f"ada{n}@mail.example")) for n in range(3)]
        outcomes = [carrier.transport.send(letter, NOW) for letter in letters]
        assert len({outcome.provider_id for outcome in outcomes if isinstance(outcome, Accepted)}) == 3
        assert list(carrier.taken()) == letters

    def test_a_refused_letter_is_refused_for_good(self, carrier: Carrier) -> None:
        carrier.next(Weather.REFUSES_LETTER)
        assert isinstance(carrier.transport.send(a_letter(), NOW), Refused)

    def test_a_refused_channel_is_not_the_letters_fault(self, carrier: Carrier) -> None:
        carrier.next(Weather.REFUSES_CHANNEL)
        assert isinstance(carrier.transport.send(a_letter(), NOW), ChannelDown)

    @pytest.mark.parametrize("weather", [Weather.TOO_MANY, Weather.UNAVAILABLE, Weather.UNREACHABLE])
    def test_a_certain_no_is_not_sent(self, carrier: Carrier, weather: Weather) -> None:
        carrier.next(weather)
        assert isinstance(carrier.transport.send(a_letter(), NOW), NotSent)
        assert not carrier.taken()

    @pytest.mark.parametrize("weather", [Weather.CUT, Weather.SILENT, Weather.ERROR])
    def test_a_lost_answer_leaves_doubt(self, carrier: Carrier, weather: Weather) -> None:
        carrier.next(weather)
        assert isinstance(carrier.transport.send(a_letter(), NOW), InDoubt)

    def test_the_next_letter_goes_out_after_bad_weather(self, carrier: Carrier) -> None:
        for weather in (Weather.CUT, Weather.ERROR, Weather.TOO_MANY):
            carrier.next(weather)
            carrier.transport.send(a_letter(), NOW)
            assert isinstance(carrier.transport.send(a_letter(), NOW), Accepted)

    @pytest.mark.parametrize(
        "changes",
        [
            {"subject": "Hi\r\nBcc: mallory@evil.example"},
            {"subject": "Hi\nthere"},
            {"subject": ""},
            {"subject": "turned \u202e around"},
            {"to": Mailbox("ada@mail.example", "Ada\r\nBcc: mallory@evil.example")},
            {"to": Mailbox("ada@mail.example\r\nBcc: mallory@evil.example")},
            {"to": Mailbox("ada@mail.example, mallory@evil.example")},
            {"to": Mailbox("ada")},
            {"sender": Mailbox("rosa@northwind.example", "Rosa\x00")},
            {"reply_to": Mailbox("r@reply.example> <mallory@evil.example")},
            {"headers": {"Bcc": "mallory@evil.example"}},
            {"headers": {"content-TYPE": "text/html"}},
            {"headers": {"X-A\r\nBcc": "mallory@evil.example"}},
            {"headers": {"X-A": "b\r\nBcc: mallory@evil.example"}},
            {"headers": {"X-A": ""}},
            {"text": " "},
            {"html": ""},
            {"html": "half a pair: \ud83d"},
            {"attachments": (Attachment("../mallory.ics", "text/calendar", b"x"),)},
            {"attachments": (Attachment('mallory"\r\nBcc: x.ics', "text/calendar", b"x"),)},
            {"attachments": (Attachment("visit.ics", "text/calendar\r\nBcc: mallory@evil.example", b"x"),)},
            {"attachments": (Attachment("visit.ics", "multipart/mixed", b"x"),)},
            {"attachments": (Attachment("visit.ics", "text/calendar", b""),)},
            {"attachments": (Attachment("visit.ics", "text/calendar", b"x" * 6_000_000),)},
        ],
    )
    def test_a_letter_that_breaks_the_rules_never_leaves(self, carrier: Carrier, changes: dict[str, object]) -> None:
        outcome = carrier.transport.send(a_letter(**changes), NOW)
        assert isinstance(outcome, Refused)
        assert "mallory" not in outcome.reason
        assert "ada@" not in outcome.reason
        assert not carrier.taken()

    def test_an_international_domain_travels_as_ascii(self, carrier: Carrier) -> None:
        assert isinstance(carrier.transport.send(a_letter(to=Mailbox("ada@bücher.example")), NOW), Accepted)

    def test_many_threads_send_each_letter_once(self, carrier: Carrier) -> None:
        def send(start: int) -> None:
            for n in range(start, start + 10):
                carrier.transport.send(a_letter(to=Mailbox(f"ada{n}@mail.example")), NOW)

        threads = [threading.Thread(target=send, args=(10 * n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(letter.to.address for letter in carrier.taken()) == sorted(f"ada{n}@mail.example" for n in range(80))

    def test_neither_key_nor_letter_is_logged(self, carrier: Carrier, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        carrier.transport.send(a_letter(subject="for your eyes only"), NOW)
        carrier.next(Weather.REFUSES_LETTER)
        carrier.transport.send(a_letter(subject="for your eyes only"), NOW)
        assert SECRET not in caplog.text
        assert "for your eyes only" not in caplog.text
        assert "ada@" not in caplog.text

    def test_a_closed_transport_can_be_closed_again(self, carrier: Carrier) -> None:
        carrier.transport.send(a_letter(), NOW)
        carrier.transport.close()
        carrier.transport.close()
