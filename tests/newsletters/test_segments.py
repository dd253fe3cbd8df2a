"""A segment is a sentence, and a query that finds just the people it says, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from campaigns.vocabulary import CampaignMistake, Topic
from campaigns.vocabulary.discovery import discover_segments
from campaigns.vocabulary.segment import AliveWithin, Everybody, Knows, LivesIn, Placed, Reached, Segment, Speaks, Tagged, Who
from tests.newsletters.network import addresses, issue, join, send
from tests.world import World
from worker.store.models.candidate import Application, Candidate, Placement
from worker.store.models.candidate_skill import CandidateSkill
from worker.store.models.consent import TopicChoice
from worker.store.segment import audience

CASES: list[tuple[Who, set[int]]] = [
    (Everybody(), {0, 1, 2, 3, 4, 5}),
    (Speaks("da"), {1, 4}),
    (LivesIn("DK"), {0, 1, 2, 3, 4, 5}),
    (~LivesIn("SE"), {0, 1, 2, 3, 4, 5}),
    (Knows("Python"), {0}),
    (Tagged("Alumni"), {4, 5}),
    (~Tagged("alumni") & Speaks("de"), {2}),
    (Reached("onsite"), {1}),
    (Reached("interview"), {1, 2}),
    (Placed(), {3}),
    (~Placed() & Speaks("en"), {0}),
    (Knows("python") | Placed(), {0, 3}),
    (AliveWithin(40), {0, 1, 2, 3, 4, 5}),
    (AliveWithin(20), set()),
]


def test_each_condition_finds_just_whom_it_says(world: World) -> None:
    people = join(world, 6)
    ids = [one["id"] for one in people]
    with world.parts.database.write() as session:
        session.execute(insert(CandidateSkill), [{"skill": "python", "candidate_id": ids[0]}])
        for number, stage in ((1, "Onsite"), (2, "interview")):
            row = {"source": "ats", "upstream_id": str(number), "candidate_id": ids[number], "stage": stage, "status": "rejected"}
            session.execute(insert(Application), [row | {"status_at": world.now}])
        for number in (4, 5):
            session.get_one(Candidate, ids[number]).tags = ["alumni", "berlin"]
        placed = {"candidate_id": ids[3], "key": "-", "active": True, "as_of": world.now - timedelta(days=9)}
        session.execute(insert(Placement), [placed])
    with world.parts.database.read() as session:
        for who, expected in CASES:
            found = session.scalars(audience(Topic.INSIGHT, who, world.now)).all()
            assert {ids.index(one) for one in found} == expected, who.sentence
        page = session.scalars(audience(Topic.INSIGHT, Everybody(), world.now).limit(2)).all()
        after = session.scalars(audience(Topic.INSIGHT, Everybody(), world.now, after=page[-1])).all()
        assert len(page) + len(after) == 6


def test_who_never_named_a_language_reads_the_one_that_letters_to_their_country_are_written_in(world: World) -> None:
    countries = {"SE": "sv", "CH": "de", "DK": "da", "GB": "en", "FR": None, None: None}
    found = {
        country: join(world, 1, locale=None, country=country, address=None, address_key=None)[0]["id"] for country in countries
    }
    with world.parts.database.write() as session:
        session.execute(update(Candidate).values(address="somebody@mail.example"))

    with world.parts.database.read() as session:
        for language in ("sv", "de", "da", "en"):
            (reader,) = session.scalars(audience(Topic.INSIGHT, Speaks(language), world.now)).all()
            assert countries[next(country for country, one in found.items() if one == reader)] == language
            others = session.scalars(audience(Topic.INSIGHT, ~Speaks(language), world.now)).all()
            assert len(others) == len(countries) - 1


def test_whose_yes_has_run_out_is_not_counted_and_is_passed_over_with_that_reason(world: World, short_issue: Path) -> None:
    people = join(world, 3)
    with world.parts.database.write() as session:
        session.get_one(TopicChoice, (people[0]["id"], "talent_network")).expires_at = world.now - timedelta(days=1)
    send(world)
    assert issue(world).audience == 2
    assert len(addresses(world)) == 2
    assert world.reasons("skip") == ["consent_lapsed"]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (
            (LivesIn("DK") | LivesIn("NO", "03")) & Knows("python") & ~Placed(),
            "(live in DK or live in NO-03) and know python and are not placed",
        ),
        (Speaks("da") & Tagged("{alumni}") | Reached("offer"), "(read da and are tagged {alumni}) or came as far as offer"),
        (
            ~(Tagged("alumni") & Knows("sql")) & AliveWithin(30),
            "are not among those who (are tagged alumni and know sql) and gave a sign of life in the last 30 days",
        ),
        (~Knows("sql"), "are not among those who know sql"),
    ],
)
def test_a_segment_reads_as_a_sentence_that_means_what_is_asked(who: Who, said: str) -> None:
    assert Segment("x", who).sentence == f"People who {said}."


def test_a_segment_that_cannot_be_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"talent_network", "nordic_engineers"} <= set(discover_segments())
    (tmp_path / "trial_segments").mkdir()
    file = tmp_path / "trial_segments" / "__init__.py"
    file.touch()
    file.with_name("mine.py").write_text("from campaigns.vocabulary.segment import Everbody\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CampaignMistake, match=r"mine\.py, line 1: ImportError: .*Did you mean Everybody\?"):
        discover_segments("trial_segments")
    with pytest.raises(ValueError, match="unknown stage"):
        Reached("moon")
