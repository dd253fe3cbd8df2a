"""The mail server at its worst: TLS, logins, refusals, cuts at every place, connections that die, time that runs out."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.delivery.letters import NOW, a_batch, a_letter, a_recipient
from tests.delivery.loopback_smtp import PASSWORD, USER, LoopbackMailServer, hang_up, wait_for
from worker.delivery.smtp import SmtpTransport
from worker.delivery.smtp_address import SmtpAddress, SmtpLimits, SmtpSecurity
from worker.delivery.transport import Accepted, ChannelDown, InDoubt, Mailbox, NotSent, Refused

_USUAL = SmtpLimits(timeout_seconds=5)
PATIENCE_SECONDS = 20  # far more than any time-out here, far less than for ever
MakeServer = Callable[..., LoopbackMailServer]
MakeTransport = Callable[..., SmtpTransport]


@pytest.fixture
def make_server() -> Iterator[MakeServer]:
    made: list[LoopbackMailServer] = []

    def make(*options: object, **more: object) -> LoopbackMailServer:
        made.append(LoopbackMailServer(*options, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def make() -> Iterator[MakeTransport]:
    made: list[SmtpTransport] = []

    def make_one(
        server: LoopbackMailServer,
        security: SmtpSecurity = "none",
        login: tuple[str, str] | tuple[None, None] = (None, None),
        trusted: Path | None = None,
        limits: SmtpLimits = _USUAL,
    ) -> SmtpTransport:
        address = SmtpAddress("127.0.0.1", server.port, login[0], login[1], security)
        context = ssl.create_default_context(cafile=str(trusted) if trusted else None)
        made.append(SmtpTransport(address, limits, lambda mid: "r.token@reply.example", "northwind.example", context=context))
        return made[-1]

    yield make_one
    for transport in made:
        transport.close()


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("implicit", [True, False])
def test_letters_go_out_over_tls_with_a_login_and_the_session_is_kept(
    make_server: MakeServer, make: MakeTransport, tls: ssl.SSLContext, certificate: Path, implicit: bool
) -> None:
    server = make_server(tls, implicit=implicit, login=True)
    transport = make(server, "tls" if implicit else "starttls", (USER, PASSWORD), certificate)
    assert all(isinstance(transport.send(a_letter(), NOW), Accepted) for _ in range(3))
    assert [(letter.over_tls, letter.connection) for letter in server.received] == [(True, 1)] * 3


@pytest.mark.parametrize("implicit", [True, False])
def test_a_server_nobody_vouches_for_sees_neither_password_nor_letter(
    make_server: MakeServer, make: MakeTransport, tls: ssl.SSLContext, implicit: bool
) -> None:
    server = make_server(tls, implicit=implicit, login=True)
    outcome = make(server, "tls" if implicit else "starttls", (USER, PASSWORD)).send(a_letter(), NOW)
    assert isinstance(outcome, ChannelDown)
    assert "not trusted" in outcome.reason
    assert not server.received


def test_a_server_that_offers_no_tls_is_not_trusted_with_a_letter(make_server: MakeServer, make: MakeTransport) -> None:
    server = make_server()
    outcome = make(server, "starttls", (USER, PASSWORD)).send(a_letter(), NOW)
    assert outcome == ChannelDown("the server does not offer STARTTLS")
    assert not server.received


def test_a_wrong_password_closes_the_channel_and_is_not_repeated(
    make_server: MakeServer, make: MakeTransport, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outcome = make(make_server(login=True), login=(USER, "wrong-one")).send(a_letter(), NOW)
    assert isinstance(outcome, ChannelDown)
    assert "535" in outcome.reason
    assert "wrong-one" not in outcome.reason + caplog.text


def test_a_server_that_takes_no_login_closes_the_channel(make_server: MakeServer, make: MakeTransport) -> None:
    server = make_server()
    server.offers_login = False
    assert isinstance(make(server, login=(USER, PASSWORD)).send(a_letter(), NOW), ChannelDown)


def test_a_server_that_wants_a_login_closes_the_channel(make_server: MakeServer, make: MakeTransport) -> None:
    assert isinstance(make(make_server(login=True)).send(a_letter(), NOW), ChannelDown)


@pytest.mark.parametrize(
    ("where", "said", "outcome"),
    [
        ("mail", "550 5.7.1 not from here", ChannelDown),
        ("mail", "552 5.3.4 too big", Refused),
        ("mail", "451 4.3.0 later", NotSent),
        ("mail", "421 4.3.2 closing", NotSent),
        ("rcpt", "550 5.1.1 nobody", Refused),
        ("rcpt", "450 4.2.0 greylisted", NotSent),
        ("rcpt", "452 4.2.2 mailbox full", NotSent),
        ("rcpt", "554 5.7.1 Relay access denied", ChannelDown),
        ("rcpt", "530 5.7.0 log in first", ChannelDown),
        ("data", "554 5.7.1 spam", Refused),
        ("data", "421 4.3.2 closing", NotSent),
        ("data", "354 what", InDoubt),
        ("data", "Segmentation fault", InDoubt),
    ],
)
@pytest.mark.parametrize("pipelining", [True, False])
def test_each_answer_means_what_rfc_5321_says(
    make_server: MakeServer, make: MakeTransport, where: str, said: str, outcome: type, pipelining: bool
) -> None:
    server = make_server(pipelining=pipelining)
    transport = make(server)
    getattr(server.plan, where).append(said)
    first = transport.send(a_letter(), NOW)
    assert isinstance(first, outcome)
    assert not server.received
    assert isinstance(transport.send(a_letter(), NOW), Accepted)
    assert len(server.received) == 1


@pytest.mark.parametrize("where", ["mail", "rcpt"])
def test_a_cut_before_the_letter_has_left_is_certainly_not_sent(make_server: MakeServer, make: MakeTransport, where: str) -> None:
    server = make_server()
    getattr(server.plan, where).append(hang_up)
    assert isinstance(make(server).send(a_letter(), NOW), NotSent)
    assert not server.received


def test_a_cut_after_the_letter_has_left_is_in_doubt(make_server: MakeServer, make: MakeTransport) -> None:
    server = make_server()
    server.plan.data.append(hang_up)
    assert isinstance(make(server).send(a_letter(), NOW), InDoubt)


def test_a_kept_session_that_died_is_replaced_without_anybody_noticing(make_server: MakeServer, make: MakeTransport) -> None:
    server = make_server()
    transport = make(server)
    transport.send(a_letter(), NOW)
    server.plan.mail.append(hang_up)
    assert isinstance(transport.send(a_letter(), NOW), Accepted)
    server.drop_connections()
    assert isinstance(transport.send(a_letter(), NOW), Accepted)
    assert [letter.connection for letter in server.received] == [1, 2, 3]


def test_a_session_carries_so_many_letters_and_rests_so_long(make_server: MakeServer, make: MakeTransport) -> None:
    server = make_server()
    transport = make(server, limits=SmtpLimits(5, letters_per_connection=2))
    for _ in range(5):
        transport.send(a_letter(), NOW)
    assert [letter.connection for letter in server.received] == [1, 1, 2, 2, 3]
    hasty = make(server, limits=SmtpLimits(5, idle_seconds=0))
    for _ in range(2):
        hasty.send(a_letter(), NOW)
    assert [letter.connection for letter in server.received[5:]] == [4, 5]


@pytest.mark.parametrize(("where", "outcome"), [("mail", NotSent), ("data", InDoubt)])
def test_a_server_that_says_nothing_costs_the_time_out_and_no_more(
    make_server: MakeServer, make: MakeTransport, where: str, outcome: type
) -> None:
    server, end = make_server(), threading.Event()
    getattr(server.plan, where).append(wait_for(end))
    started = time.monotonic()
    assert isinstance(make(server, limits=SmtpLimits(0.3)).send(a_letter(), NOW), outcome)
    assert time.monotonic() - started < PATIENCE_SECONDS
    end.set()


def test_a_server_that_drips_its_answer_runs_out_of_time_all_the_same(make_server: MakeServer, make: MakeTransport) -> None:
    server, end = make_server(), threading.Event()
    server.plan.mail.append(server.drip(end))
    started = time.monotonic()
    assert isinstance(make(server, limits=SmtpLimits(0.5)).send(a_letter(), NOW), NotSent)
    assert time.monotonic() - started < PATIENCE_SECONDS
    end.set()


def test_a_letter_with_dots_arrives_as_it_was_written(make_server: MakeServer, make: MakeTransport) -> None:
    server = make_server()
    text = ".\n..\n.hidden\nend."
    make(server).send(a_letter(text=text), NOW)
    part = server.received[0].message.get_body(("plain",))
    assert part is not None
    assert str(part.get_content()).replace("\r\n", "\n") == text


def test_bounces_come_back_to_an_address_that_names_the_letter(make_server: MakeServer, make: MakeTransport) -> None:
    server = make_server()
    make(server).send(a_letter(to=Mailbox("ada@bücher.example")), NOW)
    (letter,) = server.received
    assert (letter.sender, letter.to) == ("r.token@reply.example", ("ada@xn--bcher-kva.example",))


def test_a_batch_goes_over_a_few_sessions_and_each_copy_has_its_own_envelope(
    make_server: MakeServer, make: MakeTransport
) -> None:
    server, all_three = make_server(), threading.Barrier(3, timeout=PATIENCE_SECONDS)

    def wait_for_the_others(_: object) -> None:
        all_three.wait()

    server.plan.data.extend([wait_for_the_others] * 3)
    people = [a_recipient(f"p{number}") for number in range(24)]
    outcomes = make(server, limits=SmtpLimits(PATIENCE_SECONDS, batch_connections=3)).send_batch(a_batch(*people), NOW)
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert sorted(letter.to for letter in server.received) == sorted((one.to.address,) for one in people)
    assert len({letter.connection for letter in server.received}) == 3


def test_a_server_that_is_gone_is_not_tried_for_everybody(make_server: MakeServer, make: MakeTransport) -> None:
    server = make_server()
    server.plan.mail.extend(["450 4.7.1 slow down"] * 24)
    people = [a_recipient(f"p{number}") for number in range(24)]
    outcomes = make(server, limits=SmtpLimits(5, batch_connections=1)).send_batch(a_batch(*people), NOW)
    assert all(isinstance(outcome, NotSent) for outcome in outcomes)
    assert len(server.plan.mail) == 24 - 5
