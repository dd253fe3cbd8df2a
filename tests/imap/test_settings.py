"""The mailbox's address: what is unsafe or misspelt is refused, and no secret is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from worker.settings import SettingsError, load_settings
from worker.settings_imap import imap_address
from worker.up.program import programs


def test_an_address_is_taken_apart_and_decoded() -> None:
    address = imap_address("imaps://rosa%40northwind.example:p%2Fq@mail.example/Replies%20in")
    assert (address.user, address.password, address.folder) == ("rosa@northwind.example", "p/q", "Replies in")
    assert (address.host, address.port, address.security) == ("mail.example", 993, "tls")
    assert address.name == "rosa@northwind.example at mail.example/Replies in"
    assert "p/q" not in repr(address)


def test_starttls_is_asked_for_and_the_folder_is_the_inbox_unless_said() -> None:
    address = imap_address("imap://rosa:secret@mail.example:1143?starttls=yes")
    assert (address.port, address.folder, address.security) == (1143, "INBOX", "starttls")
    assert imap_address("imap://rosa:secret@127.0.0.1").security == "none"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://rosa:hush@mail.example", "not an IMAP address"),
        ("imaps://rosa:hush@mail.example:port", "not a URL"),
        ("imaps://rosa@mail.example", "needs a user and a password"),
        ("imap://rosa:hush@mail.example", "in the open"),
        ("imap://rosa:hush@mail.example?starttls=no", "in the open"),
        ("imaps://rosa:hush@mail.example?tls=1", "nothing after the folder"),
        ("imaps://rosa:hush@mail.example/a%0d%0ab", "strange characters"),
        ("imaps://rosa:hush@mail.example/Indbøl", "strange characters"),
    ],
)
def test_an_address_that_is_unsafe_or_misspelt_is_refused_without_telling_it(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        imap_address(text)
    assert "hush" not in str(refused.value)


def test_settings_mask_the_address_and_take_it_from_a_file(data_dir: Path) -> None:
    (data_dir / "url").write_text("imaps://rosa:hush-hush@mail.example/INBOX\n")
    settings = load_settings({"RAPPORT_DATA_DIR": str(data_dir), "RAPPORT_IMAP_URL_FILE": str(data_dir / "url")})
    assert settings.imap_url is not None
    assert settings.imap_url.user == "rosa"
    assert "hush-hush" not in repr(settings)
    assert programs(settings)[-1].name == "imap"


def test_a_file_of_certificates_that_holds_none_is_refused(data_dir: Path) -> None:
    (data_dir / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(SettingsError, match=r"RAPPORT_IMAP_CA_FILE .* a file with certificates in PEM form"):
            load_settings({"RAPPORT_DATA_DIR": str(data_dir), "RAPPORT_IMAP_CA_FILE": str(data_dir / name)})
