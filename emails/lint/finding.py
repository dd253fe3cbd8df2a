"""Finding: what lint has to say about one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How much it matters: an error fails `rapport lint`, a warning is only said."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of one of our files."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend."""

    place: Place
    problem: str
    remedy: str
    severity: Severity = Severity.ERROR
    check: str = ""
    """The file in `checks/` that found it; filled in by whoever runs the checks."""
    seen_in: tuple[str, ...] = ()
    """Where it shows: "post_rejection.thank_you da rich" …; empty for what is wrong in the file as such."""

    def __str__(self) -> str:
        place, level = self.place, "" if self.severity is Severity.ERROR else f"{self.severity}: "
        more = f" [{self.check}]" if self.check else ""
        return f"{place.file}:{place.line}: {level}{self.problem}. {self.remedy}.{more}"
