"""`rapport imap`, and what `rapport doctor` and `rapport health` say about a mailbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.imap.dovecot import Dovecot
from tests.recycled_database import SqliteFile
from worker.cli import build
from worker.doctor.finding import Mark
from worker.doctor.imap_check import check_imap
from worker.settings import Settings, load_settings


@pytest.fixture
def environment(data_dir: Path, sqlite_file: SqliteFile, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An installation of the test's own: the embedded default, on a migrated database."""
    sqlite_file.laid(data_dir / "rapport.sqlite3")
    monkeypatch.setenv("RAPPORT_DATA_DIR", str(data_dir))
    return monkeypatch


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), arguments)
    return result.exit_code, result.output


def url(dovecot: Dovecot) -> str:
    address = dovecot.address()
    return f"imap://{address.user}:{address.password.replace('/', '%2F').replace('@', '%40')}@localhost:{address.port}/INBOX"


def test_once_reads_what_is_new_and_ends(dovecot: Dovecot, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RAPPORT_IMAP_URL", url(dovecot))
    dovecot.bring(b"From: mallory@else.example\r\n\r\nHello.\r\n")
    assert run("imap", "--once") == (0, f"1 new mails from {dovecot.user} at localhost/INBOX; the workers hear them.\n")
    assert run("imap", "--once")[1].startswith("0 new mails")


def test_once_without_a_mailbox_says_what_to_set(environment: pytest.MonkeyPatch) -> None:
    code, said = run("imap", "--once")
    assert code == 1
    assert "RAPPORT_IMAP_URL is not set" in said


def test_health_asks_for_the_process_only_where_there_is_a_mailbox(environment: pytest.MonkeyPatch) -> None:
    assert "imap" not in run("health")[1]
    environment.setenv("RAPPORT_IMAP_URL", "imaps://rosa:secret@mail.example")
    assert "✗ imap: 0 alive, never heard of" in run("health")[1]


def test_the_doctor_tries_the_mailbox(dovecot: Dovecot, data_dir: Path) -> None:
    settings = load_settings({"RAPPORT_DATA_DIR": str(data_dir)})
    assert list(check_imap(settings)) == []

    def says(**address: str) -> tuple[Mark, str]:
        (finding,) = check_imap(_with(settings, dovecot, **address))
        return finding.mark, str(finding)

    dovecot.bring(b"Subject: one\r\n\r\n")
    assert says() == (
        Mark.GOOD,
        f"✓ Mailbox for replies: {dovecot.user} at localhost/INBOX answers without TLS, on this machine, with 1 mails in it.",
    )
    mark, said = says(password="guessed-wrong")
    assert mark is Mark.WRONG
    assert "refuses the user" in said
    assert "guessed-wrong" not in said
    assert "not to be trusted" in says(how="tls")[1]


def _with(settings: Settings, dovecot: Dovecot, **address: str) -> Settings:
    return settings.model_copy(update={"imap_url": dovecot.address(**address)})
