"""The press: the year's newsletters, each checked, approved and started as the commands do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from demo.script.recruiters import CLAIRE, ROSA
from emails.newsletter import ISSUES
from worker.engine.newsletter_check import approve_issue, check_issue
from worker.engine.newsletter_control import start_issue
from worker.engine.parts import Parts

EXAMPLES = Path(__file__).parents[1] / "examples" / "newsletters"


class Press:
    """Publishes issues when their time has come: one colleague makes each, another approves it."""

    def __init__(self, parts: Parts, issues: Sequence[tuple[datetime, str]]) -> None:
        self._parts = parts
        self._left = [(at, slug, root) for at, slug in issues if (root := folder_of(slug)) is not None]

    @property
    def next_at(self) -> datetime | None:
        """When the next issue goes out; None after the last."""
        return self._left[0][0] if self._left else None

    def publish(self, now: datetime) -> bool:
        """Start every issue that is due; whether there was one. Raises NotNow or LetterMistake for one that cannot be sent."""
        published = False
        while self._left and self._left[0][0] <= now:
            _, slug, root = self._left.pop(0)
            check_issue(self._parts, slug, ROSA.first_name, root)
            approve_issue(self._parts, slug, CLAIRE.first_name, root)
            start_issue(self._parts, slug, CLAIRE.first_name, root)
            published = True
        return published

    def close(self) -> None:
        """Let go of the database."""
        self._parts.database.close()


def folder_of(slug: str) -> Path | None:
    """Where an issue lies: with the examples, else with the real ones; None where a demo was installed without them."""
    return next((root for root in (EXAMPLES, ISSUES) if (root / slug / "issue.toml").is_file()), None)
