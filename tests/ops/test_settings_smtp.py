"""Settings of the transport `smtp`: what it needs, what it refuses, and which transport is used where both could be."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fastapi import FastAPI

from tests.ops.test_settings import problems, production
from web.app import create_app
from worker.app import build_parts, policy_of
from worker.delivery.smtp_address import SmtpAddress
from worker.settings import load_settings
from worker.settings_smtp import smtp_address

SENDGRID = ("SENDGRID_API_KEY", "SENDGRID_WEBHOOK_PUBLIC_KEY", "RAPPORT_INBOUND_SECRET")
MAILBOX = "imaps://replies:hush@mail.northwind.example/INBOX"


def by_smtp(**changes: str | None) -> dict[str, str]:
    nothing_of_sendgrid: dict[str, str | None] = dict.fromkeys(SENDGRID)
    server = {"SMTP_URL": "smtp://rapport:hush@mail.northwind.example", "RAPPORT_IMAP_URL": MAILBOX}
    return production(**(nothing_of_sendgrid | server | changes))


def key_in_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("smtp://mail.example", SmtpAddress("mail.example", 587, None, None, "starttls")),
        ("smtp://u:p%40ss@mail.example:2525?starttls=required", SmtpAddress("mail.example", 2525, "u", "p@ss", "starttls")),
        ("smtps://u:p@mail.example/", SmtpAddress("mail.example", 465, "u", "p", "tls")),
        ("smtp://relay.example:25?starttls=no", SmtpAddress("relay.example", 25, None, None, "none")),
        ("smtp://u:p@127.0.0.1:1025", SmtpAddress("127.0.0.1", 1025, "u", "p", "none")),
    ],
)
def test_a_mail_servers_address_is_read(text: str, address: SmtpAddress) -> None:
    assert smtp_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://u@mail.example",
        "smtp://u:p@mail.example?starttls=no",
        "smtp://mail.example?starttls=maybe",
        "smtp://mail.example?tls=yes",
        "smtp://mail.example/inbox",
        "smtp://u:p#ss@mail.example",
        "smtp://u:p%C3%A9@mail.example",
        "smtp://mail.example:port",
    ],
)
def test_an_address_that_is_wrong_or_unsafe_is_refused_without_repeating_it(text: str) -> None:
    [problem] = problems(by_smtp(SMTP_URL=text))
    assert problem.startswith("SMTP_URL ")
    assert "p#ss" not in problem


def test_a_mail_server_stands_in_for_all_of_sendgrid() -> None:
    settings = load_settings(by_smtp())
    assert (settings.carrier, settings.embedded) == ("smtp", False)
    assert "hush" not in repr(settings)


def test_two_ways_to_send_refuse_to_start_until_one_is_chosen() -> None:
    [problem] = problems(production(SMTP_URL="smtp://mail.example"))
    assert problem.startswith("SMTP_URL and SENDGRID_API_KEY are both set")
    assert load_settings(production(SMTP_URL="smtp://mail.example", RAPPORT_TRANSPORT="smtp")).carrier == "smtp"
    assert load_settings(production(SMTP_URL="smtp://mail.example", RAPPORT_TRANSPORT="sendgrid")).carrier == "sendgrid"
    assert [p.split(" ")[0] for p in problems(production(RAPPORT_TRANSPORT="smtp"))] == ["SMTP_URL"]
    assert {p.split(" ")[0] for p in problems(by_smtp(RAPPORT_TRANSPORT="sendgrid"))} == set(SENDGRID)


def test_nobody_sends_by_smtp_without_reading_what_comes_back() -> None:
    [problem] = problems(by_smtp(RAPPORT_IMAP_URL=None))
    assert problem.startswith("RAPPORT_IMAP_URL is not set")
    by_webhook = by_smtp(RAPPORT_IMAP_URL=None, RAPPORT_INBOUND_SECRET=production()["RAPPORT_INBOUND_SECRET"])
    assert load_settings(by_webhook).carrier == "smtp"


def test_opens_and_clicks_are_our_own_by_smtp_since_no_provider_counts_them() -> None:
    assert policy_of(load_settings(by_smtp())).own_tracking
    assert not policy_of(load_settings(by_smtp(RAPPORT_TRACKING="off"))).track_clicks
    assert not policy_of(load_settings(production())).own_tracking


def test_without_sendgrids_secrets_there_is_no_door_for_it() -> None:
    answers = []
    for environ in (by_smtp(), production()):
        settings = load_settings(environ)
        parts = build_parts(settings)
        answers.append(asyncio.run(_posted(create_app(settings, parts))))
        parts.transport.close()
        parts.database.close()
    assert answers == [404, 403]


async def _posted(app: FastAPI) -> int:
    """What somebody is answered who posts unsigned events."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://rapport.example") as client:
        return (await client.post("/hooks/sendgrid/events", content=b"[]")).status_code


def test_the_transport_is_the_one_the_settings_name(tmp_path: Path) -> None:
    for environ, name in ((by_smtp(), "smtp"), (production(), "sendgrid")):
        parts = build_parts(load_settings(environ))
        assert parts.transport.name == name
        parts.transport.close()
        parts.database.close()


def test_a_signing_key_needs_its_selector_and_may_come_from_a_file(tmp_path: Path) -> None:
    pem = key_in_pem(rsa.generate_private_key(65537, 2048))
    file = tmp_path / "dkim.pem"
    file.write_text(pem)
    settings = load_settings(by_smtp(RAPPORT_DKIM_SELECTOR="rapport2026", RAPPORT_DKIM_KEY_FILE=str(file)))
    assert settings.dkim_key == pem.strip()
    assert "PRIVATE KEY" not in repr(settings)
    for half in ({"RAPPORT_DKIM_SELECTOR": "rapport2026"}, {"RAPPORT_DKIM_KEY": pem}):
        [problem] = problems(by_smtp(**half))
        assert problem.startswith("RAPPORT_DKIM_KEY ")


def test_a_key_that_few_receivers_can_check_is_refused() -> None:
    pem = key_in_pem(ec.generate_private_key(ec.SECP256R1()))
    [problem] = problems(by_smtp(RAPPORT_DKIM_SELECTOR="a", RAPPORT_DKIM_KEY=pem))
    assert problem.startswith("RAPPORT_DKIM_KEY is not an RSA key")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("RAPPORT_DKIM_KEY", "no key"),
        ("RAPPORT_DKIM_SELECTOR", "two words"),
        ("RAPPORT_DKIM_DOMAIN", "nowhere"),
        ("RAPPORT_TRANSPORT", "pigeon"),
        ("RAPPORT_SMTP_CONNECTIONS", "0"),
        ("RAPPORT_SMTP_LETTERS_PER_CONNECTION", "0"),
        ("RAPPORT_SMTP_CA_FILE", "/nowhere.pem"),
    ],
)
def test_what_is_wrong_is_named(name: str, text: str) -> None:
    assert any(problem.startswith(name) for problem in problems(by_smtp(**{name: text})))
