"""A backup restored: what left after it was made is not sent again, and the provider's word finds its letters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Table

from tests.campaigns.test_event_invitation import evening
from tests.conftest import Run
from tests.world import ROSA, World
from worker.engine.hold import hold, resume
from worker.engine.restored import NotOnHold, Restored, doubt_since_backup
from worker.engine.take_in import take_in
from worker.store.base import Base

Backup: TypeAlias = list[tuple[Table, list[dict[str, Any]]]]


def back_up(world: World) -> Backup:
    """Every row of every table, as a dump has them."""
    with world.parts.database.read() as session:
        return [
            (table, [dict(row) for row in session.execute(table.select()).mappings()]) for table in Base.metadata.sorted_tables
        ]


def restore(world: World, backup: Backup) -> None:
    """The database as it was; what was queued is gone."""
    with world.parts.database.write() as session:
        for table, _ in reversed(backup):
            session.execute(table.delete())
        for table, rows in backup:
            for row in rows:
                session.execute(table.insert(), {name: value for name, value in row.items() if value is not None})
    world.hints.queue.clear()


def told_again(world: World, *events: dict[str, Any]) -> None:
    take_in(world.parts, list(events), door="test")
    world.drain()


def subjects(world: World) -> list[str]:
    """Of the letters that left, in order."""
    return [letter.subject for letter in world.sent]


def test_a_letter_that_left_after_the_backup_does_not_leave_again_and_the_next_comes(world: World) -> None:
    world.reject()
    backup = back_up(world)
    world.pass_days(4)
    (thanks,) = world.sent

    restore(world, backup)
    hold(world.parts, None, "Rosa")
    assert doubt_since_backup(world.parts, "Rosa") == Restored(letters=1, issues=(), fan_outs=0)
    assert doubt_since_backup(world.parts, "Rosa").letters == 0
    resume(world.parts, None, "Rosa")
    world.pass_days(50)

    assert subjects(world) == [thanks.subject, "Shall we stay in touch?"]
    assert [mail.subject for mail in world.service] == [
        "Rapport needs you: Letters are in doubt: nobody can tell whether they left"
    ]
    first = world.messages()[0]
    assert (first.id, first.state) == (thanks.message_id, "unknown")
    world.signal("delivered", first)
    assert world.messages()[0].state == "delivered"


def test_a_letter_of_a_step_that_was_not_reached_in_the_backup_does_not_leave_again(world: World) -> None:
    world.tell("candidate.applied", application={"id": "app-1", "job": {"id": "job-1", "title": "Baker"}}, recruiter=ROSA)
    backup = back_up(world)
    world.pass_days(31)
    before = subjects(world)
    assert len(before) == 2

    restore(world, backup)
    hold(world.parts, None, "Rosa")
    doubt_since_backup(world.parts, "Rosa")
    resume(world.parts, None, "Rosa")
    world.pass_days(20)

    assert subjects(world) == before


def test_what_upstream_tells_again_starts_nothing_twice(world: World) -> None:
    backup = back_up(world)
    event = world.event("candidate.rejected", application={"id": "app-1", "stage": "screen"}, recruiter=ROSA)
    told_again(world, event)
    world.pass_days(4)
    assert len(world.sent) == 1

    restore(world, backup)
    hold(world.parts, None, "Rosa")
    told_again(world, event)
    assert doubt_since_backup(world.parts, "Rosa").letters == 1
    resume(world.parts, None, "Rosa")
    world.pass_days(20)

    assert len(world.sent) == 1


def test_nobody_is_invited_twice_by_a_walk_that_begins_anew(world: World) -> None:
    world.tell("candidate.opted_in", topic="talent_network")
    backup = back_up(world)
    event = world.event("community.announced", event=evening(), recruiter=ROSA)
    told_again(world, event)
    world.pass_days(3)
    assert len(world.sent) == 1

    restore(world, backup)
    hold(world.parts, None, "Rosa")
    told_again(world, event)
    doubt_since_backup(world.parts, "Rosa")
    resume(world.parts, None, "Rosa")
    world.pass_days(10)

    (invitation,) = world.sent
    assert [letter.id for letter in world.messages()] == [invitation.message_id]


def test_nothing_is_put_in_doubt_while_letters_may_leave(world: World) -> None:
    world.reject()
    with pytest.raises(NotOnHold, match="rapport hold"):
        doubt_since_backup(world.parts, "Rosa")


def test_the_command_asks_for_a_hold_and_a_yes_and_says_what_it_did(installation: World, run: Run) -> None:
    installation.reject()
    installation.now += timedelta(days=4)

    assert "rapport hold" in run("restored", "--yes").stderr
    run("hold")
    assert "say --yes" in run("restored").stderr
    assert "In doubt now: 1 letter." in run("restored", "--yes").stdout
    assert "restored from a backup" in run("doubts").stdout
