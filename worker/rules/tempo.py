"""Tempo: how often somebody wants to hear from us, learnt from what they do with our letters. See docs/tempo.md.

It is computed afresh from the whole history, so the order in which signals arrive cannot matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from worker.rules.history import PastLetter

REPLY_WINDOW = timedelta(days=5)
"""How long a letter may lie unread before it counts as unanswered."""
COOLING_AT, QUIET_AT, ASKING_AT = 2, 4, 6
"""So many unanswered letters in a row."""
LAST_QUESTION = timedelta(days=30)
"""How long we wait for an answer to the last question before we stay silent."""


class Level(StrEnum):
    """From most to least eager to hear from us."""

    KEEN = "keen"
    STEADY = "steady"
    COOLING = "cooling"
    QUIET = "quiet"
    ASKING = "asking"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Tempo:
    """Where somebody stands, and by how much it stretches the budget's gap and window."""

    level: Level
    unanswered: int
    factor: int


def tempo_of(history: Sequence[PastLetter], joined_at: datetime | None, now: datetime) -> Tempo:
    """The tempo at `now` of somebody with this history, in any order, who joined the talent network at `joined_at`."""
    last_sign, keen = _last_sign(history, joined_at, now)
    silent_since = sorted(
        letter.sent_at
        for letter in history
        if letter.delivered
        and letter.trackable
        and letter.sent_at <= now
        and (last_sign is None or letter.sent_at > last_sign)
        and not letter.machine_touched
    )
    unanswered = sum(1 for sent_at in silent_since if now - sent_at >= REPLY_WINDOW)
    if unanswered >= ASKING_AT:
        return Tempo(Level.SILENT if now >= _silent_from(silent_since) else Level.ASKING, unanswered, 4)
    if unanswered >= QUIET_AT:
        return Tempo(Level.QUIET, unanswered, 4)
    if unanswered >= COOLING_AT:
        return Tempo(Level.COOLING, unanswered, 2)
    return Tempo(Level.KEEN if keen else Level.STEADY, unanswered, 1)


def _last_sign(history: Sequence[PastLetter], joined_at: datetime | None, now: datetime) -> tuple[datetime | None, bool]:
    """The last sign of life, and whether it makes keen: by joining, or by a letter they clicked in or answered.

    A sign on a letter is never older than the letter, whatever the clocks say.
    """
    last = joined_at if joined_at is not None and joined_at <= now else None
    keen = last is not None
    for letter in history:
        if letter.opened_at is None and letter.clicked_at is None and letter.replied_at is None:
            continue
        clicked = _by(letter.clicked_at, now)
        replied = _by(letter.replied_at, now)
        signs = [sign for sign in (_by(letter.opened_at, now), clicked, replied) if sign is not None]
        if not signs or letter.sent_at > now:
            continue
        sign = max(*signs, letter.sent_at)
        makes_keen = clicked is not None or replied is not None
        if last is None or sign > last:
            last, keen = sign, makes_keen
        elif sign == last:
            keen = keen or makes_keen
    return last, keen


def _by(sign: datetime | None, now: datetime) -> datetime | None:
    return sign if sign is not None and sign <= now else None


def _silent_from(silent_since: Sequence[datetime]) -> datetime:
    """30 days after the sixth letter; after the seventh, the question itself, when that went out in time."""
    sixth = silent_since[ASKING_AT - 1]
    until = sixth + LAST_QUESTION
    if len(silent_since) > ASKING_AT and silent_since[ASKING_AT] < until:
        return silent_since[ASKING_AT] + LAST_QUESTION
    return until
