"""Signs event webhooks as SendGrid does: ECDSA P-256 and SHA-256 over the time stamp and the raw body."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"


class EventSigner:
    """Holds the private key. Raises ValueError when the file holds another kind of key."""

    def __init__(self, pem_file: Path | None) -> None:
        if pem_file is None:
            self._key = ec.generate_private_key(ec.SECP256R1())
            return
        key = serialization.load_pem_private_key(pem_file.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("the signing key is not an EC private key")
        self._key = key

    def headers(self, body: bytes, timestamp: int) -> dict[str, str]:
        """The two headers that prove `body`; the signature is base64 of DER."""
        stamp = str(timestamp)
        signature = self._key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return {SIGNATURE_HEADER: base64.b64encode(signature).decode(), TIMESTAMP_HEADER: stamp}

    def public_key(self) -> str:
        """The verification key in the form SendGrid shows it: base64 of the DER public key, one line."""
        der = self._key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()
