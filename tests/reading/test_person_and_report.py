"""One person at a glance, and how far everybody got."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import event as sql_event

from tests.conftest import Run
from tests.reading.adas_story import A_SCANNER, hear, tell_adas_story
from tests.world import World
from worker.engine.lookup import NotFound
from worker.engine.report import FUNNEL, read_report
from worker.engine.staff import stop_person
from worker.engine.story_person import show_person
from worker.rules.signal_kind import SignalKind


def _bo(number: int = 1) -> dict[str, str]:
    return {"id": f"bo-{number}", "email": f"bo-{number}@mail.example", "zone": "Europe/Copenhagen", "country": "DK"}


def test_a_person_is_shown_with_tempo_budget_campaigns_and_letters(world: World) -> None:
    letter = tell_adas_story(world)

    person = show_person(world.parts, "ada")

    assert person.facts["known as"] == ["ats:ada"]
    assert person.facts["applications"] == ["Data Engineer: rejected at onsite"]
    assert (person.tempo, person.unanswered, person.letters_in_30_days) == ("keen", 0, 1)
    assert letter.sending_at is not None
    assert person.room_at == letter.sending_at + timedelta(days=7)
    assert [(way.campaign, way.state, way.step) for way in person.ways] == [("post_rejection", "active", "keep_in_touch")]
    assert [one.step for one in person.letters] == ["thank_you"]
    assert person.topics["talent_network"].startswith("no")


def test_somebody_stopped_by_staff_gets_nothing_more(world: World) -> None:
    world.reject()

    person, ended = stop_person(world.parts, "ada", by="Rosa", reason="asked on the phone")
    world.pass_days(60)

    assert (person.no_reason, ended) == ("stopped_by_staff", 1)
    assert world.sent == []
    shown = show_person(world.parts, "ada")
    assert (shown.no, shown.topics, shown.room_at) == ("A colleague stopped all letters to them.", {"all of them": "no"}, None)


def test_stopping_somebody_twice_changes_nothing(world: World) -> None:
    world.reject()
    stop_person(world.parts, "ada", by="Rosa")
    before = world.reasons()

    assert stop_person(world.parts, "ada", by="Rosa")[1] == 0
    assert world.reasons() == before


def test_the_funnel_counts_letters_and_tells_people_from_machines(world: World) -> None:
    tell_adas_story(world)
    world.reject(candidate=_bo(), application_id="app-bo")
    world.pass_days(4)
    bo = world.messages()[-1]
    hear(world, bo, SignalKind.OPENED, user_agent=A_SCANNER)
    hear(world, bo, SignalKind.UNSUBSCRIBED)
    world.pass_days(0.1)  # opens are judged after a short wait

    thank_you = read_report(world.parts).campaigns["post_rejection"].steps["thank_you"]

    assert {name: thank_you.letters[name] for name in FUNNEL} == {
        "sent": 2,
        "in doubt": 0,
        "refused": 0,
        "delivered": 2,
        "opened by people": 1,
        "opened by machines": 2,
        "clicked by people": 1,
        "clicked by machines": 0,
        "replied": 1,
        "unsubscribed": 1,
        "bounced": 0,
        "complained": 0,
    }


def test_what_was_not_sent_is_counted_by_reason_once(world: World) -> None:
    world.reject()
    world.reject(application_id="app-2")
    world.reject(candidate=_bo(1), application_id="app-3", silent=True)
    world.reject(candidate=_bo(2), application_id="app-4")
    stop_person(world.parts, "bo-2", by="Rosa")
    world.pass_days(4)

    report = read_report(world.parts).campaigns["post_rejection"]

    assert (report.enrolled, report.active, report.stopped) == (2, 1, 1)
    assert report.not_started == Counter({"already_enrolled": 1, "silent_event": 1})
    assert report.steps["call_first"].not_sent == Counter({"condition_not_met": 1, "stopped_by_staff": 1})
    assert report.steps["keep_in_touch"].waiting == 1


def test_the_report_can_be_of_one_campaign_and_of_the_last_days(world: World) -> None:
    tell_adas_story(world)

    assert list(read_report(world.parts, "post_rejection").campaigns) == ["post_rejection"]
    assert read_report(world.parts, "post_rejection").handoffs == {"step": Counter(answered=1), "reply": Counter(open=1)}
    assert read_report(world.parts, "referral_ask").handoffs == {}
    lately = read_report(world.parts, since=world.now - timedelta(hours=1))
    assert lately.campaigns["post_rejection"].steps["thank_you"].letters["sent"] == 0
    assert lately.handoffs == {"reply": Counter(open=1)}
    with pytest.raises(NotFound):
        read_report(world.parts, "post_rejektion")


def test_the_number_of_queries_does_not_grow_with_the_people(world: World) -> None:
    counts = []
    for number in (1, 6):
        for one in range(number):
            world.reject(candidate=_bo(10 * number + one), application_id=f"app-{number}-{one}")
        world.pass_days(4)
        statements: list[str] = []

        def count(*args: object, into: list[str] = statements) -> None:
            into.append(str(args[2]))

        sql_event.listen(world.parts.database.engine, "before_cursor_execute", count)
        read_report(world.parts)
        sql_event.remove(world.parts.database.engine, "before_cursor_execute", count)
        counts.append(len(statements))

    assert counts[0] == counts[1] > 0


def test_the_commands_show_stop_and_report(installation: World, run: Run) -> None:
    tell_adas_story(installation)

    assert "keen, 0 letters in a row unanswered" in run("candidate", "show", "ada").stdout
    assert json.loads(run("candidate", "show", "ada", "--json").stdout)["tempo"] == "keen"
    stopped = run("candidate", "stop", "ada", "--by", "Rosa", "--reason", "asked on the phone")
    assert stopped.stdout.startswith("No more letters to Ada Byron: 1 campaign ended.")
    assert "stopped by Rosa: asked on the phone" in run("why", "ada").stdout
    assert run("candidate", "stop", "ada").exit_code == 2
    assert "1 began: 0 under way, 0 done, 1 stopped" in run("report", "--campaign", "post_rejection").stdout
    told = json.loads(run("report", "--json", "--since", "4w").stdout)
    assert told["campaigns"]["post_rejection"]["steps"]["thank_you"]["letters"]["clicked by people"] == 1
    assert run("report", "--since", "yesterday").exit_code == 2
    assert run("report", "--campaign", "post_rejektion").exit_code == 1
