"""Snapshots: a letter as reviewers read it; approving writes what has changed and takes away what is gone."""

from __future__ import annotations

from pathlib import Path

from emails.letters import load_letters
from tests.emails.reading import write
from tests.emails.test_lint import GOOD, lay_out
from worker.gallery.approve import Approved, approve, expected


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
