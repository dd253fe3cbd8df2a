"""`rapport doctor` on the mail server: trusted, encrypted, let in; and the signature's key is the one the world looks up."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.delivery.loopback_provider import unused_port
from tests.delivery.loopback_smtp import PASSWORD, USER, LoopbackMailServer
from tests.ops.test_settings import production
from tests.ops.test_settings_smtp import by_smtp, key_in_pem
from worker.delivery.smtp_address import SmtpAddress
from worker.doctor.finding import Finding, Mark
from worker.doctor.provider_check import check_provider
from worker.doctor.smtp_check import check_smtp
from worker.settings import Settings, load_settings
from worker.transports import dkim_key_of

SPF = {"reply.northwind.example": ["v=spf1 a:mail.northwind.example -all"]}


@pytest.fixture
def server() -> Iterator[LoopbackMailServer]:
    server = LoopbackMailServer(login=True)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def signed() -> Settings:
    pem = key_in_pem(rsa.generate_private_key(65537, 2048))
    return load_settings(by_smtp(RAPPORT_DKIM_SELECTOR="rapport2026", RAPPORT_DKIM_KEY=pem))


def at(settings: Settings, port: int, password: str = PASSWORD) -> Settings:
    return settings.model_copy(update={"smtp_url": SmtpAddress("127.0.0.1", port, USER, password, "none")})


def findings(settings: Settings, records: dict[str, list[str]]) -> dict[str, Finding]:
    return {found.subject: found for found in check_smtp(settings, lambda name: records.get(name, []))}


def test_a_mail_server_that_lets_us_in_and_a_key_that_is_published_are_good(server: LoopbackMailServer, signed: Settings) -> None:
    key = dkim_key_of(signed)
    assert key is not None
    cut = b64encode(key.public_key).decode()
    record = f"v=DKIM1; k=rsa; p={cut[:100]} {cut[100:]}"
    found = findings(at(signed, server.port), SPF | {"rapport2026._domainkey.northwind.example": [record]})
    assert [one.mark for one in found.values()] == [Mark.GOOD] * 3
    assert PASSWORD not in "".join(map(str, found.values()))


def test_a_wrong_password_and_a_server_that_is_not_there_are_told_with_the_remedy(
    server: LoopbackMailServer, signed: Settings
) -> None:
    refused = findings(at(signed, server.port, "wrong-one"), SPF)["Mail server"]
    assert (refused.mark, refused.mend) == (Mark.WRONG, "Correct SMTP_URL or RAPPORT_SMTP_CA_FILE")
    assert "535" in refused.says
    away = findings(at(signed, unused_port()), SPF)["Mail server"]
    assert (away.mark, away.mend) == (Mark.WRONG, "Start it, or correct SMTP_URL")


def test_a_server_that_takes_nothing_from_us_is_told(server: LoopbackMailServer, signed: Settings) -> None:
    server.plan.mail.append("550 5.7.1 not from here")
    assert "550" in findings(at(signed, server.port), SPF)["Mail server"].says


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (None, "has no key"),
        ("v=DKIM1; k=rsa; p=", "another key"),
        ("v=DKIM1; k=rsa; p=MIIBIjAN", "another key"),
        ("v=DKIM1; k=rsa; p=%", "another key"),
    ],
)
def test_a_key_that_nobody_can_check_is_wrong_and_the_record_to_publish_is_said(
    server: LoopbackMailServer, signed: Settings, record: str | None, says: str
) -> None:
    records = {"rapport2026._domainkey.northwind.example": [record]} if record else {}
    found = findings(at(signed, server.port), records)
    assert found["DKIM"].mark is Mark.WRONG
    assert says in found["DKIM"].says
    assert "p=MII" in found["DKIM"].mend
    assert found["Return path"].mark is Mark.NOTE


def test_a_signature_of_another_domain_does_not_count(server: LoopbackMailServer, signed: Settings) -> None:
    other = signed.model_copy(update={"dkim_domain": "elsewhere.example"})
    key = dkim_key_of(other)
    assert key is not None
    record = f"v=DKIM1; p={b64encode(key.public_key).decode()}"
    found = findings(at(other, server.port), {replace(key).dns_name: [record]})
    assert "DMARC" in found["DKIM"].says


def test_a_name_service_that_is_away_is_a_note(server: LoopbackMailServer, signed: Settings) -> None:
    def away(name: str) -> list[str]:
        raise OSError("NoNameservers")

    found = list(check_smtp(at(signed, server.port), away))
    assert [one.mark for one in found] == [Mark.GOOD, Mark.NOTE, Mark.NOTE]


def test_each_transport_is_examined_only_where_it_is_used(signed: Settings) -> None:
    assert not list(check_provider(signed))
    assert not list(check_smtp(load_settings(production())))
