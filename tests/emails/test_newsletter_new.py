"""A new issue of a newsletter: a folder to write over, in every language there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from emails.languages import languages
from emails.mistake import LetterMistake
from emails.newsletter import load_issue
from emails.newsletter_new import write_issue


def test_a_new_issue_can_be_read_in_every_language_there_is(tmp_path: Path) -> None:
    folder = write_issue("2027-01", "insight", "talent_network", tmp_path)

    assert load_issue("2027-01", tmp_path).locales == languages()
    assert "[openings]" in (folder / "sv.md").read_text("utf-8")


@pytest.mark.parametrize(("slug", "why"), [("2027-01", "is there already"), ("../away", "no name for an issue")])
def test_a_new_issue_overwrites_nothing_and_stays_in_its_folder(tmp_path: Path, slug: str, why: str) -> None:
    write_issue("2027-01", "insight", "talent_network", tmp_path)

    with pytest.raises(LetterMistake, match=why):
        write_issue(slug, "insight", "talent_network", tmp_path)
