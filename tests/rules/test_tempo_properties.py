"""Promises of tempo and budget that hold for every history."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import NOW, histories, joinings, past_letters, silent_histories
from worker.rules.budget import GAP, PER_WINDOW, WINDOW, Wish, room_at
from worker.rules.history import PastLetter
from worker.rules.tempo import Level, tempo_of

_SLOWNESS = {level: place for place, level in enumerate(Level)}
_wishes = st.builds(Wish, per_30_days=st.none() | st.integers(1, 3), gap_days=st.none() | st.integers(1, 120))


@given(histories, joinings, st.randoms(use_true_random=False))
def test_the_order_of_letters_never_matters(
    history: tuple[PastLetter, ...], joined_at: datetime | None, shuffler: random.Random
) -> None:
    shuffled = list(history)
    shuffler.shuffle(shuffled)
    assert tempo_of(shuffled, joined_at, NOW) == tempo_of(history, joined_at, NOW)
    assert room_at(shuffled, 1, NOW) == room_at(history, 1, NOW)


@given(silent_histories, joinings, st.integers(0, 500), st.integers(0, 500))
def test_silence_never_speeds_up(history: tuple[PastLetter, ...], joined_at: datetime | None, first: int, later: int) -> None:
    starts = NOW if joined_at is None else max(joined_at, NOW)
    before = tempo_of(history, joined_at, starts + timedelta(days=min(first, later)))
    after = tempo_of(history, joined_at, starts + timedelta(days=max(first, later)))
    assert after.factor >= before.factor
    assert _SLOWNESS[after.level] >= _SLOWNESS[before.level]


@given(histories, joinings, st.integers(1, 60))
def test_one_more_unread_letter_never_makes_more_eager(
    history: tuple[PastLetter, ...], joined_at: datetime | None, age: int
) -> None:
    before = tempo_of(history, joined_at, NOW)
    after = tempo_of((*history, PastLetter(NOW - timedelta(days=age), "c", "s")), joined_at, NOW)
    assert after.unanswered >= before.unanswered
    assert after.factor >= before.factor


@given(histories)
def test_a_machine_never_makes_keen_nor_quiet(history: tuple[PastLetter, ...]) -> None:
    unsigned = [replace(letter, opened_at=None, clicked_at=None, replied_at=None, machine_touched=True) for letter in history]
    tempo = tempo_of(unsigned, None, NOW)
    assert (tempo.level, tempo.unanswered) == (Level.STEADY, 0)


@given(silent_histories, past_letters())
def test_an_open_resets_but_never_makes_keen(history: tuple[PastLetter, ...], letter: PastLetter) -> None:
    opened = replace(letter, opened_at=NOW, clicked_at=None, replied_at=None)
    tempo = tempo_of((*history, opened), None, NOW)
    assert (tempo.level, tempo.unanswered) == (Level.STEADY, 0)


@given(histories, joinings)
def test_whoever_answers_is_back_at_once(history: tuple[PastLetter, ...], joined_at: datetime | None) -> None:
    answered = PastLetter(NOW - timedelta(days=300), "c", "s", replied_at=NOW)
    assert tempo_of((*history, answered), joined_at, NOW).level is Level.KEEN


@given(histories, joinings)
def test_what_comes_later_is_not_known_yet(history: tuple[PastLetter, ...], joined_at: datetime | None) -> None:
    later = PastLetter(NOW + timedelta(days=1), "c", "s", clicked_at=NOW + timedelta(days=2))
    assert tempo_of((*history, later), joined_at, NOW) == tempo_of(history, joined_at, NOW)


@given(st.lists(st.integers(0, 30 * 24), min_size=1, max_size=40), st.sampled_from([1, 2, 4]), _wishes)
def test_no_sequence_of_letters_breaks_the_budget(waits: list[int], factor: int, wish: Wish) -> None:
    sent: list[PastLetter] = []
    now = NOW
    for wait in waits:
        now = room_at(sent, factor, now + timedelta(hours=wait), wish)
        sent.append(PastLetter(now, "c", "s"))
    times = [letter.sent_at for letter in sent]
    limits = [(1, GAP * factor), (PER_WINDOW, WINDOW * factor)]
    if wish.per_30_days:
        limits.append((wish.per_30_days, timedelta(days=30)))
    if wish.gap_days:
        limits.append((1, timedelta(days=wish.gap_days)))
    for allowed, span in limits:
        for start in times:
            assert sum(start <= moment < start + span for moment in times) <= allowed


@given(histories, st.sampled_from([1, 2, 4]), _wishes)
def test_room_is_the_earliest_and_stays(history: tuple[PastLetter, ...], factor: int, wish: Wish) -> None:
    room = room_at(history, factor, NOW, wish)
    assert room >= NOW
    assert room_at(history, factor, room, wish) == room
    if room > NOW:
        assert room_at(history, factor, room - timedelta(microseconds=1), wish) == room


@given(histories, st.sampled_from([1, 2, 4]), _wishes)
def test_a_wish_only_makes_letters_rarer(history: tuple[PastLetter, ...], factor: int, wish: Wish) -> None:
    assert room_at(history, factor, NOW, wish) >= room_at(history, factor, NOW)


@given(histories, joinings)
def test_what_a_machine_did_is_never_held_against_anybody(history: tuple[PastLetter, ...], joined_at: datetime | None) -> None:
    before = tempo_of(history, joined_at, NOW)
    after = tempo_of([replace(letter, machine_touched=True) for letter in history], joined_at, NOW)
    assert after.unanswered <= before.unanswered


def test_a_wish_for_nothing_is_refused() -> None:
    for wrong in ({"per_30_days": 0}, {"gap_days": 0}):
        try:
            Wish(**wrong)
        except ValueError:
            continue
        raise AssertionError(wrong)
