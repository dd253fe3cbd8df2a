"""A new issue of a newsletter: a folder to write over, in every language there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from emails.languages import languages
from emails.mistake import LetterMistake
from emails.newsletter import load_issue
from emails.newsletter_lint import lint_issue
from emails.newsletter_make import make_letters
from emails.newsletter_new import write_issue
from emails.newsletter_sample import sample_values


def test_a_new_issue_can_be_read_in_every_language_there_is(tmp_path: Path) -> None:
    folder = write_issue("2027-01", "insight", "talent_network", tmp_path)

    assert load_issue("2027-01", tmp_path).locales == languages()
    assert "[openings]" in (folder / "sv.md").read_text("utf-8")


@pytest.mark.parametrize(("slug", "why"), [("2027-01", "is there already"), ("../away", "no name for an issue")])
def test_a_new_issue_overwrites_nothing_and_stays_in_its_folder(tmp_path: Path, slug: str, why: str) -> None:
    write_issue("2027-01", "insight", "talent_network", tmp_path)

    with pytest.raises(LetterMistake, match=why):
        write_issue(slug, "insight", "talent_network", tmp_path)


def test_what_nobody_wrote_over_is_an_error_with_its_file_and_line(tmp_path: Path) -> None:
    folder = write_issue("2027-01", "insight", "talent_network", tmp_path)
    (folder / "en.md").write_text("Dear all.\n\n## The first article\n\nSalaries are public by now.\n", "utf-8")
    issue, values, base_url = load_issue("2027-01", tmp_path), sample_values(), "https://rapport.example"

    found = lint_issue(issue, make_letters(issue, values, base_url, "sample"), values, base_url)

    assert {finding.check for finding in found} == {"left_over"}
    places = [(finding.place.file.name, finding.place.line) for finding in found]
    assert [line for name, line in places if name == "en.md"] == [3]
    assert [line for name, line in places if name == "sv.md"] == [1, 3, 5]
    assert len([line for name, line in places if name == "issue.toml"]) == 2 * len(languages())
    assert str(found[0]).startswith(str(folder / "da.md") + ":1: 'En sætning eller to til læseren.' is what a new issue begins")
