"""Approve: the letters as they are now become what the tests hold them to, for a reviewer to read as a change of files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emails.brand import Brand
from emails.letters import Letters
from emails.newsletter import issue_names
from emails.newsletter_sample import sample_issue
from emails.snapshot import look, outline, snapshots, words

FOLDER = Path(__file__).parents[2] / "tests" / "snapshots"
LOOK = "look.html"
_LOOK_OF = ("post_rejection.thank_you", "en")


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of the files."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def expected(letters: Letters) -> dict[str, str]:
    """Every snapshot by its path below the folder."""
    files = {f"{name}/{file}": text for name in letters.names() for file, text in snapshots(letters, name).items()}
    if _LOOK_OF[0] in letters.names():
        files[LOOK] = look(letters, *_LOOK_OF)
    return files


def expected_issues(brand: Brand) -> dict[str, str]:
    """The same of every newsletter there is."""
    files: dict[str, str] = {}
    for slug in issue_names():
        for name, by_locale in sample_issue(slug, brand).items():
            for locale, rendered in by_locale.items():
                files[f"{name}/{locale}.txt"] = words(rendered)
                files[f"{name}/{locale}.html"] = outline(rendered.html)
    return files


def approve(wanted: Mapping[str, str], folder: Path = FOLDER) -> Approved:
    """Write what has changed, and take away what nothing stands behind any more."""
    kept = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
    written = [path for path, text in sorted(wanted.items()) if path not in kept or kept[path].read_text("utf-8") != text]
    for path in written:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(wanted[path], "utf-8")
    removed = sorted(kept.keys() - wanted.keys())
    for path in removed:
        kept[path].unlink()
        if not any(kept[path].parent.iterdir()):
            kept[path].parent.rmdir()
    return Approved(tuple(written), tuple(removed))
