"""A campaign that is added changes no other's test: a world plays what the tests were written with, and what a test names."""

from __future__ import annotations

import pytest

from campaigns.vocabulary import Campaign, Handoff, Topic, days, discover_campaigns
from schemas.events.candidate_withdrew import CandidateWithdrew
from tests.conftest import MakeWorld
from tests.world import PLAYED

ADDED = Campaign(
    "added",
    topic=Topic.TALENT_NETWORK,
    starts_on=[CandidateWithdrew],
    steps=[Handoff("call", ask="Say thank you.", deadline=days(2))],
)


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"added": ADDED, **discover_campaigns()}
    monkeypatch.setattr("tests.world.discover_campaigns", lambda: found)


def test_a_campaign_that_was_added_is_not_played(make_world: MakeWorld) -> None:
    assert set(make_world().parts.campaigns) == PLAYED


@pytest.mark.plays("added")
def test_a_campaign_that_its_test_names_is_played_beside_the_others(make_world: MakeWorld) -> None:
    assert set(make_world().parts.campaigns) == {*PLAYED, "added"}
