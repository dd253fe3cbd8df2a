"""What tests of transports share: a provider and a mail server on loopback, and a certificate that nobody vouches for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.delivery.loopback_provider import LoopbackProvider
from tests.delivery.loopback_smtp import LoopbackMailServer
from worker.delivery.sendgrid import SendGridTransport


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    provider = LoopbackProvider()
    yield provider
    provider.stop()


@pytest.fixture
def transport(provider: LoopbackProvider) -> Iterator[SendGridTransport]:
    """By SendGrid to the provider on loopback, with time enough."""
    transport = SendGridTransport("SG.key", provider.url, 5.0)
    yield transport
    transport.close()


@pytest.fixture
def server() -> Iterator[LoopbackMailServer]:
    server = LoopbackMailServer()
    yield server
    server.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), today, today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + signed.public_bytes(pem))
    return path
