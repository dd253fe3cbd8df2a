"""Our own DKIM signature (RFC 6376), for a mail server that signs nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SIGNED_HEADERS = (
    b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"mime-version", b"content-type",
    b"list-unsubscribe", b"list-unsubscribe-post", b"auto-submitted",
)  # fmt: skip
"""Both unsubscribe headers must be covered (RFC 8058 §4); dkimpy leaves List-Unsubscribe-Post out unless told."""
SHORTEST_KEY_BITS = 1024


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A domain's signing key. Raises ValueError for a key that is not RSA in PEM form, or too short."""

    domain: str
    selector: str
    pem: str = field(repr=False)

    def __post_init__(self) -> None:
        read_key(self.pem)

    @property
    def dns_name(self) -> str:
        """Where the public half must be published."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def public_key(self) -> bytes:
        """The public half, DER: what the `p=` of the DNS record holds in base64."""
        return read_key(self.pem).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def bits(self) -> int:
        """How long it is."""
        return read_key(self.pem).key_size


def read_key(pem: str) -> RSAPrivateKey:
    """The private key. Raises ValueError saying what is wrong, without repeating any of it."""
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("is not a private key in PEM form without a password") from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("is not an RSA key, which is what all receivers can check")
    if key.key_size < SHORTEST_KEY_BITS:
        raise ValueError(f"is shorter than {SHORTEST_KEY_BITS} bits, and receivers ignore such signatures")
    return key


class DkimSigner:
    """Puts a signature before a message."""

    def __init__(self, key: DkimKey) -> None:
        self._key = key
        # In the older of the two forms dkimpy finds the primes, and signs four times as fast.
        form = PrivateFormat.TraditionalOpenSSL
        self._pem = read_key(key.pem).private_bytes(Encoding.PEM, form, NoEncryption())

    def signed(self, message: bytes) -> bytes:
        """The message with its signature. `from` is named once more than it occurs, so that nobody can add a second.

        Raises ValueError for what cannot be signed.
        """
        present = {line.partition(b":")[0].lower() for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n")}
        names = [name for name in SIGNED_HEADERS if name in present]
        try:
            signature: bytes = dkim.sign(
                message,
                self._key.selector.encode("ascii"),
                self._key.domain.encode("ascii"),
                self._pem,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=[*names, b"from"],
            )
        except dkim.DKIMException as error:
            raise ValueError("the letter cannot be signed") from error
        return signature + message
