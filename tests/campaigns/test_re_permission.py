"""The last question: after six unread letters, once, and then silence."""

from __future__ import annotations

from tests.campaigns.post import letters
from tests.world import World


def leave_unread(world: World, count: int) -> None:
    """Ada is turned down again and again, and looks at nothing."""
    for number in range(count):
        world.tell("candidate.applied", application={"id": f"app-{number}"})
        world.pass_days(1)
        world.reject(application_id=f"app-{number}")
        before = len(world.messages())
        world.pass_days(8)
        for message in world.messages()[before:]:
            world.signal("delivered", message)


def test_after_six_unread_letters_one_question_and_then_nothing(world: World) -> None:
    leave_unread(world, 6)

    world.pass_days(20)
    assert [line.split()[0] for line in letters(world, "re_permission")] == ["shall_we_stay"]
    assert "Either answer is fine" in (world.sent[-1].html or "")
    asked = len(world.sent)
    world.pass_days(400)

    assert len(world.sent) == asked
    assert "tempo_silent" in world.reasons("stop") or "quiet_low_priority" in world.reasons("skip")


def test_five_unread_letters_are_not_yet_silence(world: World) -> None:
    leave_unread(world, 5)
    world.pass_days(25)

    assert letters(world, "re_permission") == []


def test_whoever_opens_the_sixth_is_not_asked(world: World) -> None:
    leave_unread(world, 6)
    world.signal("clicked", world.messages()[-1])

    world.pass_days(40)

    assert letters(world, "re_permission") == []
    assert "condition_not_met" in world.reasons("skip")
