from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.delivery.batch_conformance import BatchCarrier, BatchConformance
from tests.delivery.conformance import TransportConformance, Weather
from tests.delivery.letters import NOW, a_letter
from worker.delivery.memory import MemoryTransport
from worker.delivery.transport import ChannelDown, InDoubt, NotSent, Outcome, OutgoingLetter, Refused

_ANSWERS: dict[Weather, Outcome] = {
    Weather.REFUSES_LETTER: Refused("no"),
    Weather.REFUSES_CHANNEL: ChannelDown("no"),
    Weather.TOO_MANY: NotSent("later"),
    Weather.UNAVAILABLE: NotSent("later"),
    Weather.UNREACHABLE: NotSent("nobody there"),
    Weather.CUT: InDoubt("cut"),
    Weather.SILENT: InDoubt("silent"),
    Weather.ERROR: InDoubt("error"),
}


class _MemoryCarrier:
    def __init__(self) -> None:
        self.memory = MemoryTransport()
        self.transport = self.memory

    def next(self, weather: Weather) -> None:
        self.memory.answer(_ANSWERS[weather])

    def taken(self) -> Sequence[OutgoingLetter]:
        return self.memory.letters


class TestMemory(BatchConformance, TransportConformance):
    @pytest.fixture
    def carrier(self) -> BatchCarrier:
        return _MemoryCarrier()


def test_it_answers_in_the_order_it_was_told_and_keeps_every_call() -> None:
    memory = MemoryTransport()
    memory.answer(InDoubt("first"), Refused("second"))
    outcomes = [memory.send(a_letter(), NOW) for _ in range(3)]
    assert outcomes[:2] == [InDoubt("first"), Refused("second")]
    assert [call.outcome for call in memory.calls] == outcomes
    assert [call.at for call in memory.calls] == [NOW] * 3
    assert len(memory.letters) == 1
