"""Tokens: signed, opaque, without personal data, and readable with every key that is still listed.

Signed by keyed BLAKE2b (RFC 7693), which is made for that, at a third of what an HMAC costs: each letter carries several.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b, sha256
from unicodedata import normalize
from uuid import UUID

_MAC_BYTES = 16
_REPLY_MAC_BYTES = 12
"""Shorter, so that a local part stays below its 64 octets (RFC 5321 §4.5.3.1.1) even with something before it."""
_ADDRESS_BYTES = 32
_ID_BYTES = 16
_TIME_BYTES = 6
_NUMBER_BYTES = 2
_REPLY = b"reply"


class Purpose(StrEnum):
    """What a token is good for; a token for one is worthless for another."""

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    CONFIRM = "confirm"
    HANDOFF = "handoff"
    JOIN = "join"
    SIGN_UP = "sign_up"
    ACCESS = "access"
    ERASE = "erase"
    LINK = "link"
    PIXEL = "pixel"


class Keyring:
    """Signs with the newest key and reads with all. Raises ValueError without a key, or with an empty or doubled one."""

    __slots__ = ("_address_keys", "_fingerprints", "_token_keys")

    def __init__(self, secret_keys: Sequence[str]) -> None:
        keys = [key.encode() for key in secret_keys]
        if not keys or not all(keys) or len(set(keys)) != len(keys):
            raise ValueError("secret keys: give at least one, newest first, none of them empty or listed twice")
        # One key for each use, so that nothing signed for one can pass for another.
        self._token_keys = tuple(_derived(key, b"rapport/token/1") for key in keys)
        self._address_keys = tuple(_derived(key, b"rapport/address/1") for key in keys)
        self._fingerprints = tuple(_derived(key, b"rapport/fingerprint/1")[:6].hex() for key in keys)

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._fingerprints)})"

    def token(self, purpose: Purpose, subject: UUID) -> str:
        """A token that never expires: 43 characters that are safe in a URL."""
        body = subject.bytes
        return _to_url(body + self._sign(purpose.encode(), body))

    def read(self, purpose: Purpose, token: str) -> UUID | None:
        """The id in a token of that purpose; None for anything we did not sign."""
        raw = _from_url(token)
        if raw is None or len(raw) != _ID_BYTES + _MAC_BYTES:
            return None
        body = raw[:_ID_BYTES]
        return UUID(bytes=body) if self._is_ours(purpose.encode(), body, raw[_ID_BYTES:]) else None

    def numbered_token(self, purpose: Purpose, subject: UUID, number: int) -> str:
        """A token that never expires and names one of several things of a subject, 0 to 65535: 46 characters."""
        body = subject.bytes + number.to_bytes(_NUMBER_BYTES)
        return _to_url(body + self._sign(b"numbered/" + purpose.encode(), body))

    def read_numbered(self, purpose: Purpose, token: str) -> tuple[UUID, int] | None:
        """The id and the number in a token of that purpose; None for anything we did not sign."""
        raw = _from_url(token)
        if raw is None or len(raw) != _ID_BYTES + _NUMBER_BYTES + _MAC_BYTES:
            return None
        body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if not self._is_ours(b"numbered/" + purpose.encode(), body, mac):
            return None
        return UUID(bytes=body[:_ID_BYTES]), int.from_bytes(body[_ID_BYTES:])

    def dated_token(self, purpose: Purpose, subject: UUID, expires: datetime, payload: str = "") -> str:
        """A token that is good until `expires`. Whoever holds it can read `payload`: put nothing personal there."""
        body = subject.bytes + int(expires.timestamp()).to_bytes(_TIME_BYTES) + payload.encode()
        return _to_url(body + self._sign(b"dated/" + purpose.encode(), body))

    def read_dated(self, purpose: Purpose, token: str, now: datetime) -> tuple[UUID, str] | None:
        """The id and the payload of a dated token that still holds at `now`; else None."""
        raw = _from_url(token)
        if raw is None or len(raw) < _ID_BYTES + _TIME_BYTES + _MAC_BYTES:
            return None
        body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if not self._is_ours(b"dated/" + purpose.encode(), body, mac):
            return None
        expires = datetime.fromtimestamp(int.from_bytes(body[_ID_BYTES : _ID_BYTES + _TIME_BYTES]), UTC)
        return (UUID(bytes=body[:_ID_BYTES]), body[_ID_BYTES + _TIME_BYTES :].decode()) if now <= expires else None

    def reply_local_part(self, subject: UUID) -> str:
        """The part before the @ of a reply address: 58 characters, in which case does not matter."""
        body = subject.bytes
        return "r." + (body + self._sign(_REPLY, body, _REPLY_MAC_BYTES)).hex()

    def read_reply(self, address: str, domain: str) -> UUID | None:
        """The id in a reply address of ours at `domain`, as `r.…@` or `r+…@` in any case; None for any other address."""
        local, at, host = address.strip().strip("<>").lower().rpartition("@")
        if not at or host != domain.strip().lower() or local[:2] not in ("r.", "r+"):
            return None
        raw = _from_hex(local[2:])
        if raw is None or len(raw) != _ID_BYTES + _REPLY_MAC_BYTES:
            return None
        body = raw[:_ID_BYTES]
        return UUID(bytes=body) if self._is_ours(_REPLY, body, raw[_ID_BYTES:]) else None

    def address_hash(self, address: str) -> str:
        """What stands for an address where the address itself may not be kept; by the newest key."""
        return self.address_hashes(address)[0]

    def address_hashes(self, address: str) -> tuple[str, ...]:
        """The hash by each key, newest first: look for all of them."""
        plain = normalize("NFC", address.strip()).casefold().encode()
        return tuple(_mac(key, plain, _ADDRESS_BYTES).hex() for key in self._address_keys)

    def fingerprints(self) -> tuple[str, ...]:
        """A name for each key, newest first, that gives nothing away: kept with what was made by it, so that dropping a key
        still in use can be refused."""
        return self._fingerprints

    def _sign(self, label: bytes, body: bytes, size: int = _MAC_BYTES) -> bytes:
        return _mac(self._token_keys[0], label + b"\0" + body, size)

    def _is_ours(self, label: bytes, body: bytes, mac: bytes) -> bool:
        """Compares with every key, always all of them, so that the time taken tells nothing."""
        found = False
        for key in self._token_keys:
            found |= hmac.compare_digest(_mac(key, label + b"\0" + body, len(mac)), mac)
        return found


def _derived(secret: bytes, use: bytes) -> bytes:
    return hmac.digest(secret, use, sha256)


def _mac(key: bytes, message: bytes, size: int) -> bytes:
    return blake2b(message, key=key, digest_size=size).digest()


def _to_url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _from_url(token: str) -> bytes | None:
    """Only the one spelling that `_to_url` gives."""
    if not token.isascii() or len(token) > 1024:
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if _to_url(raw) == token else None


def _from_hex(text: str) -> bytes | None:
    """Only the one spelling that `bytes.hex` gives, but for its case."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return raw if raw.hex() == text else None
