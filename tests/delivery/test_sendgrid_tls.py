from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.letters import NOW, a_letter
from tests.delivery.loopback_provider import LoopbackProvider, reset
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.transport import Accepted, InDoubt, NotSent


@pytest.fixture
def provider(certificate: Path) -> Iterator[LoopbackProvider]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    provider = LoopbackProvider(context)
    yield provider
    provider.stop()


def _transport(provider: LoopbackProvider) -> SendGridTransport:
    return SendGridTransport("SG.key", f"https://127.0.0.1:{provider.port}", 2.0)


def test_a_provider_nobody_vouches_for_never_sees_key_or_letter(provider: LoopbackProvider) -> None:
    assert isinstance(_transport(provider).send(a_letter(), NOW), NotSent)
    assert not provider.requests


def test_letters_go_out_over_tls_and_the_connection_is_kept(
    provider: LoopbackProvider, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    transport = _transport(provider)
    outcomes = [transport.send(a_letter(), NOW) for _ in range(5)]
    transport.close()
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert provider.connections == 1


def test_a_cut_within_tls_leaves_doubt(provider: LoopbackProvider, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    provider.plan.append(reset)
    assert isinstance(_transport(provider).send(a_letter(), NOW), InDoubt)
    assert len(provider.requests) == 1
