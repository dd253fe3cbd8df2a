"""Whoever somebody means: by address, by an upstream id, by ours, and never the wrong one."""

from __future__ import annotations

import pytest

from tests.conftest import ON_SQLITE
from tests.world import ADA, ENGINEER, World
from worker.engine.lookup import NotFound, by_prefix, find_campaign, find_candidate
from worker.store.models.candidate import Candidate

pytestmark = ON_SQLITE


def _find(world: World, said: str) -> Candidate:
    with world.parts.database.read() as session:
        return find_candidate(session, world.parts, said)


@pytest.mark.parametrize("said", ["ada@mail.example", " ADA@Mail.example ", "ats:ada", "ada"])
def test_a_person_is_found_by_address_and_by_upstream_id(world: World, said: str) -> None:
    world.reject()

    assert _find(world, said).id == world.candidate().id


def test_a_person_is_found_by_our_id_and_by_its_beginning(world: World) -> None:
    world.reject()
    ada = world.candidate()

    assert _find(world, str(ada.id)).id == ada.id
    assert _find(world, ada.id.hex[:6].upper()).id == ada.id
    assert _find(world, str(ada.id)[:13]).id == ada.id


def test_the_beginning_of_two_ids_names_nobody(world: World) -> None:
    from uuid import UUID

    with world.parts.database.write() as session:
        for number in (1, 2):
            session.add(
                Candidate(
                    id=UUID(f"abcd1234-0000-4000-8000-00000000000{number}"),
                    skills=[],
                    facts_at=world.now,
                    created_at=world.now,
                )
            )

    with pytest.raises(NotFound, match="type more of it"):
        _find(world, "abcd1234")
    assert _find(world, "abcd12340000400080000000" + "00000002").id.hex.endswith("2")


def test_an_upstream_id_with_colons_in_its_source_is_found(world: World) -> None:
    from worker.engine.take_in import take_in

    event = world.event("candidate.rejected", application={"id": "a", "stage": "screen", "job": ENGINEER})
    take_in(world.parts, [event | {"source": "https://ats.example/eu"}], door="test")
    world.drain()

    assert _find(world, "https://ats.example/eu:ada").address == ADA["email"]
    assert _find(world, "ada").address == ADA["email"]


def test_one_upstream_id_of_two_people_asks_which(world: World) -> None:
    from worker.engine.take_in import take_in

    world.reject()
    other = {"id": "ada", "email": "other@mail.example"}
    event = world.event("candidate.applied", candidate=other, application={"id": "b"})
    take_in(world.parts, [event | {"source": "hr"}], door="test")
    world.drain()

    with pytest.raises(NotFound, match="ats:ada, hr:ada"):
        _find(world, "ada")
    assert _find(world, "hr:ada").address == "other@mail.example"


def test_an_erased_person_is_not_found_and_why_is_told(world: World) -> None:
    world.reject()
    world.tell("candidate.erased", candidate={"id": "ada"})

    with pytest.raises(NotFound, match="asked to be erased"):
        _find(world, "ada@mail.example")


def test_too_short_a_beginning_names_nobody(world: World) -> None:
    world.reject()

    with world.parts.database.read() as session:
        assert by_prefix(session, Candidate, world.candidate().id.hex[:3]) is None


def test_a_campaign_that_is_nothing_like_any_lists_them_all(world: World) -> None:
    with (
        world.parts.database.read() as session,
        pytest.raises(NotFound, match=r"Known: boomerang, .*check_in_90_day,"),
    ):
        find_campaign(session, world.parts, "zzzz")
