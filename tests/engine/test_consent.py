"""Consent: a record that only grows, a yes that runs out, and a question before it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from re import search

from sqlalchemy import select

from campaigns.vocabulary import Topic
from tests.world import ADA, MONDAY, World
from worker.engine.consent_view import show_consents
from worker.engine.no import say_no
from worker.engine.preferences_confirm import confirm
from worker.engine.standing import read_standings
from worker.engine.take_in import take_in
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, TopicChoice


def joins(world: World) -> None:
    world.tell("candidate.opted_in", topic="talent_network", wording="ats-7")


def standing(world: World) -> tuple[bool, bool]:
    """Whether she is a member, and whether she was one for a time that is over."""
    with world.parts.database.read() as session:
        ada = session.scalars(select(Candidate)).one()
        found = read_standings(session, world.parts, [ada], world.now)[ada.id]
    return Topic.EVENTS in found.joined, Topic.EVENTS in found.lapsed


def renewals(world: World) -> list[str]:
    found = [search(r"/c/[\w-]+", mail.text) for mail in world.service]
    return [one.group().removeprefix("/c/") for one in found if one]


def test_a_yes_runs_out_and_is_asked_about_a_month_before(world: World) -> None:
    world.now += timedelta(days=5)
    joins(world)
    world.pass_days(690)
    assert (standing(world), renewals(world)) == ((True, False), [])

    world.pass_days(20)  # the day is a Saturday, so the question waits for Monday
    assert [mail.subject for mail in world.service] == ["May we go on writing to you?"]
    assert (world.reasons("renew"), world.reasons("ask")) == (["outside_hours"], ["asked_to_renew"])

    world.pass_days(30)
    assert standing(world) == (False, True)
    assert len(world.service) == 1


def test_the_button_in_the_question_lets_it_go_on(world: World) -> None:
    joins(world)
    world.tell("candidate.opted_out", at=world.now + timedelta(days=1), topic="insight")
    world.pass_days(710)
    (token,) = renewals(world)

    for _ in range(2):
        assert confirm(world.parts, token, "192.0.2.7") is not None

    world.pass_days(700)
    assert standing(world) == (True, False)
    with world.parts.database.read() as session:
        record = [
            (row.topic, row.given, row.wording, row.source) for row in session.scalars(select(Consent).order_by(Consent.seq))
        ]
        assert not session.get_one(TopicChoice, (world.candidate().id, "insight")).wanted
    assert record == [
        ("talent_network", True, "ats-7", "ats"),
        ("insight", False, None, "ats"),
        ("talent_network", True, "renew-1", "renewal letter"),
    ]


def test_a_member_who_has_left_is_not_asked_and_the_old_question_is_worth_nothing(world: World) -> None:
    joins(world)
    world.pass_days(710)
    (token,) = renewals(world)
    with world.parts.database.write() as session:
        say_no(session, world.parts, session.merge(world.candidate()), Reason.REPLIED_STOP, how="test", now=world.now)

    assert confirm(world.parts, token) is None
    assert world.candidate().no_reason == "replied_stop"


def test_a_no_just_before_the_question_keeps_it_from_leaving(world: World) -> None:
    joins(world)
    world.pass_days(650)
    world.tell("candidate.opted_out", topic="talent_network")
    world.pass_days(100)

    assert world.service == []


def test_the_question_waits_for_the_end_of_a_pause(world: World) -> None:
    joins(world)
    world.pass_days(690)
    with world.parts.database.write() as session:
        session.get_one(Candidate, world.candidate().id).paused_until = world.now + timedelta(days=20)

    world.pass_days(18)
    assert (renewals(world), world.reasons("renew")) == ([], ["paused_by_person"])
    world.pass_days(3)
    assert len(renewals(world)) == 1


def test_where_yeses_do_not_run_out_nobody_is_asked(make_world: Callable[..., World]) -> None:
    world = make_world(consent_months=0)
    joins(world)
    world.pass_days(1500)

    assert (standing(world), world.service) == ((True, False), [])


def test_upstream_joins_for_a_part_of_the_network_and_never_against_a_no(world: World) -> None:
    world.tell("candidate.opted_in", topic="events")
    assert standing(world) == (True, False)
    world.tell("candidate.opted_out", at=world.now + timedelta(minutes=1), topic="talent_network")
    assert standing(world) == (False, False)

    world.tell("candidate.opted_in", at=world.now + timedelta(minutes=2), topic="events")

    assert standing(world) == (False, False)
    assert "topic_off" in world.reasons("choice")


def test_the_record_reads_back_on_what_a_letter_would_rest(world: World) -> None:
    joins(world)
    world.tell("candidate.opted_out", topic="referrals", candidate=ADA)

    shown = show_consents(world.parts, "ada@mail.example")

    said = {one.topic.value: (one.wanted, one.basis) for one in shown.in_force}
    assert said["insight"] == (True, "consent")
    assert said["milestones"] == (True, "legitimate_interest")
    assert said["referrals"] == (False, None)
    assert [(one.topic, one.given, one.how, one.words) for one in shown.record] == [
        ("talent_network", True, "upstream ats", None),
        ("referrals", False, "upstream ats", None),
    ]


def test_somebody_new_says_the_same_in_one_batch_as_word_by_word(world: World) -> None:
    """People who are new are written as rows, many at a time; nothing may come out otherwise than by one word after another."""
    said = [("events", 0), ("openings", 0), ("talent_network", 3), ("insight", 3), ("milestones", 4)]
    for name, at_once in (("grace", True), ("bo", False)):
        person = {"id": name, "email": f"{name}@mail.example"}
        events = [
            world.event("candidate.opted_in", at=MONDAY + timedelta(days=day), candidate=person, topic=topic)
            for topic, day in said
        ]
        for batch in [events] if at_once else [[event] for event in events]:
            take_in(world.parts, batch, door="test")
            world.drain()

    found = {}
    for name in ("grace", "bo"):
        with world.parts.database.read() as session:
            person_id = world.candidate(name).id
            choices = session.scalars(select(TopicChoice).where(TopicChoice.candidate_id == person_id))
            record = session.scalars(select(Consent).where(Consent.candidate_id == person_id).order_by(Consent.seq))
            found[name] = (
                {(one.topic, one.wanted, one.said, one.at, one.expires_at, one.renew_at) for one in choices},
                [(one.topic, one.given, one.at, one.expires_at, one.source, one.basis) for one in record],
                world.candidate(name).joined_at,
            )
    assert found["grace"] == found["bo"]
