"""Hand over: give letters that are committed as `sending` to the transport, one call each."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from worker.delivery.transport import ChannelDown, InDoubt, NotSent, Outcome, OutgoingLetter
from worker.engine.parts import Parts
from worker.rules.breaker import Breaker

_log = structlog.get_logger(__name__)
_MOST_IN_DOUBT = Breaker().answers


def hand_over(parts: Parts, letters: Sequence[OutgoingLetter]) -> list[Outcome]:
    """What came of each letter, in order. Never raises for what a transport does: what raised may have left, so it is in doubt.

    Once the channel refuses us altogether, or as many are in doubt as open the breaker, the rest of the letters is not
    tried: they have certainly not left.
    """
    outcomes: list[Outcome] = []
    in_doubt = 0
    closed: str | None = None
    for letter in letters:
        if closed is not None:
            outcomes.append(NotSent(closed))
            continue
        outcome = _send(parts, letter)
        outcomes.append(outcome)
        in_doubt += isinstance(outcome, InDoubt)
        if isinstance(outcome, ChannelDown):
            closed = "not tried: the channel was refused just before"
        elif in_doubt >= _MOST_IN_DOUBT:
            closed = "not tried: several answers just before were in doubt"
    return outcomes


def _send(parts: Parts, letter: OutgoingLetter) -> Outcome:
    try:
        return parts.transport.send(letter, parts.now())
    except Exception as error:  # noqa: BLE001 - the answers to the letters before it must still be recorded
        _log.exception("a transport raised instead of answering", message_id=str(letter.message_id))
        return InDoubt(f"the transport failed: {type(error).__name__}")
