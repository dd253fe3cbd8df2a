"""On hold: nothing leaves, nothing is lost, and what waited goes on when the hold is lifted."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from tests.conftest import Run, WaitUntil
from tests.world import World
from worker.engine.hold import Lifted, hold, list_holds, resume
from worker.engine.lookup import NotFound
from worker.engine.standing import read_holds
from worker.store.models.enrollment import Enrollment
from worker.store.models.operation import Hold


def test_nothing_leaves_on_hold_and_it_leaves_once_when_the_hold_is_lifted(world: World) -> None:
    world.reject()
    assert hold(world.parts, None, "Rosa")
    world.pass_days(3)
    assert world.sent == []

    lifted = resume(world.parts, None, "Rosa")
    world.drain()

    assert (lifted.was_held, lifted.woken, lifted.still_held) == (True, 1, ())
    assert len(world.sent) == 1
    world.pass_days(10)
    assert len(world.sent) == 1


def test_a_campaigns_hold_leaves_the_others_alone(world: World) -> None:
    world.reject()
    hold(world.parts, "job_anniversary", "Rosa")
    world.pass_days(3)

    assert len(world.sent) == 1


def test_what_another_hold_still_holds_is_not_woken(world: World) -> None:
    world.reject()
    hold(world.parts, "post_rejection", "Rosa")
    hold(world.parts, None, "Rosa")
    world.pass_days(3)

    assert resume(world.parts, "post_rejection", "Rosa").still_held == ("*",)
    hold(world.parts, "post_rejection", "Rosa")
    lifted = resume(world.parts, None, "Rosa")
    world.drain()

    assert (lifted.woken, lifted.still_held) == (0, ("post_rejection",))
    assert world.sent == []


def test_a_resume_that_died_after_lifting_the_hold_is_finished_by_the_next(world: World) -> None:
    world.reject()
    hold(world.parts, None, "Rosa")
    world.pass_days(3)
    with world.parts.database.write() as session:
        session.delete(session.get_one(Hold, "*"))

    lifted = resume(world.parts, None, "Rosa")
    world.drain()

    assert (lifted.was_held, lifted.woken) == (False, 1)
    assert len(world.sent) == 1


def test_what_expired_while_on_hold_is_passed_over(world: World) -> None:
    world.reject()
    hold(world.parts, None, "Rosa")
    world.pass_days(30)

    resume(world.parts, None, "Rosa")
    world.pass_days(3)

    assert world.sent == []
    assert "expired" in world.reasons("skip")


def test_a_hold_tells_how_much_waits_for_it(world: World) -> None:
    world.reject()
    hold(world.parts, None, "Rosa")
    hold(world.parts, "referral_ask", "Rosa")
    world.pass_days(3)

    with world.parts.database.read() as session:
        assert [(row.scope, row.by, row.waiting) for row in list_holds(session)] == [
            ("*", "Rosa", 1),
            ("referral_ask", "Rosa", 0),
        ]


def test_a_campaign_unknown_is_not_held(world: World) -> None:
    with pytest.raises(NotFound, match="Did you mean 'referral_ask'"):
        hold(world.parts, "referal_ask", "Rosa")


def test_the_commands_hold_list_and_resume(installation: World, run: Run) -> None:
    installation.reject()

    assert "is on hold. To go on: rapport resume post_rejection" in run("hold", "post_rejection").stdout
    assert "was already on hold" in run("hold", "--campaign", "post_rejection").stdout
    assert "One at a time" in run("hold", "referral_ask", "--campaign", "post_rejection").stderr
    assert json.loads(run("holds", "--json").stdout)[0]["scope"] == "post_rejection"
    assert "post_rejection" in run("holds").stdout
    installation.pass_days(3)
    assert installation.sent == []
    assert "1 that waited is looked at now" in run("resume", "post_rejection", "--by", "Rosa").stdout
    assert run("resume").stdout == "All sending was not on hold.\n"
    assert run("holds").stdout == "Nothing is on hold.\n"


@pytest.mark.parametrize("command", ["hold", "resume"])
def test_a_campaign_misspelt_holds_nothing_and_the_nearest_is_named(installation: World, run: Run, command: str) -> None:
    wrong = run(command, "post_rejektion")

    assert (wrong.exit_code, "Did you mean 'post_rejection'" in wrong.stderr) == (1, True)
    assert run("holds").stdout == "Nothing is on hold.\n"


def test_who_was_told_to_wait_while_the_hold_was_being_lifted_is_woken_too(world: World, wait_until: WaitUntil) -> None:
    world.reject()
    hold(world.parts, None, "Rosa")
    lifted: list[Lifted] = []
    lifting = threading.Thread(target=lambda: lifted.append(resume(world.parts, None, "Rosa")))

    with world.parts.database.write() as session:  # a handful at work: it has read the hold, and has not yet committed
        assert read_holds(session) == {"*"}
        lifting.start()
        if not world.parts.database.is_sqlite:
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'hold'::regclass")
            wait_until(lambda: session.scalar(waiting), what="the hold's lifting to wait for the handful")
        session.execute(update(Enrollment).values(reason="on_hold", wake_at=world.now + timedelta(days=14)))
    lifting.join(30)

    assert [one.woken for one in lifted] == [1]
