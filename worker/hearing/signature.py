"""Proof that an event webhook is SendGrid's: ECDSA over the time stamp and the raw bytes (event webhook security features)."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

OLDEST = timedelta(hours=25)
"""SendGrid retries for 24 hours, and does not say whether it signs a retry anew."""
FROM_THE_FUTURE = timedelta(minutes=5)


class BadSignature(Exception):
    """The request is not proven to be the provider's, or is too old. Says why, without any of the request."""


@lru_cache(maxsize=8)
def load_public_key(public_key_base64: str) -> ec.EllipticCurvePublicKey:
    """The verification key as SendGrid shows it (base64 of DER, one line). Raises ValueError when it is not one."""
    try:
        key = load_der_public_key(base64.b64decode("".join(public_key_base64.split()), validate=True))
    except (binascii.Error, ValueError) as error:
        raise ValueError("the webhook public key is not the base64 of a public key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("the webhook public key is not an elliptic curve key")
    return key


def verify(public_key_base64: str, signature: str | None, timestamp: str | None, body: bytes, now: datetime) -> None:
    """Return when `body` is proven and fresh. Raises BadSignature else, ValueError when our own key is unusable.

    `signature` and `timestamp` (Unix seconds) are the two headers as they came. To be called before anything is parsed.
    """
    key = load_public_key(public_key_base64)
    if not signature or not timestamp:
        raise BadSignature("the signature or its time stamp is missing")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 11):
        raise BadSignature("the time stamp is not a number of seconds")
    try:
        proof = base64.b64decode(signature, validate=True)
        key.verify(proof, timestamp.encode("ascii") + body, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:  # binascii.Error is a ValueError
        raise BadSignature("the signature does not fit the body") from error
    age = now - datetime.fromtimestamp(int(timestamp), UTC)
    if age > OLDEST:
        raise BadSignature("the time stamp is too old")
    if age < -FROM_THE_FUTURE:
        raise BadSignature("the time stamp is from the future")
