from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from sendgrid.helpers.eventwebhook import EventWebhook

from worker.hearing.signature import BadSignature, load_public_key, verify

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())
BODY = '[{"event":"open","useragent":"søde"}]\r\n'.encode()


def _public(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


PUBLIC = _public(KEY)


def _sign(body: bytes, at: datetime, key: ec.EllipticCurvePrivateKey = KEY) -> tuple[str, str]:
    stamp = str(int(at.timestamp()))
    return base64.b64encode(key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode(), stamp


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=24, minutes=59), -timedelta(minutes=4)])
def test_what_sendgrid_signed_is_taken(age: timedelta) -> None:
    verify(PUBLIC, *_sign(BODY, NOW - age), BODY, NOW)


def test_the_package_agrees() -> None:
    signature, stamp = _sign(BODY, NOW)
    assert EventWebhook(PUBLIC).verify_signature(BODY.decode(), signature, stamp)


@pytest.mark.parametrize("age", [timedelta(hours=25, minutes=1), timedelta(days=365), -timedelta(minutes=6)])
def test_an_old_or_future_request_is_refused_though_signed(age: timedelta) -> None:
    with pytest.raises(BadSignature):
        verify(PUBLIC, *_sign(BODY, NOW - age), BODY, NOW)


def test_a_changed_body_is_refused() -> None:
    signature, stamp = _sign(BODY, NOW)
    for changed in (BODY.rstrip(), BODY + b" ", b"", BODY.replace(b"open", b"drop")):
        with pytest.raises(BadSignature):
            verify(PUBLIC, signature, stamp, changed, NOW)


def test_mallorys_key_is_refused() -> None:
    with pytest.raises(BadSignature):
        verify(PUBLIC, *_sign(BODY, NOW, ec.generate_private_key(ec.SECP256R1())), BODY, NOW)


_junk = st.one_of(st.none(), st.text(max_size=40), st.sampled_from(["", "=", "AAAA", "MEUCIQ==", "٣٤٥", "1" * 400, "-1", "1e9"]))


@given(signature=_junk, stamp=_junk, body=st.binary(max_size=50))
def test_junk_is_refused_and_nothing_else(signature: str | None, stamp: str | None, body: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(PUBLIC, signature, stamp, body, NOW)


def test_a_key_that_is_none_says_so() -> None:
    for wrong in ("", "not base64!", "AAAA", _public(rsa.generate_private_key(65537, 2048))):
        with pytest.raises(ValueError, match="public key"):
            load_public_key(wrong)
