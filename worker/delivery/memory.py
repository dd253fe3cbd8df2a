"""The transport that keeps its letters: for tests, simulation and a dry run. It obeys the same rules as the real ones."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from worker.delivery.batch import LARGEST_BATCH, BatchLetter, copy_for
from worker.delivery.batch_rules import refusals
from worker.delivery.letter_rules import why_refused
from worker.delivery.transport import Accepted, Outcome, OutgoingLetter, Refused


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """One call: what was handed over, when, and what was answered."""

    letter: OutgoingLetter
    at: datetime
    outcome: Outcome


class MemoryTransport:
    """Keeps what it is given, and answers what it was told to, else that it accepted. Many threads may use it."""

    name = "memory"
    largest_batch = LARGEST_BATCH

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: deque[Outcome] = deque()
        self._calls: list[KeptLetter] = []
        self._batches: tuple[int, ...] = ()
        self._accepted = 0

    def answer(self, *outcomes: Outcome) -> None:
        """The next calls get these answers, one each, in this order; after them letters are accepted again."""
        with self._lock:
            self._next.extend(outcomes)

    @property
    def calls(self) -> tuple[KeptLetter, ...]:
        """Every call so far, whatever came of it, oldest first."""
        with self._lock:
            return tuple(self._calls)

    @property
    def letters(self) -> tuple[OutgoingLetter, ...]:
        """The letters that were accepted, oldest first."""
        return tuple(call.letter for call in self.calls if isinstance(call.outcome, Accepted))

    def send(self, letter: OutgoingLetter, now: datetime) -> Outcome:
        """Keep the letter. Refused when it breaks the rules for letters, else the answer it was told to give."""
        refusal = why_refused(letter)
        with self._lock:
            outcome = Refused(refusal) if refusal is not None else self._next_answer()
            self._calls.append(KeptLetter(letter, now, outcome))
            return outcome

    def send_batch(self, batch: BatchLetter, now: datetime) -> Sequence[Outcome]:
        """Keep each recipient's copy. A batch is one call with one answer; a refusal is about the first of them."""
        refused = refusals(batch)
        good = [place for place in range(len(batch.recipients)) if place not in refused]
        with self._lock:
            self._batches += (len(batch.recipients),)
            answer = self._next_answer()
            if isinstance(answer, Refused) and good:
                refused[good[0]] = answer
                answer = self._next_answer()
            copies = enumerate(copy_for(batch, recipient) for recipient in batch.recipients)
            kept = [KeptLetter(copy, now, refused.get(place, answer)) for place, copy in copies]
            self._calls += kept
            return [one.outcome for one in kept]

    @property
    def batches(self) -> tuple[int, ...]:
        """How many recipients each batch so far had, oldest first."""
        with self._lock:
            return self._batches

    def close(self) -> None:
        """Nothing to let go of; what was kept stays readable."""

    def _next_answer(self) -> Outcome:
        if self._next:
            return self._next.popleft()
        self._accepted += 1
        return Accepted(f"memory-{self._accepted}")
