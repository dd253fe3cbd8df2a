"""`rapport doctor`: what is wrong is told in one line, with how to mend it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import redis
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from worker.cli import build
from worker.doctor.address_check import check_addresses
from worker.doctor.database_check import check_database
from worker.doctor.examine import examine
from worker.doctor.finding import Finding, Mark, wrong
from worker.doctor.provider_check import check_provider
from worker.doctor.redis_check import check_redis
from worker.settings import Settings, load_settings

NAMES = {
    ("northwind.dk", "MX"): ["10 mail.northwind.dk"],
    ("_dmarc.northwind.dk", "TXT"): ['"v=dmarc1; p=none"'],
    ("reply.northwind.dk", "MX"): ["10 mx.sendgrid.net"],
}


class Answering(BaseHTTPRequestHandler):
    answers: Mapping[str, tuple[int, bytes]] = {}

    def do_GET(self) -> None:
        status, body = self.answers.get(self.path, (404, b""))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
        pass


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """SendGrid and the public address in one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    monkeypatch.setattr(Answering, "answers", {"/v3/scopes": (200, b'{"scopes": ["mail.send"]}'), "/healthz": (200, b"ok")})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(data_dir: Path, outside: str) -> Settings:
    found = load_settings({"RAPPORT_DATA_DIR": str(data_dir)})
    own = {"embedded": False, "company": "Northwind", "reply_domain": "reply.northwind.dk", "sendgrid_api_url": outside}
    sender = type(found.sender)(address="talent@northwind.dk", name="Northwind")
    return found.model_copy(update={**own, "sender": sender, "base_url": outside})


def lookup(name: str, kind: str) -> list[str]:
    return NAMES.get((name, kind), [])


def of(findings: Iterator[Finding], mark: Mark) -> list[str]:
    return [str(finding) for finding in findings if finding.mark is mark]


def test_a_migrated_database_is_good(settings: Settings, postgresql_url: str) -> None:
    findings = list(check_database(postgresql_url, embedded=settings.embedded))
    assert [finding.mark for finding in findings] == [Mark.GOOD]
    assert "migrations at head" in str(findings[0])


def test_a_database_at_another_revision_is_wrong(settings: Settings, database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    engine.dispose()
    [said] = of(check_database(database_url, embedded=settings.embedded), Mark.WRONG)
    assert said.endswith("Run `rapport migrate`.")


def test_a_database_out_of_reach_is_wrong_and_its_password_is_not_told(settings: Settings) -> None:
    url = "postgresql+psycopg://rapport:hush@127.0.0.1:1/rapport"
    [said] = of(check_database(url, embedded=settings.embedded), Mark.WRONG)
    assert "hush" not in said


def test_a_redis_that_evicts_is_wrong(settings: Settings, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            [said] = of(check_redis(redis_url, embedded=settings.embedded), Mark.WRONG)
        finally:
            client.config_set("maxmemory-policy", "noeviction")
    assert said.endswith("Set maxmemory-policy noeviction.")


def test_a_redis_that_keeps_nothing_is_noted(settings: Settings, redis_url: str) -> None:
    findings = list(check_redis(redis_url, embedded=settings.embedded))
    assert not of(iter(findings), Mark.WRONG)
    [said] = of(iter(findings), Mark.NOTE)
    assert said.startswith("! Redis persistence: none seen")


def test_a_redis_out_of_reach_is_wrong(settings: Settings) -> None:
    assert of(check_redis("redis://127.0.0.1:1/0", embedded=settings.embedded), Mark.WRONG)


def test_a_key_that_may_send_is_good(settings: Settings) -> None:
    assert not of(check_provider(settings), Mark.WRONG)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"", "refused (401)"),
        (403, b"", "refused (403)"),
        (200, b'{"scopes": ["stats.read"]}', "it may not send mail"),
        (200, b"<html>", "it may not send mail"),
        (500, b"", "SendGrid answered 500"),
    ],
)
def test_a_key_that_may_not_send_is_wrong(
    status: int, body: bytes, said: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answering, "answers", {"/v3/scopes": (status, body)})
    [finding] = of(check_provider(settings), Mark.WRONG)
    assert said in finding
    assert settings.sendgrid_api_key not in finding


def test_good_addresses_are_good(settings: Settings) -> None:
    findings = list(check_addresses(settings, lookup))
    assert not of(iter(findings), Mark.WRONG)


def test_replies_that_would_go_astray_are_wrong(settings: Settings) -> None:
    [said] = of(check_addresses(settings.model_copy(update={"reply_domain": "northwind.dk"}), lookup), Mark.WRONG)
    assert "replies to northwind.dk go astray" in said


def test_a_sender_at_an_example_domain_is_wrong_in_production(settings: Settings) -> None:
    sender = type(settings.sender)(address="talent@northwind.example", name="Northwind")
    [said] = of(check_addresses(settings.model_copy(update={"sender": sender}), lookup), Mark.WRONG)
    assert "nobody's domain" in said


def test_a_name_service_that_is_away_is_only_noted(settings: Settings) -> None:
    def away(_name: str, _kind: str) -> list[str]:
        raise OSError("LifetimeTimeout")

    findings = list(check_addresses(settings, away))
    assert not of(iter(findings), Mark.WRONG)
    assert len(of(iter(findings), Mark.NOTE)) >= 2


def test_a_public_address_that_does_not_answer_is_wrong(settings: Settings) -> None:
    [said] = of(check_addresses(settings.model_copy(update={"base_url": "http://127.0.0.1:1"}), lookup), Mark.WRONG)
    assert said.startswith("✗ Public base URL")


def test_settings_that_are_refused_are_told_one_by_one() -> None:
    *findings, where_to_read = examine({"SENDGRID_API_KEY": "SG.x"})
    assert len(findings) > 5
    assert all(finding.mark is Mark.WRONG for finding in findings)
    assert where_to_read.mark is Mark.NOTE


def test_an_embedded_stack_that_does_not_run_yet_is_not_wrong(data_dir: Path, free_port: Callable[[], int]) -> None:
    ports = {"PORT": str(free_port()), "RAPPORT_SANDBOX_PORT": str(free_port())}
    findings = list(examine({"RAPPORT_DATA_DIR": str(data_dir), **ports}))
    assert not of(iter(findings), Mark.WRONG)
    assert of(iter(findings), Mark.NOTE)


def test_what_a_server_says_cannot_move_the_readers_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.doctor.examine.examine", lambda: iter([wrong("Mail server", "550 \x1b[2J\u202eno", "Start it")]))

    assert CliRunner().invoke(build(), ["doctor"]).output == "✗ Mail server: 550 [2Jno. Start it.\n"


def test_settings_that_are_refused_do_not_hide_a_database_and_a_redis_that_are_away() -> None:
    environ = {
        "SENDGRID_API_KEY": "SG.x",
        "DATABASE_URL": "postgresql://rosa@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    said = [str(finding) for finding in examine(environ)]
    assert any("docs/settings.md" in one for one in said)
    assert any("RAPPORT_SECRET_KEYS is not set" in one and "secrets.token_urlsafe" in one for one in said)
    assert "Connection refused" in said[-2]
    assert "Redis" in said[-1]
