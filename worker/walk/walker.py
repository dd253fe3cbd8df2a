"""The walker: fulfils the wish to let time pass, one due instant after the other. Part of the trial's clock process."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from worker.time_source import HandedTime
from worker.walk.stillness import Stillness
from worker.walk.wish import Wish

_log = structlog.get_logger(__name__)
_GRID = timedelta(minutes=15)
_PATIENCE_SECONDS = 30.0


class Walker:
    """Steps the handed-in time towards the wish. `turn` is called by the clock's loop, and never waits."""

    def __init__(self, wish: Wish, handed: HandedTime, look: Callable[[datetime], Stillness | None]) -> None:
        self._wish = wish
        self._handed = handed
        self._look = look
        self._stood = False
        self._walking_since: float | None = None
        self._moved_at = 0.0

    def turn(self) -> bool:
        """Take one step if there is a wish and all is still. Returns whether it is under way.

        While it walks, time stands at each instant until everything due there is done; at the end it runs on from there,
        or goes on standing if it stood before. Something that never comes to rest is left behind after half a minute.
        """
        to = self._wish.read()
        if to is None:
            return False
        now = self._begin()
        still = self._look(now)
        if still is None and time.monotonic() - self._moved_at < _PATIENCE_SECONDS:
            return True
        if still is None:
            _log.warning("something does not come to rest; time walks on", at=now.isoformat())
        if now >= to:
            self._end(to)
            return False
        following = still.next_at if still else None
        step = max(following, now + timedelta(seconds=1)) if following else to
        self._handed.stand_at(min(_round_up(step), to))
        self._moved_at = time.monotonic()
        return True

    def _begin(self) -> datetime:
        now = self._handed.now()
        if self._walking_since is None:
            self._walking_since = self._moved_at = time.monotonic()
            self._stood = self._wish.begin(stood=self._handed.stands)
            self._handed.stand_at(now)
        return now

    def _end(self, to: datetime) -> None:
        if not self._stood:
            self._handed.run_from(to)
        self._walking_since = None
        self._wish.fulfilled()


def _round_up(moment: datetime) -> datetime:
    """To the quarter of an hour: what is due within one is done together."""
    seconds, grid = moment.timestamp(), _GRID.total_seconds()
    return datetime.fromtimestamp(-(-seconds // grid) * grid, moment.tzinfo)
