"""What an answer of SendGrid's v3 Mail Send means for the letter: the table of design.md, promise 2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import orjson

from worker.delivery.strange_words import without_addresses
from worker.delivery.transport import Accepted, ChannelDown, InDoubt, NotSent, Outcome, Refused

SOONEST_RETRY = timedelta(seconds=1)
LATEST_RETRY = timedelta(hours=1)
"""However far away a provider puts its reset: a wrong clock there must not silence us for a year."""

_PLACE = re.compile(r"personalizations\.([0-9]{1,4})(?:\.|$)")
_TAG = re.compile(r"<[^<>]{0,200}>")


def outcome_of(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Outcome:
    """Read an answer. `headers` looks names up without regard to case. Never raises, whatever the body holds."""
    if status in (200, 202):  # 200: sandbox mode, checked and thrown away by the provider.
        return Accepted(without_addresses(headers.get("X-Message-Id", ""), 200))
    reason = f"{status} {_message_in(body)}".strip()
    if status in (401, 403) or 300 <= status < 400:  # A redirect: the address of the API is wrong, for every letter.
        return ChannelDown(reason)
    if status in (429, 503):
        return NotSent(reason, _retry_at(headers, now))
    if 400 <= status < 500 and status != 408:
        return Refused(reason)
    return InDoubt(reason)


@dataclass(frozen=True, slots=True)
class Blame:
    """Whom the refusal of a batch names."""

    places: frozenset[int]
    """Places of the personalizations it names."""
    somebody: bool
    """Whether it is, or may be, about some of the people; else it is about what all of them share."""


def blame_in(body: bytes, people: int) -> Blame:
    """Read a 400 that answered a call with so many personalizations (`errors[].field`, Mail Send, errors)."""
    try:
        fields = [error.get("field") for error in orjson.loads(body)["errors"]]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        fields = [None]
    named = [_PLACE.match(field) for field in fields if isinstance(field, str)]
    places = frozenset(int(found[1]) for found in named if found is not None and int(found[1]) < people)
    vague = not fields or any(not isinstance(field, str) or field.startswith("personalizations") for field in fields)
    return Blame(places, bool(places) or vague)


def _message_in(body: bytes) -> str:
    """The provider's words, with the field they are about; a 413 comes as a page of HTML."""
    try:
        errors = orjson.loads(body)["errors"]
        said = [_one_error(error) for error in errors[:5]]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, IndexError):
        said = [_TAG.sub(" ", body[:2000].decode("utf-8", "replace"))]
    return without_addresses("; ".join(said))


def _one_error(error: Mapping[str, object]) -> str:
    field = error.get("field")
    message = str(error.get("message", ""))
    return f"{field}: {message}" if field else message


def _retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The later of X-RateLimit-Reset (Unix seconds) and Retry-After (seconds or a date), within our own bounds."""
    told = [at for at in (_reset(headers), _retry_after(headers, now)) if at is not None]
    if not told:
        return None
    return min(max(*told, now + SOONEST_RETRY), now + LATEST_RETRY)


def _reset(headers: Mapping[str, str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(headers.get("X-RateLimit-Reset", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    told = headers.get("Retry-After", "").strip()
    try:
        if told.isdecimal():
            return now + timedelta(seconds=int(told))
        at = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
