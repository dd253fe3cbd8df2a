"""What every transport of batches must keep to, beside `TransportConformance`; a transport's test derives from both."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

import pytest

from tests.delivery.conformance import SECRET, Weather
from tests.delivery.letters import NOW, a_batch, a_recipient
from worker.delivery.batch import BatchLetter, BatchTransport, copy_for
from worker.delivery.transport import (
    Accepted,
    ChannelDown,
    InDoubt,
    Mailbox,
    NotSent,
    Outcome,
    OutgoingLetter,
    Refused,
    Transport,
)

UNSUBSCRIBE = {"List-Unsubscribe": "<https://mail.northwind.example/u/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


class LettersAndBatches(Transport, BatchTransport, Protocol):
    """A transport of both."""


class BatchCarrier(Protocol):
    """A carrier whose transport takes batches, too."""

    @property
    def transport(self) -> LettersAndBatches: ...

    def next(self, weather: Weather) -> None: ...

    def taken(self) -> Sequence[OutgoingLetter]: ...


class BatchConformance:
    """Each test gets a fresh `carrier` from the deriving class."""

    def test_everybody_gets_a_copy_of_their_own(self, carrier: BatchCarrier) -> None:
        batch = a_batch(track_opens=True)
        outcomes = _send(carrier, batch)
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert _by_address(carrier) == {one.to.address: copy_for(batch, one) for one in batch.recipients}

    def test_everybodys_copy_can_be_unsubscribed_from_by_one_click(self, carrier: BatchCarrier) -> None:
        _send(carrier, a_batch())
        for copy in carrier.taken():
            name = copy.to.address.partition("@")[0]
            assert copy.headers["List-Unsubscribe"] == f"<https://mail.northwind.example/u/{name}>"
            assert copy.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_one_bad_address_never_costs_the_rest(self, carrier: BatchCarrier) -> None:
        batch = a_batch(a_recipient("ada"), a_recipient("bo", to=Mailbox("bo at mail")), a_recipient("cy"))
        first, bad, last = _send(carrier, batch)
        assert isinstance(bad, Refused)
        assert isinstance(first, Accepted)
        assert isinstance(last, Accepted)
        assert sorted(_by_address(carrier)) == ["ada@mail.example", "cy@mail.example"]

    def test_an_address_that_stands_twice_is_written_to_once(self, carrier: BatchCarrier) -> None:
        batch = a_batch(a_recipient("ada"), a_recipient("bo", to=Mailbox("ADA@mail.example")))
        first, again = _send(carrier, batch)
        assert isinstance(first, Accepted)
        assert isinstance(again, Refused)
        assert len(carrier.taken()) == 1

    def test_whom_the_provider_refuses_is_refused_alone(self, carrier: BatchCarrier) -> None:
        carrier.next(Weather.REFUSES_LETTER)
        first, *others = _send(carrier, a_batch())
        assert isinstance(first, Refused)
        assert all(isinstance(outcome, Accepted) for outcome in others)
        assert sorted(_by_address(carrier)) == ["bo@mail.example", "cy@mail.example"]

    def test_a_refused_channel_burns_nobodys_copy(self, carrier: BatchCarrier) -> None:
        carrier.next(Weather.REFUSES_CHANNEL)
        outcomes = _send(carrier, a_batch())
        assert all(isinstance(outcome, ChannelDown | NotSent) for outcome in outcomes)
        assert any(isinstance(outcome, ChannelDown) for outcome in outcomes)
        assert not carrier.taken()

    @pytest.mark.parametrize("weather", Weather)
    def test_what_is_said_of_each_copy_is_true(self, carrier: BatchCarrier, weather: Weather) -> None:
        carrier.next(weather)
        batch = a_batch()
        outcomes = _send(carrier, batch)
        taken = _by_address(carrier)
        for recipient, outcome in zip(batch.recipients, outcomes, strict=True):
            assert isinstance(outcome, InDoubt) or (recipient.to.address in taken) is isinstance(outcome, Accepted)

    @pytest.mark.parametrize("weather", [Weather.CUT, Weather.SILENT, Weather.ERROR])
    def test_a_lost_answer_leaves_doubt_about_whom_it_was_about(self, carrier: BatchCarrier, weather: Weather) -> None:
        carrier.next(weather)
        assert isinstance(_send(carrier, a_batch())[0], InDoubt)

    @pytest.mark.parametrize(
        "changes",
        [
            {"subject": "Hi\r\nBcc: mallory@evil.example"},
            {"html": " "},
            {"text": "half a pair: \ud83d"},
            {"sender": Mailbox("news@northwind.example", "News\nBcc: mallory@evil.example")},
            {"reply_to": Mailbox("r@reply.example> <mallory@evil.example")},
        ],
    )
    def test_a_batch_that_breaks_the_rules_never_leaves(self, carrier: BatchCarrier, changes: dict[str, object]) -> None:
        outcomes = _send(carrier, a_batch(**changes))
        assert all(isinstance(outcome, Refused) for outcome in outcomes)
        assert not carrier.taken()

    @pytest.mark.parametrize(
        "changes",
        [
            {"substitutions": {"x7NAMEx7": "Ada\r\nBcc: mallory@evil.example", "x7TOKENx7": "r.1"}},
            {"substitutions": {"x7NAMEx7": "Ada", "x7TOKENx7": "mallory@evil.example, r"}},
            {"substitutions": {"x7NAMEx7": "\x00", "x7TOKENx7": "r.1"}},
            {"substitutions": {"x7NAMEx7": "a" * 10_000, "x7TOKENx7": "r.1"}},
            {"substitutions": {"": "a", "x7TOKENx7": "r.1"}},
            {"headers": {**UNSUBSCRIBE, "Bcc": "mallory@evil.example"}},
            {"headers": {**UNSUBSCRIBE, "X-A": "b\r\nBcc: mallory@evil.example"}},
            {"headers": {}},
            {"headers": {"List-Unsubscribe": UNSUBSCRIBE["List-Unsubscribe"]}},
            {"headers": {**UNSUBSCRIBE, "List-Unsubscribe": "<mailto:stop@northwind.example>"}},
            {"to": Mailbox("mallory@evil.example", "Mallory\nBcc: x@evil.example")},
        ],
    )
    def test_a_copy_that_breaks_the_rules_never_leaves(self, carrier: BatchCarrier, changes: dict[str, object]) -> None:
        bad, good = _send(carrier, a_batch(a_recipient("mallory", **changes), a_recipient("ada")))
        assert isinstance(bad, Refused)
        assert "evil" not in bad.reason
        assert isinstance(good, Accepted)
        assert sorted(_by_address(carrier)) == ["ada@mail.example"]

    def test_nothing_of_a_batch_is_logged(self, carrier: BatchCarrier, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        carrier.next(Weather.REFUSES_LETTER)
        _send(carrier, a_batch(subject="for your eyes only"))
        for secret in (SECRET, "for your eyes only", "ada@", "bo@"):
            assert secret not in caplog.text


def _send(carrier: BatchCarrier, batch: BatchLetter) -> Sequence[Outcome]:
    return carrier.transport.send_batch(batch, NOW)


def _by_address(carrier: BatchCarrier) -> dict[str, OutgoingLetter]:
    taken = carrier.taken()
    found = {letter.to.address: letter for letter in taken}
    assert len(found) == len(taken)
    return found
