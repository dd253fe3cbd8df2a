"""`rapport why`: a recruiter reads what happened, in order, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.conftest import ON_SQLITE
from tests.reading.adas_story import hear, tell_adas_story
from tests.world import World
from worker.engine.hold import hold
from worker.engine.lookup import NotFound
from worker.engine.staff import stop_person
from worker.engine.story import tell_story
from worker.engine.story_entries import Entry, Kind
from worker.rules.signal_kind import SignalKind
from worker.store.models.enrollment import Enrollment

pytestmark = ON_SQLITE


def _whats(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.what for entry in entries]


def _position(whats: list[str], *words: str) -> int:
    return next(place for place, what in enumerate(whats) if all(word in what for word in words))


def test_a_story_is_told_in_order_from_the_event_to_the_open_handoff(world: World) -> None:
    tell_adas_story(world)

    whats = _whats(tell_story(world.parts, "ada").entries)

    steps = [
        _position(whats, "They were turned down (Data Engineer, onsite)"),
        _position(whats, "post_rejection begins with “call first”"),
        _position(whats, "rosa@northwind.example was asked: Please call"),
        _position(whats, "resolved by Rosa: answered"),
        _position(whats, "“thank you” was handed to the mail provider"),
        _position(whats, "it arrived"),
        _position(whats, "opened by a person"),
        _position(whats, "followed by a person"),
        _position(whats, "They answered"),
        _position(whats, "They answered. Please write back."),
    ]
    assert steps == sorted(steps)


def test_each_decision_carries_the_sentence_of_its_reason_and_the_event_that_caused_it(world: World) -> None:
    tell_adas_story(world)

    entries = tell_story(world.parts, "ada", "post_rejection").entries

    enrolled = next(entry for entry in entries if entry.action == "enroll")
    assert enrolled.why == "Something happened to them that starts this campaign."
    assert enrolled.because == "They were turned down (Data Engineer, onsite)"
    assert all(entry.why for entry in entries if entry.kind is Kind.DECISION)


def test_the_letters_state_tells_what_people_did_and_machines_are_told_apart(world: World) -> None:
    tell_adas_story(world)

    entries = tell_story(world.parts, "ada").entries

    letter = next(entry.letter for entry in entries if entry.action == "send")
    assert letter is not None
    assert letter.words == "The letter arrived."
    assert [word for word, _ in letter.heard] == [
        "accepted",
        "arrived",
        "opened by a person",
        "a link followed by a person",
        "answered",
    ]
    by_machines = next(entry for entry in entries if "by a machine" in entry.what)
    assert by_machines.times == 3


def test_a_tempo_that_changed_is_told(world: World) -> None:
    tell_adas_story(world)

    assert any(what == "Tempo: steady → keen" for what in _whats(tell_story(world.parts, "ada").entries))


def test_a_tempo_that_changed_by_silence_alone_is_told_with_how_long_it_lasts(world: World) -> None:
    for number in range(3):
        world.reject(application_id=f"a{number}")
        world.pass_days(10)
        world.signal("delivered", world.messages()[-1])
        world.tell("candidate.applied", application={"id": f"next-{number}"})
        world.pass_days(10)

    told = _whats(tell_story(world.parts, "ada").entries)

    assert "Tempo: steady → cooling: 2 letters in a row without a sign of life" in told


def test_waits_for_the_same_reason_are_one_line_with_a_count(world: World) -> None:
    world.reject()
    hold(world.parts, None, "Rosa")
    for _ in range(3):
        world.pass_days(2)
        with world.parts.database.write() as session:  # as when a lease runs out: looked at again, for the same reason
            session.execute(update(Enrollment).values(wake_at=world.now))
        world.drain()

    entries = tell_story(world.parts, "ada").entries

    waits = [entry for entry in entries if entry.action == "defer" and entry.reason == "on_hold"]
    assert [entry.times for entry in waits] == [4]
    assert waits[0].last_at == world.now


def test_now_says_that_a_reply_waits_for_the_recruiter_and_how_to_go_on(world: World) -> None:
    tell_adas_story(world)

    now = tell_story(world.parts, "ada").now

    assert now.startswith("Now: they answered")
    assert "rosa@northwind.example" in now
    assert "rapport handoffs resolve" in now


def test_now_says_what_comes_next_and_when(world: World) -> None:
    world.reject()
    world.pass_days(1)

    story = tell_story(world.parts, "ada")

    assert story.now.startswith("Now: next is “thank you” of post_rejection, looked at Wed 7 Jan 2026, 09:")
    assert [one.step for one in story.coming] == ["thank_you", "keep_in_touch"]
    assert story.coming[0].why == "Its day has not come yet."
    assert story.coming[1].why.endswith("It does not go if: joined talent network.")


def test_the_letters_that_a_no_kept_back_are_named_with_the_reason(world: World) -> None:
    world.reject()
    world.pass_days(5)
    world.signal("unsubscribed_one_click", world.messages()[0])
    world.pass_days(60)

    entries = tell_story(world.parts, "ada").entries

    [kept_back] = [entry for entry in entries if "will not come" in entry.what]
    assert (kept_back.what, kept_back.reason) == ("post_rejection: “keep in touch” will not come", "unsubscribed")
    assert kept_back in tell_story(world.parts, "ada", "post_rejection").entries
    assert not [entry for entry in tell_story(world.parts, "ada", "referral_ask").entries if entry.what == kept_back.what]


def test_now_says_that_nothing_goes_to_somebody_who_said_no(world: World) -> None:
    world.reject()
    world.pass_days(3)
    hear(world, world.messages()[0], SignalKind.UNSUBSCRIBED)

    story = tell_story(world.parts, "ada")

    assert story.now.startswith("Now: nothing goes to them. They unsubscribed from our letters. (since Thu 8 Jan 2026")
    assert story.coming == ()
    assert any("No more letters" in what for what in _whats(story.entries))


def test_a_hold_shows_before_anything_has_come_due(world: World) -> None:
    world.reject()
    hold(world.parts, "post_rejection", "Rosa")

    assert tell_story(world.parts, "ada").coming[0].reason == "on_hold"


def test_with_a_campaign_only_what_concerns_it_is_told(world: World) -> None:
    world.hire("2026-01-12")
    world.reject()
    stop_person(world.parts, "ada", by="Rosa")

    story = tell_story(world.parts, "ada", "check_in_90_day")

    assert {entry.campaign for entry in story.entries} == {None, "check_in_90_day"}
    assert any("They were hired" in what for what in _whats(story.entries))
    assert not any("turned down" in what for what in _whats(story.entries))
    assert any(entry.reason == "stopped_by_staff" for entry in story.entries)


def test_a_long_story_is_cut_at_one_instant_and_says_so(world: World) -> None:
    for number in range(12):
        world.reject(application_id=f"app-{number}")
        world.now += timedelta(hours=1)

    story = tell_story(world.parts, "ada", limit=5)

    assert story.complete_since is not None
    assert all(entry.at > story.complete_since for entry in story.entries)
    assert tell_story(world.parts, "ada").complete_since is None


def test_a_campaign_unknown_names_the_nearest(world: World) -> None:
    world.reject()

    with pytest.raises(NotFound, match="Did you mean 'post_rejection'"):
        tell_story(world.parts, "ada", "post_rejektion")
