"""The seam between the engine and whoever carries the mail. One conformance suite runs on every transport."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address."""

    address: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a letter, such as the `.ics` of an invitation."""

    file_name: str
    mime_type: str
    """`type/subtype`, with parameters where they matter: `text/calendar; charset=utf-8; method=REQUEST`."""
    content: bytes


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """One letter to one person, ready to leave."""

    message_id: UUID
    """Our opaque id; the only thing about the letter a provider may keep."""
    to: Mailbox
    sender: Mailbox
    reply_to: Mailbox
    subject: str
    html: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    track_opens: bool = False
    track_clicks: bool = False
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it. `provider_id` is its id of the call."""

    provider_id: str
    is_last_word: bool = False
    """Nobody will tell of its arrival: what was taken counts as arrived, unless it comes back."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider said no to this letter, for good."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not sent (connection refused, DNS, TLS, 429, 503): due again, not before `retry_at` where one was given."""

    reason: str
    retry_at: datetime | None = None
    put_off: bool = False
    """A mail server asked us to come back with this letter later: where many are put off, we are too fast."""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody can tell whether it left (time-out, cut connection, 500, 502, 504): never sent again by itself."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChannelDown:
    """The channel as a whole refuses (401, 403): nothing was sent, and trying more letters would only burn them."""

    reason: str


Outcome = Accepted | Refused | NotSent | InDoubt | ChannelDown


class Transport(Protocol):
    """Carries letters. Never raises for what a provider or a network can do: that is an `Outcome`."""

    name: str

    def send(self, letter: OutgoingLetter, now: datetime) -> Outcome:
        """Hand over one letter and say what came of it."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


@runtime_checkable
class OverlappingTransport(Transport, Protocol):
    """A transport that hands over several letters at a time: the next leaves while the provider still thinks about the last."""

    calls_at_once: int

    def send_each(self, letters: Iterable[OutgoingLetter], now: datetime) -> Iterator[Outcome]:
        """Hand over each letter in a call of its own, and say what came of each, in order.

        A few letters are under way at once; another is taken from `letters` only when there is a place for it. Whoever stops
        giving letters still hears of those that are under way.
        """
        ...
