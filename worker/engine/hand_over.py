"""Hand over: give letters that are committed as `sending` to the transport, one call each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import structlog

from worker.delivery.transport import ChannelDown, InDoubt, NotSent, Outcome, OutgoingLetter, OverlappingTransport
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
    line = _Line(letters)
    in_doubt = 0
    for outcome in _each(parts, line):
        outcomes.append(outcome)
        in_doubt += isinstance(outcome, InDoubt)
        if isinstance(outcome, ChannelDown):
            line.closed = "not tried: the channel was refused just before"
        elif in_doubt >= _MOST_IN_DOUBT:
            line.closed = "not tried: several answers just before were in doubt"
    outcomes += [InDoubt("the transport failed")] * (line.taken - len(outcomes))
    return outcomes + [NotSent(line.closed)] * (len(letters) - line.taken)


def side_by_side(parts: Parts) -> int:
    """How many letters leave at the same time."""
    return parts.transport.calls_at_once if isinstance(parts.transport, OverlappingTransport) else 1


class _Line:
    """The letters, one after the other, until it is closed."""

    def __init__(self, letters: Sequence[OutgoingLetter]) -> None:
        self._letters = letters
        self.taken = 0
        self.closed = ""

    def __iter__(self) -> Iterator[OutgoingLetter]:
        for letter in self._letters:
            if self.closed:
                return
            self.taken += 1
            yield letter


def _each(parts: Parts, line: _Line) -> Iterator[Outcome]:
    """Outcomes as they come in. A transport that raises ends it: those it had taken may have left."""
    if not isinstance(parts.transport, OverlappingTransport):
        yield from (_send(parts, letter) for letter in line)
        return
    try:
        yield from parts.transport.send_each(line, parts.now())
    except Exception:  # noqa: BLE001 - the answers to the letters before it must still be recorded
        _log.exception("a transport raised instead of answering")
        line.closed = "not tried: the transport failed just before"


def _send(parts: Parts, letter: OutgoingLetter) -> Outcome:
    try:
        return parts.transport.send(letter, parts.now())
    except Exception as error:  # noqa: BLE001 - the answers to the letters before it must still be recorded
        _log.exception("a transport raised instead of answering", message_id=str(letter.message_id))
        return InDoubt(f"the transport failed: {type(error).__name__}")
