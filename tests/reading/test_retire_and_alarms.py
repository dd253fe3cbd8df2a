"""The ways out: of a step that is gone, and of an alarm that was seen to."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from tests.conftest import Run
from tests.world import World
from worker.engine.alarm import raise_alarm
from worker.engine.lookup import NotFound
from worker.engine.release import ReleaseRefused, check_release
from worker.engine.retire import StillInUse, retire
from worker.store.models.enrollment import Enrollment


def _strand(world: World) -> None:
    """Ada stands in a step that a deploy has taken away."""
    world.reject()
    with world.parts.database.write() as session:
        session.execute(update(Enrollment).values(step="feedback"))


def test_a_release_that_strands_people_passes_once_they_are_retired(world: World) -> None:
    _strand(world)
    with pytest.raises(ReleaseRefused, match="rapport campaigns retire post_rejection feedback"):
        check_release(world.parts)

    assert retire(world.parts, "post_rejection", "feedback", "Rosa") == 1

    check_release(world.parts)
    assert "step_retired" in world.reasons("stop")
    assert world.candidate().no_reason is None


def test_a_step_the_code_has_is_not_retired(world: World) -> None:
    world.reject()

    with pytest.raises(StillInUse):
        retire(world.parts, "post_rejection", "thank_you", "Rosa")


def test_a_step_nobody_stands_in_names_the_nearest(world: World) -> None:
    _strand(world)

    with pytest.raises(NotFound, match="Did you mean 'post_rejection feedback'"):
        retire(world.parts, "post_rejection", "fedback", "Rosa")


def test_the_retire_command_does_nothing_without_yes(installation: World, run: Run) -> None:
    _strand(installation)

    asked = run("campaigns", "retire", "post_rejection", "feedback")
    assert asked.exit_code == 1
    assert "for 1 person at feedback. Nothing was done yet" in asked.stderr
    done = run("campaigns", "retire", "post_rejection", "feedback", "--yes")
    assert (done.exit_code, done.stdout) == (0, "Ended post_rejection for 1 at feedback; each has it in their story.\n")
    assert run("campaigns", "retire", "post_rejection", "thank_you", "--yes").exit_code == 1


def _raise(world: World) -> None:
    with world.parts.database.write() as session:
        raise_alarm(session, world.parts, "channel_down", title="They refuse us", detail="401", remedy="Check the key.")


def test_an_alarm_is_listed_until_it_is_cleared_and_again_when_it_comes_back(installation: World, run: Run) -> None:
    _raise(installation)

    assert "They refuse us  [channel_down]" in run("alarms").stdout
    assert json.loads(run("alarms", "--json").stdout)[0]["remedy"] == "Check the key."
    assert run("alarms", "clear", "channel_down").stdout == "Cleared: They refuse us.\n"
    assert run("alarms").stdout == "No alarm is open.\n"
    wrong = run("alarms", "clear", "channel_down")
    assert (wrong.exit_code, "No alarm 'channel_down' is open." in wrong.stderr) == (1, True)
    _raise(installation)
    assert "[channel_down]" in run("alarms").stdout
