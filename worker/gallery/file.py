"""File: a letter's page of the gallery as one file that stands alone, for where no server may run."""

from __future__ import annotations

from pathlib import Path

from worker.gallery.page import letter_page
from worker.gallery.shelf import Shelf


def write_page(shelf: Shelf, name: str, locale: str, sample: str, directory: Path) -> Path:
    """Write the page of one letter into `directory`, and say where it is.

    Raises `LetterMistake` for a letter or a sample that is not there.
    """
    shown = shelf.show(name, locale, sample)
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"{name}.{shown.locale}.{sample}.html"
    file.write_text(letter_page(shelf, shown), "utf-8")
    return file
