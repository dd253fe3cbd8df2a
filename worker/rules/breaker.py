"""Breaker: after a few unclear answers of the provider, stop trying for a while, so that an outage puts few in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Breaker:
    """`answers` in doubt within `window` open it for `first_pause`, doubling up to `longest_pause` while it keeps failing."""

    answers: int = 3
    window: timedelta = timedelta(minutes=5)
    first_pause: timedelta = timedelta(minutes=5)
    longest_pause: timedelta = timedelta(hours=1)

    def opens(self, in_doubt_at: Sequence[datetime], now: datetime, clear_answer_at: datetime | None = None) -> datetime | None:
        """The instant until which nothing may be sent; None when it may.

        `in_doubt_at` are the instants of answers in doubt, in any order; some hours back are enough. After a pause, one
        more within `window` means that it keeps failing, unless a clear answer (`clear_answer_at`: the last yes or no)
        came since the pause was over.
        """
        recent: list[datetime] = []
        open_until: datetime | None = None
        pause = self.first_pause
        for moment in sorted(moment for moment in in_doubt_at if moment <= now):
            if open_until is not None:
                if moment < open_until:
                    continue  # an answer to a call that was under way when it opened
                recovered = clear_answer_at is not None and open_until <= clear_answer_at <= moment
                if moment < open_until + self.window and not recovered:
                    pause = min(pause * 2, self.longest_pause)
                    open_until = moment + pause
                    continue
                open_until, pause, recent = None, self.first_pause, []
            recent = [*(earlier for earlier in recent if moment - earlier <= self.window), moment]
            if len(recent) >= self.answers:
                open_until = moment + pause
        return open_until if open_until is not None and now < open_until else None
