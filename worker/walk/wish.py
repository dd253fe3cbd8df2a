"""A wish to let time pass: a file beside the time handed in. Whoever wants it writes it; the clock process fulfils it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from worker.whole_file import write_whole

WALK_FILE = "walk.json"
_BEGAN_FILE = "walk.began"
_STOOD, _RAN = "stood", "ran"


class Wish:
    """Where the time should walk to. No file: nowhere."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / WALK_FILE
        self._began = data_dir / _BEGAN_FILE

    def read(self) -> datetime | None:
        """The instant to walk to, if any. A file nobody can read is no wish."""
        try:
            said = json.loads(self._path.read_text(encoding="utf-8"))
            return datetime.fromisoformat(said["to"]).astimezone(UTC)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def make(self, now: datetime, step: timedelta) -> datetime:
        """Wish for `step` more than what is wished for already, or than now. Returns the instant."""
        to = (self.read() or now) + step
        write_whole(self._path, json.dumps({"to": to.astimezone(UTC).isoformat()}))
        return to

    def begin(self, *, stood: bool) -> bool:
        """Note whether time stood when the walk began. Returns what was noted first: a clock that died on the way, and left
        time standing, is no reason to let it stand at the end.
        """
        if not self._began.exists():
            self._began.write_text(_STOOD if stood else _RAN, encoding="utf-8")
        return self._began.read_text(encoding="utf-8") == _STOOD

    def fulfilled(self) -> None:
        """Take the wish away."""
        self._began.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)
