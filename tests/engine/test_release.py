"""A deploy that would strand people, or forget who said no, is refused with a way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.world import World
from worker.engine.parts import Parts
from worker.engine.release import ReleaseRefused, check_release
from worker.engine.retire import retire
from worker.rules.tokens import Keyring

OLD, NEW = "an-old-secret-key-of-thirty-two-characters", "a-new-secret-key-of-thirty-two-characters!"


def without(world: World, campaign: str, step: str) -> Parts:
    known = world.parts.campaigns[campaign]
    fewer = replace(known, steps=[one for one in known.steps if one.id != step])
    return replace(world.parts, campaigns={**world.parts.campaigns, campaign: fewer})


def test_what_is_deployed_fits_and_may_be_released_again_and_again(world: World) -> None:
    world.reject()
    check_release(world.parts)
    check_release(world.parts)


def test_a_step_that_is_gone_with_people_in_it_is_refused_until_they_are_retired(world: World) -> None:
    check_release(world.parts)
    world.reject()
    world.pass_days(5)
    parts = without(world, "post_rejection", "keep_in_touch")

    with pytest.raises(ReleaseRefused, match=r"1 people stand in post_rejection\.keep_in_touch.*retire"):
        check_release(parts)
    assert retire(parts, "post_rejection", "keep_in_touch", "Rosa") == 1
    check_release(parts)


def test_a_whole_campaign_that_is_gone_is_refused_too(world: World) -> None:
    world.reject()
    fewer = {name: one for name, one in world.parts.campaigns.items() if name != "post_rejection"}

    with pytest.raises(ReleaseRefused, match="the code has no campaign 'post_rejection'"):
        check_release(replace(world.parts, campaigns=fewer))


def test_a_step_nobody_stands_in_may_go(world: World) -> None:
    check_release(world.parts)
    check_release(without(world, "post_rejection", "keep_in_touch"))


def test_keys_rotate_and_dropping_one_in_use_is_refused(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.parts = replace(world.parts, keyring=Keyring([OLD]))
    check_release(world.parts)
    world.tell("candidate.opted_out")

    world.parts = replace(world.parts, keyring=Keyring([NEW, OLD]))
    check_release(world.parts)
    world.tell("candidate.rejected", application={"id": "a"}, candidate={"id": "other", "email": "ADA@mail.example"})
    world.pass_days(5)
    assert world.sent == []

    with pytest.raises(ReleaseRefused, match="no longer lists a key in use"):
        check_release(replace(world.parts, keyring=Keyring([NEW])))
