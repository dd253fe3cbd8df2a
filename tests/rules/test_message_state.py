"""The letter's state never goes backwards, and docs/states.md says the same as the code."""

from __future__ import annotations

import random
import re
from functools import reduce
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.case_table import case_table
from worker.rules.message_state import OWNER, RANK, MessageState, Owner, advance, counts_as_sent, may_be_released, transitions
from worker.rules.signal_kind import SignalKind

FROM_OUTSIDE = [state for state in MessageState if OWNER[state] is not Owner.WORKER]
states = st.sampled_from(MessageState)
words = st.lists(st.sampled_from(FROM_OUTSIDE), max_size=12)


def test_the_page_lists_every_transition_with_its_owner() -> None:
    written = {
        (MessageState(row["From"]), MessageState(cell.strip()), owner)
        for row in case_table("states.md", "transitions")
        for owner in Owner
        for cell in row[owner.value].split(",")
        if cell.strip()
    }
    assert written == set(transitions())


def test_the_drawing_shows_only_what_can_happen() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "states.md").read_text(encoding="utf-8")
    arrows = re.findall(r"^    (\w+) --> (\w+)", page, re.MULTILINE)
    assert len(arrows) > 10
    possible = {(current, heard) for current, heard, _owner in transitions()}
    for current, heard in arrows:
        assert (MessageState(current), MessageState(heard)) in possible
    assert {state for arrow in arrows for state in arrow} == {state.value for state in MessageState}


def test_the_page_says_what_each_signal_implies() -> None:
    written = {SignalKind(row["Signal"]): MessageState(row["State"]) for row in case_table("states.md", "signals")}
    assert written == {kind: kind.implies for kind in SignalKind}


@given(states, states)
def test_nothing_heard_takes_a_letter_back(current: MessageState, heard: MessageState) -> None:
    after = advance(current, heard)
    assert RANK[after] >= RANK[current]
    assert after in (current, heard)
    assert advance(after, heard) is after


@given(states, words, st.randoms(use_true_random=False))
def test_the_order_and_number_of_words_never_matters(
    start: MessageState, heard: list[MessageState], shuffler: random.Random
) -> None:
    end = reduce(advance, heard, start)
    shuffled = heard * 3
    shuffler.shuffle(shuffled)
    assert reduce(advance, shuffled, start) is end


@given(states, words)
def test_our_own_late_record_changes_nothing_the_provider_said(start: MessageState, heard: list[MessageState]) -> None:
    known = reduce(advance, [MessageState.DELIVERED, *heard], start)
    assert advance(known, MessageState.ACCEPTED) is known
    assert advance(known, MessageState.UNKNOWN) is known
    assert advance(known, MessageState.SENDING) is known


def test_delivered_after_bounced_does_not_resurrect() -> None:
    assert advance(MessageState.BOUNCED, MessageState.DELIVERED) is MessageState.BOUNCED
    assert advance(MessageState.DELIVERED, MessageState.BOUNCED) is MessageState.BOUNCED


def test_a_complaint_wins_over_everything() -> None:
    for state in MessageState:
        assert advance(state, MessageState.COMPLAINED) is MessageState.COMPLAINED


def test_only_sending_can_become_unknown_and_any_word_resolves_it() -> None:
    for state in MessageState:
        assert (advance(state, MessageState.UNKNOWN) is MessageState.UNKNOWN) is (
            state in (MessageState.SENDING, MessageState.UNKNOWN)
        )
    for word in FROM_OUTSIDE:
        assert advance(MessageState.UNKNOWN, word) is word


def test_what_is_in_doubt_counts_as_sent_and_is_never_given_back() -> None:
    assert counts_as_sent(MessageState.UNKNOWN)
    assert counts_as_sent(MessageState.SENDING)
    assert not counts_as_sent(MessageState.CLAIMED)
    assert not counts_as_sent(MessageState.REFUSED)
    assert [state for state in MessageState if may_be_released(state)] == [MessageState.CLAIMED, MessageState.SENDING]
