"""A segment is a sentence, and a query that finds just the people it says, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from campaigns.vocabulary import CampaignMistake, Topic
from campaigns.vocabulary.discovery import discover_segments
from campaigns.vocabulary.segment import AliveWithin, Everybody, Knows, LivesIn, Placed, Reached, Segment, Speaks, Tagged, Who
from tests.newsletters.network import join
from tests.world import World
from worker.store.models.candidate import Application, Candidate, Placement
from worker.store.models.candidate_skill import CandidateSkill
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
