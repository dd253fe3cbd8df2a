"""What a language lacks is said file by file and key by key; the languages we ship lack nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from emails.gaps import Gap, gaps
from emails.languages import language_of_country, languages
from tests.emails.reading import write
from worker.cli import build


def test_each_missing_file_and_key_is_named(tmp_path: Path) -> None:
    for path in ("hello/how/en.mjml", "hello/how/sv.mjml", "hello/then/en.mjml", "parts/feedback/en.mjml"):
        write(tmp_path, path, "words")
    write(
        tmp_path,
        "locales/en.toml",
        "hello = 'Dear {name}'\nbye = 'x'\n[stages]\nfinal = 'f'\n[ordinal_suffixes]\none = 'st'\nother = 'th'\n",
    )
    write(tmp_path, "locales/sv.toml", "hello = 'Hej'\nextra = 'y'\n[ordinal_suffixes]\nfew = ':e'\n")
    write(tmp_path, "consent/join-1.toml", "en = 'yes'\nda = 'ja'\n")
    write(tmp_path, "issues/may/issue.toml", "[letter.en]\nsubject = 'May'\n")

    found = {(str(gap.file.relative_to(tmp_path)), gap.problem) for gap in gaps("sv", "en", (tmp_path,))}

    assert found == {
        ("hello/then/sv.mjml", "is not there; write it after en.mjml"),
        ("parts/feedback/sv.mjml", "is not there; write it after en.mjml"),
        ("locales/sv.toml", "hello fills other places: none instead of name"),
        ("locales/sv.toml", "lacks bye"),
        ("locales/sv.toml", "lacks stages"),
        ("locales/sv.toml", "lacks ordinal_suffixes.other"),
        ("locales/sv.toml", "has extra, which nothing asks for"),
        ("consent/join-1.toml", "lacks sv"),
        ("issues/may/issue.toml", "lacks letter.sv"),
    }


def test_a_file_that_cannot_be_read_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path, "locales/en.toml", "hello = 'x'")
    file = write(tmp_path, "locales/sv.toml", "hello =")
    assert [gap.file for gap in gaps("sv", "en", (tmp_path,))] == [file]
    assert isinstance(gaps("sv", "en", (tmp_path,))[0], Gap)


@pytest.mark.parametrize("locale", languages())
def test_the_languages_there_are_lack_nothing(locale: str) -> None:
    result = CliRunner().invoke(build(), ["locale", "check", locale])
    assert result.output == f"{locale} is complete.\n"
    assert result.exit_code == 0


def test_a_new_language_is_told_what_to_write() -> None:
    result = CliRunner().invoke(build(), ["locale", "check", "fi"])
    assert result.exit_code == 1
    for file in ("emails/locales/fi.toml", "emails/post_rejection/thank_you/fi.mjml", "web/texts/fi.toml"):
        assert f"{file}: is not there" in result.output
    assert "campaigns/post_rejection.py: step call_first lacks ask.fi" in result.output
    assert CliRunner().invoke(build(), ["locale", "check", "../etc"]).exit_code == 1


@pytest.mark.parametrize(
    ("country", "language"), [("DK", "da"), ("AT", "de"), ("CH", "de"), ("GB", "en"), ("FR", None), (None, None), ("ZZ", None)]
)
def test_a_country_reads_the_language_of_most_of_its_people(country: str | None, language: str | None) -> None:
    assert language_of_country(country) == language
