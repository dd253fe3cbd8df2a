"""Nothing goes out that was not checked, approved by enough people, and is still what was approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from emails.mistake import LetterMistake
from tests.newsletters.network import SLUG, approved, issue, join
from tests.world import World
from worker.engine.newsletter_check import approve_issue, check_issue
from worker.engine.newsletter_control import pause_issue, start_issue
from worker.engine.newsletter_issue import NotNow
from worker.engine.newsletter_status import read_status
from worker.engine.newsletter_try import as_reader, send_test
from worker.rules.newsletter_state import SECOND_NAME_ABOVE, IssueState, Step, why_not, why_not_approved_by


def test_an_issue_is_started_only_after_check_and_approval_and_the_trail_names_both(
    sqlite_world: World, short_issue: Path
) -> None:
    parts = sqlite_world.parts
    check_issue(parts, SLUG, "Rosa")
    with pytest.raises(NotNow, match="waits for approval"):
        start_issue(parts, SLUG, "Rosa")
    approve_issue(parts, SLUG, "Freja")
    with pytest.raises(NotNow, match="approved cannot be paused"):
        pause_issue(parts, SLUG, "Rosa")
    assert [(one.by, one.what) for one in read_status(parts, SLUG).notes] == [
        ("Rosa", "made"), ("Rosa", "checked"), ("Freja", "approved")
    ]  # fmt: skip


@pytest.mark.parametrize("when", ["before approval", "after approval"])
def test_files_that_changed_are_not_approved_and_not_sent(sqlite_world: World, short_issue: Path, when: str) -> None:
    check_issue(sqlite_world.parts, SLUG, "Rosa")
    if when == "after approval":
        approve_issue(sqlite_world.parts, SLUG, "Freja")
    (short_issue / "en.md").write_text("Something else.\n", "utf-8")
    go_on = start_issue if when == "after approval" else approve_issue
    with pytest.raises(NotNow, match="files have changed"):
        go_on(sqlite_world.parts, SLUG, "Freja")


def test_checking_again_takes_an_approval_back(sqlite_world: World, short_issue: Path) -> None:
    approved(sqlite_world)
    check_issue(sqlite_world.parts, SLUG, "Rosa")
    assert (issue(sqlite_world).state, issue(sqlite_world).approved_by) == ("checked", None)


def test_an_issue_with_lint_errors_stays_a_draft(sqlite_world: World, short_issue: Path) -> None:
    (short_issue / "en.md").write_text("Act now! [click here](https://bit.ly/x)\n", "utf-8")
    checked = check_issue(sqlite_world.parts, SLUG, "Rosa")
    assert checked.state == "draft"
    assert any("bit.ly" in str(finding) for finding in checked.findings)
    with pytest.raises(NotNow, match="Check it first"):
        approve_issue(sqlite_world.parts, SLUG, "Freja")


def test_to_many_people_somebody_else_than_its_maker_approves() -> None:
    assert why_not_approved_by("Rosa", "Rosa", SECOND_NAME_ABOVE) is None
    assert "somebody else" in str(why_not_approved_by(" rosa", "Rosa", SECOND_NAME_ABOVE + 1))
    assert why_not_approved_by("Freja", "Rosa", SECOND_NAME_ABOVE + 1) is None
    assert why_not_approved_by(" ", "Rosa", 1) is not None


def test_what_is_over_is_over() -> None:
    for state in (IssueState.DONE, IssueState.CANCELLED):
        assert all(why_not(step, state) for step in Step)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("en.md", "Hello {{ first_name }}\n", "no template tags"),
        ("en.md", "# Too large\n", "level 1"),
        ("en.md", "[here](/relative)\n", "no whole link"),
        ("en.md", "[x](javascript:alert)\n", ""),
        ("en.md", "![](https://pics.example/a.png)\n", "without words"),
        ("issue.toml", 'topic = "insight"\nsegment = "talent_network"\nsurprise = 1\n', "surprise"),
        ("issue.toml", 'topic = "placement"\nsegment = "talent_network"\n[letter.en]\nsubject="a"\npreview="b"\n', "opt in"),
        ("issue.toml", 'topic = "insight"\nsegment = "nobody"\n[letter.en]\nsubject="a"\npreview="b"\n', "no segment"),
        ("issue.toml", 'topic = "insight"\nsegment = "talent_network"\n[letter.fi]\nsubject="a"\npreview="b"\n', "no words"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_the_file(
    sqlite_world: World, short_issue: Path, file: str, text: str, said: str
) -> None:
    (short_issue / file).write_text(text, "utf-8")
    if not said:  # Markdown itself makes no link of it
        assert "javascript" not in check_issue(sqlite_world.parts, SLUG, "Rosa").letters[0].html.split("<a ")[-1].split(">")[0]
        return
    with pytest.raises(LetterMistake, match=said):
        check_issue(sqlite_world.parts, SLUG, "Rosa")


def test_html_in_the_words_stays_text(sqlite_world: World, short_issue: Path) -> None:
    (short_issue / "en.md").write_text("Hello <script>alert(1)</script> & all.\n", "utf-8")
    letter = check_issue(sqlite_world.parts, SLUG, "Rosa").letters[0]
    assert "&lt;script&gt;" in letter.html
    assert "<script>" in letter.text


def test_a_test_copy_goes_to_colleagues_and_a_preview_to_nobody(sqlite_world: World, short_issue: Path) -> None:
    world = sqlite_world
    join(world, 1)
    assert send_test(world.parts, SLUG, ["rosa@northwind.example"], "en") == {"rosa@northwind.example": "sent"}
    with pytest.raises(NotNow, match="not written in 'fr'"):
        send_test(world.parts, SLUG, ["rosa@northwind.example"], "fr")
    (copy,) = world.transport.letters
    assert copy.subject == "[test] Three things about interviews"
    shown = as_reader(world.parts, SLUG, "reader0@mail.example")
    assert "Dear Ada 0," in shown.letter.text
    assert shown.objection is None
    assert len(world.transport.letters) == 1
