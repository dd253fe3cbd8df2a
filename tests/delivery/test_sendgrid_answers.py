from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, repeat
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.letters import NOW, a_letter
from tests.delivery.loopback_provider import (
    Answer,
    LoopbackProvider,
    accepted,
    hang_up,
    http,
    raw,
    refusal,
    reset,
    stay_silent,
    unused_port,
)
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.sendgrid_answer import outcome_of
from worker.delivery.transport import Accepted, ChannelDown, InDoubt, NotSent, Outcome, Refused

TIMEOUT = 0.4


@pytest.fixture
def transport(provider: LoopbackProvider) -> Iterator[SendGridTransport]:
    transport = SendGridTransport("SG.key", provider.url, TIMEOUT)
    yield transport
    transport.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (accepted(), Accepted),
        (http(200, b"{}"), Accepted),
        (refusal(400, "no"), Refused),
        (refusal(404, "no"), Refused),
        (refusal(405, "no"), Refused),
        (http(413, b"<html><head><title>413 Request Entity Too Large</title></head></html>"), Refused),
        (refusal(415, "no"), Refused),
        (refusal(401, "no"), ChannelDown),
        (refusal(403, "no"), ChannelDown),
        (http(301, Location="https://elsewhere.example/"), ChannelDown),
        (refusal(429, "too many requests"), NotSent),
        (http(503), NotSent),
        (http(408), InDoubt),
        (http(500), InDoubt),
        (http(502, b"<html>Bad gateway</html>"), InDoubt),
        (http(504), InDoubt),
        (http(204), InDoubt),
        (reset, InDoubt),
        (hang_up, InDoubt),
        (stay_silent, InDoubt),
        (raw(b"HTTP/1.1 20"), InDoubt),
        (raw(b"\x16\x03\x01 this is not HTTP\r\n\r\n"), InDoubt),
        (raw(b"HTTP/1.1 202 Accepted\r\nX-Junk: " + b"a" * 2_000_000), InDoubt),
        (
            raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nX-Message-Id: a\r\nContent-Length: 0\r\n\r\n", True),
            Accepted,
        ),
        (raw(b"HTTP/1.1 202 Accepted\r\nX-Message-Id: a\r\n\r\n"), Accepted),
        (raw(b"HTTP/1.1 202 Accepted\r\nX-Message-Id: a\r\nContent-Length: 100\r\n\r\nhalf"), Accepted),
    ],
)
def test_each_answer_means_what_promise_2_says(
    provider: LoopbackProvider, transport: SendGridTransport, answer: Answer, kind: type[Outcome]
) -> None:
    provider.plan.append(answer)
    assert isinstance(transport.send(a_letter(), NOW), kind)
    assert len(provider.requests) == 1
    assert isinstance(transport.send(a_letter(), NOW), Accepted)


def test_the_id_of_the_call_is_kept(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    provider.plan.append(accepted("Jxp_k3"))
    assert transport.send(a_letter(), NOW) == Accepted("Jxp_k3")


def test_a_refusal_says_why_without_the_address(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    provider.plan.append(refusal(400, "The address <ada@mail.example> is\r\nnot valid", "personalizations.0.to.0.email"))
    assert transport.send(a_letter(), NOW) == Refused("400 personalizations.0.to.0.email: The address <(address)> is not valid")


def test_a_page_of_html_is_read_as_words() -> None:
    page = b"<html><head><title>413 Request Entity Too Large</title></head></html>"
    assert outcome_of(413, {}, page, NOW) == Refused("413 413 Request Entity Too Large")


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 60)}, timedelta(seconds=60)),
        ({"Retry-After": "90"}, timedelta(seconds=90)),
        ({"Retry-After": "Mon, 02 Mar 2026 09:02:00 GMT"}, timedelta(minutes=2)),
        ({"Retry-After": "10", "X-RateLimit-Reset": str(int(NOW.timestamp()) + 60)}, timedelta(seconds=60)),
        ({"X-RateLimit-Reset": "1"}, timedelta(seconds=1)),
        ({"X-RateLimit-Reset": "99999999999"}, timedelta(hours=1)),
        ({"X-RateLimit-Reset": "1e400"}, None),
        ({"Retry-After": "9" * 400}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_too_many_waits_until_the_reset_but_never_for_ever(headers: dict[str, str], after: timedelta | None) -> None:
    outcome = outcome_of(429, headers, b"", NOW)
    assert isinstance(outcome, NotSent)
    assert outcome.retry_at == (None if after is None else NOW + after)


@given(status=st.integers(100, 999), body=st.binary(max_size=300), header=st.text(max_size=30))
def test_no_answer_makes_it_stumble(status: int, body: bytes, header: str) -> None:
    outcome_of(status, {"Retry-After": header, "X-RateLimit-Reset": header, "X-Message-Id": header}, body, NOW)


def test_nobody_listening_is_certainly_not_sent() -> None:
    transport = SendGridTransport("SG.key", f"http://127.0.0.1:{unused_port()}", TIMEOUT)
    assert isinstance(transport.send(a_letter(), NOW), NotSent)


def test_an_unknown_host_is_certainly_not_sent() -> None:
    transport = SendGridTransport("SG.key", "http://nowhere.invalid", TIMEOUT)
    assert isinstance(transport.send(a_letter(), NOW), NotSent)


def test_tls_that_fails_is_certainly_not_sent(provider: LoopbackProvider) -> None:
    transport = SendGridTransport("SG.key", f"https://127.0.0.1:{provider.port}", TIMEOUT)
    assert isinstance(transport.send(a_letter(), NOW), NotSent)
    assert not provider.requests


def test_connections_are_kept_and_used_again(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    for _ in range(20):
        transport.send(a_letter(), NOW)
    assert provider.connections == 1


def test_a_connection_the_provider_closed_is_not_written_to(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    transport.send(a_letter(), NOW)
    provider.drop_connections()
    assert isinstance(transport.send(a_letter(), NOW), Accepted)
    assert provider.connections == 2


def test_a_connection_to_be_closed_is_not_used_again(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    provider.plan.append(http(202, keep=False, X_Message_Id="a"))
    assert isinstance(transport.send(a_letter(), NOW), Accepted)
    assert isinstance(transport.send(a_letter(), NOW), Accepted)
    assert provider.connections == 2


def test_an_answer_that_drips_ends_in_doubt_in_time(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    def drip(connection: object) -> bool:
        for byte in chain(b"HTTP/1.1 202 ", repeat(ord("A"))):
            connection.sendall(bytes([byte]))  # type: ignore[attr-defined]
            Event().wait(0.1)
        return False

    provider.plan.append(drip)
    outcomes: list[Outcome] = []
    sending = Thread(target=lambda: outcomes.append(transport.send(a_letter(), NOW)))
    sending.start()
    sending.join(20)
    assert not sending.is_alive()
    assert isinstance(outcomes[0], InDoubt)


def test_the_call_is_what_sendgrid_expects(provider: LoopbackProvider) -> None:
    transport = SendGridTransport("SG.key", provider.url + "/base/", TIMEOUT)
    transport.send(a_letter(), NOW)
    (request,) = provider.requests
    assert request.line == "POST /base/v3/mail/send HTTP/1.1"
    assert request.headers["authorization"] == "Bearer SG.key"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["host"] == f"127.0.0.1:{provider.port}"
    assert request.document["tracking_settings"]["subscription_tracking"] == {"enable": False}


@pytest.mark.parametrize("url", ["ftp://api.example", "api.example", "", "file:///etc/passwd"])
def test_an_address_that_is_not_http_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="http or https"):
        SendGridTransport("SG.key", url, TIMEOUT)
