"""Many rows in one statement say on both databases what each row alone would say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Text, Uuid, select, update

from worker.store.database import Database
from worker.store.insert import insert_many, insert_new, table_of, upsert_many
from worker.store.many import UpdateMany, among, among_pairs
from worker.store.models.candidate import Candidate, UpstreamRef
from worker.store.models.decision import Decision

NOON = datetime(2026, 1, 5, 12, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=1)))
ODD = 'Ada "B" \\ \u2028 {} [] \'; -- å \U0001f600\n'


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def ada(number: int, **more: Any) -> dict[str, Any]:
    """One of many rows, with every kind of value."""
    return {
        "id": UUID(int=number),
        "address_key": f"ada{number}@mail.example",
        "first_name": ODD,
        "last_name": None,
        "skills": ["sql", ODD],
        "recruiter": {"name": ODD, "gone": False} if number % 2 else None,
        "may_be_mailed": bool(number % 2),
        "facts_at": NOON,
        "created_at": NOON,
        "tracking": True,
        "tempo": "steady",
    } | more


def test_every_kind_of_value_is_read_back_as_it_was_written(database: Database) -> None:
    with database.write() as session:
        insert_many(session, Candidate, [ada(1), ada(2)])
    with database.read() as session:
        one, two = session.scalars(select(Candidate).order_by(Candidate.id))
        nothing = session.scalars(select(Candidate.id).where(Candidate.recruiter.is_(None))).all()
    assert (one.first_name, one.last_name, one.skills, one.may_be_mailed) == (ODD, None, ["sql", ODD], True)
    assert one.recruiter == {"name": ODD, "gone": False}
    assert (two.recruiter, nothing) == (None, [two.id])
    assert (one.created_at, one.created_at.tzinfo) == (NOON, UTC)


def test_rows_are_numbered_in_the_order_they_are_given(database: Database) -> None:
    details = [str(number) for number in range(50, 0, -1)]
    with database.write() as session:
        insert_many(session, Candidate, [ada(1)])
        same = {"candidate_id": UUID(int=1), "at": NOON, "action": "send", "reason": "ok"}
        insert_many(session, Decision, [same | {"detail": detail} for detail in details])
        assert session.scalars(select(Decision.detail).order_by(Decision.seq)).all() == details


def test_only_what_is_new_is_inserted_and_said(database: Database) -> None:
    with database.write() as session:
        assert insert_new(session, Candidate, [ada(1)], "id") == {(UUID(int=1),)}
        changed = ada(1, tempo="keen")
        assert insert_new(session, Candidate, [changed, ada(2)], "id", "tempo") == {(UUID(int=2), "steady")}
        assert insert_new(session, Candidate, []) == set()


def test_what_is_there_already_is_overwritten_where_asked(database: Database) -> None:
    with database.write() as session:
        insert_many(session, Candidate, [ada(1), ada(2)])
        for owner in (1, 2):
            rows = [{"source": "ats", "upstream_id": name, "candidate_id": UUID(int=owner)} for name in ("a", "b")]
            upsert_many(session, UpstreamRef, rows, "source", "upstream_id")
        found = session.execute(select(UpstreamRef.upstream_id, UpstreamRef.candidate_id)).all()
    assert sorted(found) == [("a", UUID(int=2)), ("b", UUID(int=2))]


def test_each_row_is_changed_by_its_own_values_and_no_other_is_touched(database: Database) -> None:
    table = table_of(Candidate)
    rename = UpdateMany(
        {"the_id": Uuid(), "the_name": Text()},
        lambda given: update(table).where(table.c.id == given["the_id"], table.c.tracking).values(last_name=given["the_name"]),
    )
    with database.write() as session:
        insert_many(session, Candidate, [ada(1), ada(2), ada(3, tracking=False), ada(4)])
        rename.run(session, [{"the_id": UUID(int=number), "the_name": f"{ODD}{number}"} for number in (1, 2, 3)])
        rename.run(session, [])
        names = session.scalars(select(Candidate.last_name).order_by(Candidate.id)).all()
    assert names == [f"{ODD}1", f"{ODD}2", None, None]


def test_many_values_are_found_and_none_finds_nothing(database: Database) -> None:
    with database.write() as session:
        insert_many(session, Candidate, [ada(1), ada(2)])
        insert_many(session, UpstreamRef, [{"source": "ats", "upstream_id": ODD, "candidate_id": UUID(int=1)}])
        assert session.scalars(select(Candidate.id).where(among(session, Candidate.id, [UUID(int=2), uuid4()]))).all() == [
            UUID(int=2)
        ]
        assert session.scalars(select(Candidate.id).where(among(session, Candidate.id, []))).all() == []
        found = among_pairs(session, UpstreamRef.source, UpstreamRef.upstream_id, [("ats", ODD), ("hr", ODD), ("ats", "b")])
        assert session.scalars(select(UpstreamRef.candidate_id).where(found)).all() == [UUID(int=1)]
        nobody = among_pairs(session, UpstreamRef.source, UpstreamRef.upstream_id, [])
        assert session.scalars(select(UpstreamRef.candidate_id).where(nobody)).all() == []
