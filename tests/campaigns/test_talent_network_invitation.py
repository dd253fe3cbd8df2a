"""The invitation to the network: to those who withdrew, once, and never to members."""

from __future__ import annotations

from collections import Counter

from tests.campaigns.post import letters
from tests.world import ENGINEER, ROSA, World
from worker.engine.report_grouped import By, read_grouped
from worker.engine.take_in import take_in

WITHDRAWN = {"id": "app-1", "stage": "screen", "job": ENGINEER}


def test_somebody_who_withdrew_is_thanked_and_invited(world: World) -> None:
    world.tell("candidate.withdrew", application=WITHDRAWN, recruiter=ROSA)

    world.pass_days(120)

    assert letters(world, "talent_network_invitation") == ["invitation 2026-01-26"]
    assert "withdrew your application for Data Engineer" in world.sent[0].text
    assert "/j/" in world.sent[0].text


def test_a_member_is_not_invited_again(world: World) -> None:
    world.tell("candidate.opted_in", topic="talent_network", wording="careers-page")
    world.tell("candidate.withdrew", application=WITHDRAWN)

    world.pass_days(60)

    assert letters(world, "talent_network_invitation") == []


def test_whoever_has_another_application_under_way_is_not_asked_and_what_the_letter_says_of_asking_again_is_true(
    world: World,
) -> None:
    world.tell("candidate.applied", application={"id": "app-2", "job": ENGINEER})
    world.tell("candidate.withdrew", application=WITHDRAWN)
    world.pass_days(8)
    world.tell("candidate.advanced", application={"id": "app-2", "stage": "interview", "job": ENGINEER})
    world.pass_days(60)

    assert letters(world, "talent_network_invitation") == []


def test_somebody_who_applied_again_is_not_told_that_they_withdrew(world: World) -> None:
    world.tell("candidate.withdrew", application=WITHDRAWN)
    world.pass_days(5)

    world.tell("candidate.applied", application={"id": "app-2", "job": ENGINEER})
    world.pass_days(60)

    assert letters(world, "talent_network_invitation") == []


def test_half_of_them_read_another_subject_a_tenth_gets_none_and_the_report_tells_them_apart(world: World) -> None:
    events = [
        world.event(
            "candidate.withdrew",
            candidate={"id": f"p{n}", "email": f"p{n}@mail.example", "locale": "en"},
            application=WITHDRAWN | {"id": f"app-p{n}"},
        )
        for n in range(40)
    ]
    take_in(world.parts, events, door="test")
    world.drain()
    world.pass_days(40)

    subjects = Counter(letter.subject for letter in world.sent)
    assert set(subjects) == {"The door stays open", "Shall we keep in touch?"}
    assert min(subjects.values()) > 8
    assert world.reasons("skip").count("held_out") == 40 - len(world.sent) > 0
    told = {name: counts["sent"] for name, counts in read_grouped(world.parts, By.VARIANT).groups.items()}
    assert told == {
        "talent_network_invitation.invitation plain": subjects["The door stays open"],
        "talent_network_invitation.invitation keep_in_touch": subjects["Shall we keep in touch?"],
    }
