"""An audience is found by indexes: what a page of a fan-out reads does not grow with those whom it does not concern."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, text

from campaigns.vocabulary import Topic, matching, members
from tests.audience import EVENING, JOB, campaign, join, person, reached, with_campaign
from tests.store.test_plans import statements
from tests.world import World
from worker.store.insert import row_of
from worker.store.models.candidate import Candidate
from worker.store.models.candidate_skill import CandidateSkill
from worker.store.models.community_event import CommunityEvent
from worker.store.models.consent import TopicChoice
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

STRANGERS = 5_000
_PEOPLE = "candidate|candidate_skill|topic_choice"


def many_strangers(world: World) -> None:
    """People with another skill, who said no to the network."""
    ids = [uuid4() for _ in range(STRANGERS)]
    rows: dict[Any, list[dict[str, Any]]] = {
        Candidate: [
            {"id": i, "address": f"{i.hex}@quiet.example", "address_key": f"{i.hex}@quiet.example", "skills": ["cobol"],
             "facts_at": world.now, "created_at": world.now}
            for i in ids
        ],
        CandidateSkill: [{"skill": "cobol", "candidate_id": i} for i in ids],
        TopicChoice: [{"candidate_id": i, "topic": "talent_network", "wanted": False, "at": world.now} for i in ids],
    }  # fmt: skip
    with world.parts.database.write() as session:
        for model, values in rows.items():
            session.execute(insert(model), values)
    with world.parts.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def many_letters(world: World) -> None:
    """Letters to people who were invited to something else, long ago."""
    long_ago, letters = world.now - timedelta(days=300), range(STRANGERS)
    with world.parts.database.write() as session:
        somebody = session.scalars(select(Enrollment)).first()
        letter = session.scalars(select(Message).where(Message.kind == "letter")).first()
        assert somebody is not None
        assert letter is not None
        people = [uuid4() for _ in letters]
        ways = [row_of(somebody) | {"id": uuid4(), "candidate_id": one, "state": "done"} for one in people]
        sent = [
            row_of(letter)
            | {"id": uuid4(), "key": way["id"].hex, "candidate_id": way["candidate_id"], "enrollment_id": way["id"]}
            | {"claimed_at": long_ago, "sending_at": long_ago}
            for way in ways
        ]
        session.execute(insert(Candidate), [{"id": one, "facts_at": long_ago, "created_at": long_ago} for one in people])
        session.execute(insert(Enrollment), ways)
        session.execute(insert(Message), sent)
    with world.parts.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def whole_tables(world: World, seen: list[tuple[str, Any]], tables: str = _PEOPLE) -> list[str]:
    """The statements that would look at all of one of these tables."""
    found = []
    sqlite = world.parts.database.is_sqlite
    whole = rf"SCAN ({tables})\b(?! USING)" if sqlite else rf"Seq Scan on ({tables})\b"
    with world.parts.database.engine.connect() as connection:
        for statement, parameters in seen:
            if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement) or "pg_advisory" in statement:
                continue
            explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(explain + statement, parameters))
            found += [f"{statement}\n{plan}"] if re.search(whole, plan) else []
    return found


def test_an_openings_audience_is_found_by_skill(world: World) -> None:
    with_campaign(world, campaign(matching(at_most=3, a_day=3), Topic.OPENINGS))
    many_strangers(world)
    join(world, person("ada"))

    with statements(world) as seen:
        world.tell("job.opened", job=JOB)

    assert not whole_tables(world, seen)
    world.pass_days(3)
    assert reached(world) == ["ada"]


def test_an_events_audience_is_found_by_membership(world: World) -> None:
    with_campaign(world, campaign(members(Topic.EVENTS), Topic.EVENTS))
    many_strangers(world)
    join(world, person("ada"))

    with statements(world) as seen:
        world.tell("community.announced", event=EVENING | {"skills": ["python"]})

    assert not whole_tables(world, seen)
    world.pass_days(3)
    assert reached(world) == ["ada"]
    with world.parts.database.read() as session:
        assert session.get_one(CommunityEvent, ("ats", "evening")).skills == ["python"]


def test_what_those_who_were_invited_know_is_found_person_by_person(world: World) -> None:
    evening = EVENING | {"starts_at": (world.now + timedelta(days=20)).isoformat()}
    join(world, person("ada"))
    world.tell("community.announced", event=evening)
    world.pass_days(3)
    many_letters(world)

    with statements(world) as seen:
        world.tell("community.announced", event=evening | {"place": "Torvegade 3, Copenhagen"})

    told = [(statement, given) for statement, given in seen if "JOIN message" in statement]
    assert told
    assert not whole_tables(world, told, "message|enrollment")
    world.pass_days(3)
    assert reached(world) == ["ada", "ada"]
