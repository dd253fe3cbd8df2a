"""SendGrid's Event Webhook, read: each element of the array becomes one `ProviderEvent` (tracking-events/event)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import orjson

from worker.hearing.enhanced_status import Fault, fault_of, status_in
from worker.hearing.strange_text import one_line
from worker.rules.signal_kind import SignalKind

MESSAGE_ID_ARGUMENT = "rapport_mid"
LONGEST_REASON = 500


class DroppedBecause(StrEnum):
    """Why SendGrid did not even try."""

    BOUNCED = "bounced"
    INVALID = "invalid"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"
    OTHER = "other"

    @property
    def address_is_dead(self) -> bool:
        """As good as a hard bounce."""
        return self in (DroppedBecause.BOUNCED, DroppedBecause.INVALID)


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """One event. Only `message_id` and `provider_event_id` can be relied on; all else may be missing or a stranger's words."""

    kind: SignalKind | None
    """None: a kind we do not know, or an element that is no event; to be counted and passed over."""
    name: str
    """The provider's own word, or `malformed`."""
    at: datetime
    meaning_key: str
    """Equal for equal meaning: the provider's own event id may differ between deliveries of one event."""
    message_id: UUID | None = None
    provider_event_id: str | None = None
    provider_message_id: str | None = None
    address: str | None = None
    url: str | None = None
    user_agent: str | None = None
    """Empty: it gave none. None: the provider did not say."""
    machine_flag: bool | None = None
    reason: str | None = None
    """Untrusted words of somebody's mail server, on one line."""
    status: str | None = None
    """Enhanced status code (RFC 3463)."""
    dropped_because: DroppedBecause | None = None


_KINDS = {
    "processed": SignalKind.PROCESSED,
    "deferred": SignalKind.DEFERRED,
    "delivered": SignalKind.DELIVERED,
    "dropped": SignalKind.DROPPED,
    "open": SignalKind.OPENED,
    "click": SignalKind.CLICKED,
    "spamreport": SignalKind.COMPLAINED,
    "unsubscribe": SignalKind.UNSUBSCRIBED,
    "group_unsubscribe": SignalKind.UNSUBSCRIBED,
}
_OUR_FAULT = ("content", "reputation", "frequency")
_DROPS = (
    ("bounce", DroppedBecause.BOUNCED),
    ("invalid smtpapi", DroppedBecause.OTHER),
    ("invalid", DroppedBecause.INVALID),
    ("unsubscribe", DroppedBecause.UNSUBSCRIBED),
    ("spam report", DroppedBecause.COMPLAINED),
)


def parse(body: bytes, received_at: datetime) -> tuple[ProviderEvent, ...]:
    """The events of one webhook, in its order. Never raises: what cannot be read is there as `malformed`.

    `received_at` stands in for a time stamp that is missing or cannot be.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            document = orjson.loads(body.decode("utf-8", "replace"))
        except orjson.JSONDecodeError:
            document = None
    elements = document if isinstance(document, list) else [document]
    whole = hashlib.sha256(body).hexdigest()
    return tuple(_event(element, received_at) or _malformed(whole, place, received_at) for place, element in enumerate(elements))


def _event(element: object, received_at: datetime) -> ProviderEvent | None:
    """None for what is no event."""
    fields: Mapping[str, object] = element if isinstance(element, dict) else {}
    name = one_line(fields.get("event"), 50)
    if name is None:
        return None
    reason = one_line(fields.get("reason"), LONGEST_REASON) or one_line(fields.get("response"), LONGEST_REASON)
    status = status_in(one_line(fields.get("status"), 50) or "") or status_in(reason or "")
    kind = _bounce_kind(fields, status) if name in ("bounce", "blocked") else _KINDS.get(name)
    message_id = _uuid(fields.get(MESSAGE_ID_ARGUMENT))
    provider_message_id = one_line(fields.get("sg_message_id"), 200)
    address = one_line(fields.get("email"), 254)
    told = fields.get("timestamp") if isinstance(fields.get("timestamp"), int | float | str) else None
    at = _time(told, received_at)
    url = one_line(fields.get("url"), 2000)
    agent = fields.get("useragent")
    flag = fields.get("sg_machine_open")
    about = message_id or provider_message_id or (address or "").lower()
    return ProviderEvent(
        kind=kind,
        name=name,
        at=at,
        meaning_key=_key(str(about), name, str(told), url or ""),
        message_id=message_id,
        provider_event_id=one_line(fields.get("sg_event_id"), 200),
        provider_message_id=provider_message_id,
        address=address,
        url=url,
        user_agent=(one_line(agent, 400) or "") if isinstance(agent, str) else None,
        machine_flag=flag if isinstance(flag, bool) else None,
        reason=reason,
        status=status,
        dropped_because=_dropped_because(reason) if kind is SignalKind.DROPPED else None,
    )


def _bounce_kind(fields: Mapping[str, object], status: str | None) -> SignalKind:
    """Hard only for `type` = bounce, and only when neither the classification nor the status says otherwise.

    A wrong "hard" silently loses a person we could reach.
    """
    classification = (one_line(fields.get("bounce_classification"), 60) or "").lower()
    fault = fault_of(status)
    if classification.startswith(_OUR_FAULT) or fault is Fault.OURS:
        return SignalKind.BOUNCED_OURS
    blocked = fields.get("type") == "blocked" or fields.get("event") == "blocked"
    if blocked or fault is Fault.PASSING or classification.startswith("technical"):
        return SignalKind.SOFT_BOUNCED
    return SignalKind.HARD_BOUNCED


def _dropped_because(reason: str | None) -> DroppedBecause:
    said = (reason or "").lower()
    return next((because for words, because in _DROPS if words in said), DroppedBecause.OTHER)


def _time(told: object, received_at: datetime) -> datetime:
    """Unix seconds, a number or its text, as a time; `received_at` for what is none, or lies ahead by more than a day."""
    try:
        seconds = float(told) if isinstance(told, int | float | str) and not isinstance(told, bool) else math.nan
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return received_at
    return at if seconds > 0 and at <= received_at + timedelta(days=1) else received_at


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _malformed(whole: str, place: int, received_at: datetime) -> ProviderEvent:
    return ProviderEvent(None, "malformed", received_at, _key(whole, str(place)))


def _key(*parts: str) -> str:
    said = "\n".join(parts)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:40]
