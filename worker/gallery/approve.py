"""Approve: the letters as they are now become what the tests hold them to, for a reviewer to read as a change of files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from emails.letters import Letters
from emails.snapshot import look, snapshots

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


def approve(letters: Letters, folder: Path = FOLDER) -> Approved:
    """Write what has changed, and take away what no letter stands behind any more."""
    wanted = expected(letters)
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
