"""Sending a file of events: in batches, noting after each how far it came, so that it can go on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import orjson

from worker.cli._event_doors import Answer, Door
from worker.cli._event_file import Ledger, Line

BATCH = 100
_REASONS_SHOWN = 5
_NOT_TAKEN = ("refused", "conflict")


@dataclass(slots=True)
class Sending:
    """What one run did."""

    events: int
    first_reasons: list[str]


def send_all(ledger: Ledger, door: Door, progress: Callable[[int], None], rest: Iterable[Line]) -> Sending:
    """Send the rest of the file. `progress` is told how far into the file it is. Raises `DoorShut`; run it again to go on."""
    run = Sending(0, [])
    for lines in _batches(rest):
        answers = _send(door, lines)
        refused = [(line, answer.status, answer.reason) for line, answer in zip(lines, answers, strict=True) if _bad(answer)]
        ledger.note(lines, [answer.status for answer in answers], refused)
        run.events += len(lines)
        room = _REASONS_SHOWN - len(run.first_reasons)
        run.first_reasons += [f"line {line.number}: {status}, {reason}" for line, status, reason in refused[:room]]
        progress(lines[-1].end)
    return run


def _bad(answer: Answer) -> bool:
    return answer.status in _NOT_TAKEN


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    rest = iter(lines)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _send(door: Door, lines: Sequence[Line]) -> list[Answer]:
    """What is not JSON never leaves: it is refused here."""
    faults = {position: fault for position, line in enumerate(lines) if (fault := _fault(line.raw)) is not None}
    sound = [line.raw for position, line in enumerate(lines) if position not in faults]
    answers = iter(door.send(sound) if sound else [])
    return [Answer("refused", faults[position]) if position in faults else next(answers) for position in range(len(lines))]


def _fault(raw: bytes) -> str | None:
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return f"not JSON: {error}"
    return None
