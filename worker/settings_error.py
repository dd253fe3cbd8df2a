"""The one error a wrong configuration raises."""

from __future__ import annotations

from collections.abc import Sequence


class SettingsError(Exception):
    """The settings cannot be used. `problems` holds every one of them, each with how to mend it."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"Rapport does not start: {count} in its settings.\n" + "\n".join(f"  - {p}" for p in self.problems))
