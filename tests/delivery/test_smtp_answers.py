"""What a mail server says, and fails to say, read: pure, and whatever it holds."""

from __future__ import annotations

import smtplib
import socket
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.delivery.smtp_answer import outcome_of, why_no_session
from worker.delivery.smtp_connection import NoEncryption, Reply
from worker.delivery.transport import Accepted, ChannelDown, NotSent


@pytest.mark.parametrize(
    ("text", "provider_id"),
    [
        (b"2.0.0 Ok: queued as 4F2A1B9C", "4F2A1B9C"),
        (b"OK id=1rXYZ-0007aB-2c", "1rXYZ-0007aB-2c"),
        (b"2.0.0 OK  1732309200 a640c23a62f3a-abc - gsmtp", "2.0.0 OK 1732309200 a640c23a62f3a-abc - gsmtp"),
        (b"accepted for <ada@mail.example>", "accepted for <(address)>"),
        (b"", ""),
    ],
)
def test_the_servers_own_id_of_a_letter_is_kept_where_it_says_one(text: bytes, provider_id: str) -> None:
    assert outcome_of(Reply("END", 250, text)) == Accepted(provider_id, is_last_word=True)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NoEncryption(), ChannelDown),
        (ssl.SSLCertVerificationError("self-signed certificate"), ChannelDown),
        (ssl.SSLError("handshake failure"), NotSent),
        (smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server."), ChannelDown),
        (smtplib.SMTPException("No suitable authentication method found."), ChannelDown),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), ChannelDown),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 later"), NotSent),
        (smtplib.SMTPConnectError(554, b"go away"), ChannelDown),
        (smtplib.SMTPConnectError(421, b"too busy"), NotSent),
        (smtplib.SMTPServerDisconnected("the server hung up"), NotSent),
        (socket.gaierror(-2, "Name or service not known"), NotSent),
        (ConnectionRefusedError(), NotSent),
        (TimeoutError(), NotSent),
    ],
)
def test_without_a_session_nothing_has_left_and_our_own_fault_closes_the_channel(error: Exception, kind: type) -> None:
    assert isinstance(why_no_session(error), kind)


@pytest.mark.parametrize("to", ["MAIL", "RCPT", "DATA", "END"])
def test_a_letter_the_server_puts_off_is_told_from_a_server_that_cannot_be_reached(to: str) -> None:
    assert outcome_of(Reply(to, 451, b"4.7.1 greylisted")) == NotSent("451 4.7.1 greylisted", put_off=True)
    assert why_no_session(ConnectionRefusedError("no")) == NotSent("ConnectionRefusedError: no")


@given(to=st.sampled_from(["MAIL", "RCPT", "DATA", "END"]), code=st.integers(0, 999), text=st.binary(max_size=400))
def test_no_answer_makes_it_stumble_or_repeats_an_address(to: str, code: int, text: bytes) -> None:
    outcome = outcome_of(Reply(to, code, text + b" <ada@mail.example>"))
    assert "ada@" not in getattr(outcome, "reason", getattr(outcome, "provider_id", ""))
    assert isinstance(outcome, Accepted) is (to == "END" and 200 <= code < 300)
