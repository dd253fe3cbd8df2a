"""One inbox: each event once, in whatever order it comes, about whoever it is about."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from tests.engine.crowd import enrollments, person
from tests.world import ADA, ENGINEER, MONDAY, World
from worker import actors
from worker.actors import _until_stored
from worker.engine import fold_candidate
from worker.engine.record import record
from worker.engine.take_in import Taken, take_in, take_in_or_bury
from worker.store.models.candidate import Candidate, Job, UpstreamRef
from worker.store.models.candidate_skill import CandidateSkill
from worker.store.models.inbox import DeadLetter, InboxEvent
from worker.store.models.operation import Alarm


def inbox(world: World) -> list[InboxEvent]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(InboxEvent).order_by(InboxEvent.seq)))


def dead(world: World) -> list[DeadLetter]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(DeadLetter).order_by(DeadLetter.seq)))


def people(world: World) -> list[Candidate]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Candidate).order_by(Candidate.created_at)))


def test_the_same_id_is_a_duplicate_with_the_same_body_and_a_conflict_with_another(world: World) -> None:
    event = world.event("candidate.updated")
    other = {**event, "data": {"candidate": {**ADA, "first_name": "Augusta"}}}
    elsewhere = {**event, "source": "hr"}

    answers = take_in(world.parts, [event, event, other, elsewhere], door="test")
    again = take_in(world.parts, [other, event], door="test")

    assert [answer.taken for answer in answers] == [Taken.ACCEPTED, Taken.DUPLICATE, Taken.CONFLICT, Taken.ACCEPTED]
    assert [answer.taken for answer in again] == [Taken.CONFLICT, Taken.DUPLICATE]
    assert len(inbox(world)) == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_happened_earlier_never_overwrites_what_a_later_event_said_and_fills_blanks(
    world: World, order: tuple[int, ...]
) -> None:
    said: list[dict[str, Any]] = [
        {"first_name": "Ada", "locale": "da", "email": "old@mail.example"},
        {"first_name": "Augusta", "zone": "Asia/Tokyo", "email": "new@mail.example"},
        {"first_name": "Ada Augusta", "email": "newest@mail.example"},
    ]
    for number in order:
        world.tell("candidate.updated", candidate={"id": "ada", **said[number]}, at=MONDAY - timedelta(days=9 - number))

    ada = world.candidate()
    assert (ada.first_name, ada.address) == ("Ada Augusta", "newest@mail.example")
    assert (ada.locale, ada.zone) == ("da", "Asia/Tokyo")


def test_two_upstream_ids_with_one_address_are_one_person_however_it_is_spelt(world: World) -> None:
    world.tell("candidate.applied", application={"id": "x"})
    world.tell("candidate.applied", application={"id": "y"}, candidate={"id": "ada-2", "email": "ADA@mail.example"})

    assert len(people(world)) == 1
    assert world.candidate("ada").id == world.candidate("ada-2").id


def test_an_address_that_changes_is_followed_by_what_is_queued(world: World) -> None:
    world.reject()
    world.now += timedelta(hours=1)
    world.tell("candidate.updated", candidate={"id": "ada", "email": "ada@new.example"})
    world.pass_days(5)

    assert [letter.to.address for letter in world.sent] == ["ada@new.example"]


def test_an_address_that_is_somebody_elses_stays_theirs(world: World) -> None:
    world.tell("candidate.updated", candidate=person(1))
    world.tell("candidate.updated", candidate=person(2))
    world.now += timedelta(hours=1)
    world.tell("candidate.updated", candidate={"id": "p2", "email": "p1@mail.example"})

    assert world.candidate("p1").address == "p1@mail.example"
    assert world.candidate("p2").address == "p2@mail.example"


def test_an_address_handed_on_in_one_batch_reaches_both(world: World) -> None:
    world.tell("candidate.updated", candidate=person(1))
    world.tell("candidate.updated", candidate=person(2))
    world.now += timedelta(hours=1)
    moves = [
        world.event("candidate.updated", candidate={"id": "p1", "email": "elsewhere@mail.example"}),
        world.event("candidate.updated", candidate={"id": "p2", "email": "p1@mail.example"}, at=world.now + timedelta(seconds=1)),
    ]
    take_in(world.parts, moves, door="test")
    world.drain()

    assert world.candidate("p1").address == "elsewhere@mail.example"
    assert world.candidate("p2").address == "p1@mail.example"


@pytest.mark.parametrize(
    ("said", "hour"),
    [({"country": "JP"}, 0), ({}, 8), ({"zone": "America/New_York", "country": "JP"}, 14)],
)
def test_without_a_zone_the_country_decides_and_without_both_the_installation(
    world: World, said: dict[str, str], hour: int
) -> None:
    ada = {"id": "ada", "email": "ada@mail.example", "first_name": "Ada", **said}
    world.reject(candidate=ada)
    world.pass_days(7)

    (message,) = world.messages()
    assert message.sending_at is not None
    assert message.sending_at.hour == hour  # nine o'clock there


def test_without_a_locale_the_country_decides_the_language(world: World) -> None:
    world.reject(candidate={"id": "ada", "email": "ada@mail.example", "first_name": "Ada", "country": "DE"})
    world.pass_days(5)

    assert [message.locale for message in world.messages()] == ["de"]


def test_an_event_that_cannot_be_recorded_holds_up_no_other_and_is_set_aside_with_an_alarm(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fold_candidate.fold

    def breaks_for_one(people: Any, event: Any) -> Any:
        if event.data.candidate.id == "p1":
            raise RuntimeError("what nobody foresaw")
        return real(people, event)

    monkeypatch.setattr(fold_candidate, "fold", breaks_for_one)
    take_in(world.parts, [world.event("candidate.updated", candidate=person(n)) for n in range(4)], door="test")
    for _ in range(7):
        record(world.parts)

    assert [row.state for row in inbox(world)] == ["recorded", "stuck", "recorded", "recorded"]
    assert len(people(world)) == 3
    with world.parts.database.read() as session:
        assert session.scalars(select(Alarm.key)).all() == ["event stuck"]


def test_a_reaction_that_fails_holds_up_no_other_and_is_never_dropped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from worker.engine import react as module

    real = module.__dict__["react_to"]

    def breaks_for_one(reacting: Any, event: Any, seq: int, candidate: Candidate) -> None:
        if candidate.first_name == "Ada1":
            raise RuntimeError("what nobody foresaw")
        real(reacting, event, seq, candidate)

    monkeypatch.setattr(module, "react_to", breaks_for_one)
    for number in range(3):
        world.reject(candidate=person(number), application_id=f"a{number}")
    assert len(enrollments(world)) == 2

    monkeypatch.setattr(module, "react_to", real)
    world.now += timedelta(minutes=10)
    world.drain()
    assert len(enrollments(world)) == 3


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "event"),
        (b'{"type": "candidate.promoted"}', "unknown event type"),
        (b'{"type": "candidate.updated"}', "Field required"),
    ],
)
def test_what_a_door_without_an_answer_cannot_understand_is_buried_whole_once(world: World, raw: bytes, why: str) -> None:
    for _ in range(2):
        take_in_or_bury(world.parts, [raw], door="stream")

    (letter,) = dead(world)
    assert letter.raw == raw.decode("utf-8", "backslashreplace")
    assert why in letter.reason
    assert letter.door == "stream"


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_no_calendar_holds_is_refused_and_not_a_crash(world: World, time: str) -> None:
    event = {**world.event("candidate.updated"), "time": time}

    (answer,) = take_in(world.parts, [event], door="test")

    assert answer.taken is Taken.REFUSED
    assert answer.faults[0].field == "time"


def test_an_attribute_of_the_envelope_that_nests_without_end_is_refused_and_not_a_crash(world: World) -> None:
    nest = orjson.loads("[" * 900 + "]" * 900)

    (answer,) = take_in(world.parts, [{**world.event("candidate.updated"), "ourteam": nest}], door="test")

    assert answer.taken is Taken.REFUSED
    assert [fault.field for fault in answer.faults] == ["ourteam"]


def test_attributes_of_the_envelope_that_are_simple_are_kept(world: World) -> None:
    event = {**world.event("candidate.updated"), "ourteam": "north", "attempt": 2, "replayed": True}

    take_in(world.parts, [event], door="test")

    (stored,) = inbox(world)
    assert {name: orjson.loads(stored.body)[name] for name in ("ourteam", "attempt", "replayed")} == {
        "ourteam": "north",
        "attempt": 2,
        "replayed": True,
    }


def test_an_event_told_with_another_body_is_buried_by_doors_without_an_answer(world: World) -> None:
    event = world.event("candidate.updated")
    _until_stored(world.parts, (event,))
    _until_stored(world.parts, ([event, {**event, "time": "2020-01-01T00:00:00Z"}],))

    assert len(inbox(world)) == 1
    assert [letter.door for letter in dead(world)] == ["dramatiq"]


@pytest.mark.parametrize("trouble", [OperationalError, ProgrammingError])
def test_what_a_python_upstream_sends_is_kept_until_a_database_without_tables_has_them_again(
    world: World, monkeypatch: pytest.MonkeyPatch, trouble: type[OperationalError | ProgrammingError]
) -> None:
    waits: list[float] = []

    def not_yet(*said: Any, **how: Any) -> None:
        if len(waits) < 2:
            raise trouble("INSERT", {}, Exception("no such table"))
        take_in_or_bury(*said, **how)

    monkeypatch.setattr(actors, "take_in_or_bury", not_yet)
    monkeypatch.setattr("worker.actors.time.sleep", waits.append)
    _until_stored(world.parts, (world.event("candidate.updated"),))

    assert waits == [0.5, 1.0]
    assert len(inbox(world)) == 1


@pytest.mark.parametrize("strange", ["\ud800", 2**70, float("nan"), None, [1], "text"])
def test_whatever_a_python_upstream_sends_is_stored_or_buried_and_never_dropped(world: World, strange: object) -> None:
    _until_stored(world.parts, ({"type": "candidate.updated", "odd": strange},))
    _until_stored(world.parts, (strange,))

    assert len(dead(world)) >= 1
    assert inbox(world) == []


def test_two_people_merged_go_on_as_one_with_every_no_and_each_campaign_once(world: World) -> None:
    world.reject(candidate=person(1), application_id="a1")
    world.reject(candidate=person(2), application_id="a2")
    world.now += timedelta(hours=1)
    world.tell("candidate.opted_out", candidate=person(1), topic="talent_network")
    world.tell("candidate.merged", candidate=person(1), into=person(2))
    world.pass_days(10)

    assert len(people(world)) == 1
    assert world.candidate("p1").id == world.candidate("p2").id
    assert [letter.to.address for letter in world.sent] == ["p2@mail.example"]
    assert sorted(one.state for one in enrollments(world)) == ["active", "stopped"]


def test_an_opening_that_is_closed_stays_so_when_its_opening_is_told_late(world: World) -> None:
    world.tell("job.closed", job=ENGINEER)
    world.tell("job.opened", job=ENGINEER, at=world.now - timedelta(hours=1))

    with world.parts.database.read() as session:
        assert not session.get_one(Job, ("ats", ENGINEER["id"])).open
    world.tell("job.opened", job=ENGINEER, at=world.now + timedelta(hours=1))
    with world.parts.database.read() as session:
        assert session.get_one(Job, ("ats", ENGINEER["id"])).open


def test_what_both_records_know_is_known_of_the_one_they_become(world: World) -> None:
    world.tell("candidate.updated", candidate=person(1, skills=["Python", "Go"], tags=["Alumni"]))
    world.tell("candidate.updated", candidate=person(2, skills=["python"]))

    world.tell("candidate.merged", candidate={"id": "p1"}, into={"id": "p2"})

    known = world.candidate("p2")
    assert (known.skills, known.tags) == (["python", "Go"], ["alumni"])
    with world.parts.database.read() as session:
        assert sorted(session.scalars(select(CandidateSkill.skill))) == ["go", "python"]


def test_of_what_two_records_asked_for_the_quieter_holds_for_the_one_they_become(world: World) -> None:
    world.tell("candidate.updated", candidate=person(1, may_be_mailed=False))
    world.tell("candidate.updated", candidate=person(2))
    later, sooner = world.now + timedelta(days=9), world.now + timedelta(days=3)
    with world.parts.database.write() as session:
        for id_, said in (
            (
                "p1",
                {"tracking": False, "wish_per_30_days": 1, "wish_days_between": 30, "paused_until": later, "joined_at": MONDAY},
            ),
            ("p2", {"tracking": True, "wish_per_30_days": 2, "wish_days_between": 90, "paused_until": sooner}),
        ):
            session.execute(update(Candidate).where(Candidate.id == world.candidate(id_).id).values(**said))

    world.tell("candidate.merged", candidate={"id": "p1"}, into={"id": "p2"})

    ada = world.candidate("p2")
    assert (ada.may_be_mailed, ada.tracking, ada.joined_at) == (False, False, MONDAY)
    assert (ada.wish_per_30_days, ada.wish_days_between, ada.paused_until) == (1, 90, later)


def test_a_no_of_either_record_holds_after_they_are_merged(world: World) -> None:
    world.tell("candidate.opted_out", candidate=person(1))
    world.reject(candidate=person(2), application_id="a2")
    world.now += timedelta(hours=1)
    world.tell("candidate.merged", candidate=person(1), into=person(2))
    world.pass_days(60)

    assert world.sent == []
    assert world.candidate("p2").no_reason == "opted_out_upstream"


def test_the_whole_life_of_two_records_in_one_batch_with_their_merge_is_recorded(world: World) -> None:
    placement = {"start_date": "2026-02-02", "job_title": "Data Engineer"}
    told = [
        ("candidate.hired", {"candidate": person(1), "placement": placement, "application": {"id": "a1"}}),
        ("candidate.applied", {"candidate": person(2), "application": {"id": "a2"}}),
        ("candidate.merged", {"candidate": person(1), "into": person(2)}),
        ("candidate.updated", {"candidate": {"id": "p1"}, "placement": {"start_date": "2026-03-02"}}),
    ]
    take_in(
        world.parts,
        [world.event(type_, at=MONDAY + timedelta(minutes=number), **data) for number, (type_, data) in enumerate(told)],
        door="test",
    )
    world.drain()

    assert {row.state for row in inbox(world)} == {"recorded"}
    (check_in,) = enrollments(world, "check_in_90_day")
    assert str(check_in.anchor_date) == "2026-03-02"
    with world.parts.database.read() as session:
        assert len(set(session.scalars(select(UpstreamRef.candidate_id)))) == 1


def test_a_person_erased_in_the_batch_that_told_of_them_is_gone(world: World) -> None:
    told = [
        world.event("candidate.rejected", application={"id": "a", "stage": "screen", "job": ENGINEER}),
        world.event("candidate.erased", candidate={"id": "ada"}, at=MONDAY + timedelta(minutes=1)),
        world.event("candidate.rejected", application={"id": "a", "job": ENGINEER}, at=MONDAY + timedelta(minutes=2)),
    ]
    take_in(world.parts, told, door="test")
    world.drain()
    world.pass_days(60)

    assert {row.state for row in inbox(world)} == {"recorded"}
    assert world.sent == []
    assert [take_in(world.parts, [event], door="test")[0].taken for event in told[:2]] == [Taken.DUPLICATE] * 2
