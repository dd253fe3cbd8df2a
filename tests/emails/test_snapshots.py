"""Snapshots: a letter as reviewers read it; approving writes what has changed and takes away what is gone."""

from __future__ import annotations

from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest

from emails.letters import load_letters
from tests.emails.reading import LETTERS, write
from tests.emails.test_lint import GOOD, lay_out
from worker.gallery.approve import FOLDER, LOOK, Approved, approve, expected, expected_issues


@cache
def issues() -> dict[str, str]:
    """What is kept of the newsletters there are; it takes seconds."""
    return expected_issues(LETTERS.brand)


@pytest.mark.parametrize("kind", ["letters", "newsletters"])
def test_the_letters_are_as_they_were_approved(kind: str) -> None:
    wanted = expected(LETTERS) if kind == "letters" else issues()
    kept = {path: (FOLDER / path).read_text("utf-8") if (FOLDER / path).is_file() else "" for path in wanted}
    changed = [path for path in sorted(wanted) if kept[path] != wanted[path]]
    first = changed[0] if changed else ""
    lines = list(unified_diff(kept[first].split("\n"), wanted[first].split("\n"), first, lineterm="")) if changed else []
    assert not changed, f"{len(changed)} differ; if that is meant: rapport preview --approve\n" + "\n".join(lines[:40])


def test_nothing_is_kept_that_no_letter_stands_behind() -> None:
    kept = {str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*") if file.is_file()}
    folders = {path.partition("/")[0] for path in kept} - {LOOK}
    written = LETTERS.names() | {path.partition("/")[0] for path in issues()}
    assert folders == written, "to mend it: rapport preview --approve"


def test_a_snapshot_has_every_samples_words_and_the_page_without_styles(tmp_path: Path) -> None:
    lay_out(tmp_path / "letters")
    kept = tmp_path / "kept"
    approve(expected(load_letters(tmp_path / "letters")), kept)
    text = (kept / "early.how" / "en.txt").read_text("utf-8")
    assert [line for line in text.split("\n") if line.startswith("===")] == ["=== rich ===", "=== medium ===", "=== bare ==="]
    assert "Subject: A word about your first weeks\nPreview: How is it going so far, and what would help?\n\nDear Ada,\n" in text
    page = (kept / "early.how" / "en.html").read_text("utf-8")
    assert "<p> Your first weeks are over, and I would like to hear how they were.\n" in page
    assert ">Say how it is going</a>\n" in page
    assert "style" not in page


def test_approving_writes_only_what_changed_and_removes_what_is_gone(tmp_path: Path) -> None:
    root, kept = tmp_path / "letters", tmp_path / "kept"
    lay_out(root)
    lay_out(root, name="late")
    assert len(approve(expected(load_letters(root)), kept).written) == 8
    assert approve(expected(load_letters(root)), kept) == Approved((), ())

    write(root, "early/how/en.mjml", GOOD.replace("A line is enough", "Two lines are enough"))
    for file in (root / "late" / "how").iterdir():
        file.unlink()
    done = approve(expected(load_letters(root)), kept)

    assert done.written == ("early.how/en.html", "early.how/en.txt")
    assert done.removed == tuple(f"late.how/{file}" for file in ("da.html", "da.txt", "en.html", "en.txt"))
    assert not (kept / "late.how").exists()
