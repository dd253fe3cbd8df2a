"""A backup restored in the middle of an issue: it is paused, for a person to decide."""

from __future__ import annotations

import pytest

from tests.newsletters.network import SLUG, approved, issue, join
from tests.world import World
from worker.engine.hold import hold, resume
from worker.engine.newsletter_control import start_issue
from worker.engine.restored import doubt_since_backup


@pytest.mark.usefixtures("short_issue")
def test_an_issue_that_was_on_its_way_is_paused_and_goes_on_by_a_persons_word_only(sqlite_world: World) -> None:
    world = sqlite_world
    join(world, 2)
    approved(world)
    start_issue(world.parts, SLUG, "Rosa")
    hold(world.parts, None, "Rosa")

    assert doubt_since_backup(world.parts, "Rosa").issues == (SLUG,)
    resume(world.parts, None, "Rosa")
    world.pass_days(1)

    assert issue(world).state == "paused"
    assert world.sent == []
