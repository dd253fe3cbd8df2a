from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from tests.delivery.letters import a_letter
from tests.world import World
from worker.delivery.transport import Accepted, ChannelDown, InDoubt, NotSent, Outcome, OutgoingLetter
from worker.engine.hand_over import hand_over

LETTERS = [a_letter(message_id=uuid4()) for _ in range(20)]


class _Overlapping:
    """Three letters under way at once; says of each what it is told, and raises where it is told to."""

    name = "overlapping"
    calls_at_once = 3

    def __init__(self, say: Callable[[int], Outcome]) -> None:
        self._say = say
        self.taken = 0

    def send(self, letter: OutgoingLetter, now: datetime) -> Outcome:
        raise AssertionError("each letter alone")

    def send_each(self, letters: Iterable[OutgoingLetter], now: datetime) -> Iterator[Outcome]:
        told = 0
        for _ in letters:
            self.taken += 1
            if self.taken - told == 3:
                yield self._say(told)
                told += 1
        for number in range(told, self.taken):
            yield self._say(number)

    def close(self) -> None:
        """Nothing is open."""


def _hand_over(world: World, say: Callable[[int], Outcome]) -> tuple[list[Outcome], int]:
    transport = _Overlapping(say)
    return hand_over(replace(world.parts, transport=transport), LETTERS), transport.taken


def test_what_came_of_each_is_told_in_order(world: World) -> None:
    outcomes, _ = _hand_over(world, lambda number: Accepted(str(number)))
    assert outcomes == [Accepted(str(number)) for number in range(len(LETTERS))]


def test_once_the_channel_refuses_only_what_was_under_way_has_been_tried(world: World) -> None:
    outcomes, taken = _hand_over(world, lambda _: ChannelDown("revoked"))
    assert taken == 3
    assert [type(one) for one in outcomes] == [ChannelDown] * 3 + [NotSent] * (len(LETTERS) - 3)


def test_what_a_transport_had_taken_when_it_raised_is_in_doubt_and_the_rest_has_not_left(world: World) -> None:
    def say(number: int) -> Outcome:
        if number == 1:
            raise RuntimeError("a bug")
        return Accepted("yes")

    outcomes, taken = _hand_over(world, say)
    assert taken == 4
    assert [type(one) for one in outcomes] == [Accepted] + [InDoubt] * 3 + [NotSent] * (len(LETTERS) - 4)
