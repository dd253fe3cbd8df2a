"""Nothing is dropped silently: what could not be worked is listed whole, and taken in again once mended."""

from __future__ import annotations

import json

import orjson
import pytest
from sqlalchemy import select

from tests.conftest import Run
from tests.world import ENGINEER, World
from worker.engine.dead_letters import list_dead, replay, replay_all
from worker.engine.lookup import NotFound
from worker.engine.take_in import take_in, take_in_or_bury
from worker.store.models.inbox import DeadLetter, InboxEvent
from worker.store.models.signal import Hook


def _rejection(world: World) -> dict[str, object]:
    return world.event("candidate.rejected", application={"id": "a", "stage": "screen", "job": ENGINEER})


def _bury(world: World, *raws: bytes) -> list[int]:
    take_in_or_bury(world.parts, raws, door="stream")
    with world.parts.database.read() as session:
        return list(session.scalars(select(DeadLetter.seq).order_by(DeadLetter.seq)))


def _mend(world: World, seq: int, document: dict[str, object]) -> None:
    """As when the code has learnt the type, or somebody has corrected the row."""
    with world.parts.database.write() as session:
        session.get_one(DeadLetter, seq).raw = orjson.dumps(document).decode()


def test_a_mended_dead_letter_is_taken_in_and_listed_no_more(world: World) -> None:
    event = _rejection(world)
    seq = _bury(world, orjson.dumps(event | {"type": "candidate.promoted"}))[0]
    _mend(world, seq, event)

    answers = replay(world.parts, [str(seq)])
    world.drain()

    assert [(one.ref, one.taken, one.reason) for one in answers] == [(f"dead-{seq}", True, "accepted")]
    assert world.candidate().address == "ada@mail.example"
    with world.parts.database.read() as session:
        assert list_dead(session) == ([], 0)


def test_what_fails_again_stays_with_its_new_reason(world: World) -> None:
    event = _rejection(world)
    not_json, strange = _bury(world, b"{oh", orjson.dumps(event | {"type": "candidate.promoted"}))
    _mend(world, strange, event | {"time": "yesterday"})

    answers = list(replay_all(world.parts))

    assert [one.taken for one in answers] == [False, False]
    with world.parts.database.read() as session:
        reasons = {row.ref: row.reason for row in list_dead(session)[0]}
    assert reasons[f"dead-{not_json}"].startswith("event: not JSON")
    assert reasons[f"dead-{strange}"].startswith("time: ")


def test_a_conflict_stays_dead_and_changes_nothing(world: World) -> None:
    event = _rejection(world)
    take_in(world.parts, [event], door="http")
    seq = _bury(world, orjson.dumps(event | {"time": "2026-01-01T00:00:00Z"}))[0]

    assert replay(world.parts, [f"dead-{seq}"])[0].reason == "the same source and id came before with another body"


def test_stuck_events_and_bad_hooks_are_listed_and_go_back_to_work(world: World) -> None:
    take_in(world.parts, [_rejection(world)], door="http")
    world.hints.queue.clear()
    with world.parts.database.write() as session:
        stuck = session.scalars(select(InboxEvent)).one()
        stuck.state, stuck.attempts, stuck.error = "stuck", 5, "KeyError: 'x'"
        hook = Hook(kind="inbound", received_at=world.now, content_type="", body=b"\xff", state="bad", attempts=5, error="oh")
        session.add(hook)
        session.flush()
        refs = [f"inbox-{stuck.seq}", f"hook-{hook.seq}"]
    with world.parts.database.read() as session:
        rows, total = list_dead(session)
    assert ([row.ref for row in rows], total) == (refs, 2)

    assert all(one.taken for one in replay(world.parts, refs))
    assert [hint for hint, _ in world.hints.queue] == ["record", "hear"]
    with world.parts.database.read() as session:
        assert session.scalars(select(InboxEvent.state)).one() == "new"
        assert session.scalars(select(Hook.state)).one() == "new"


@pytest.mark.parametrize("ref", ["dead-99", "99", "inbox-1", "letter-1", "-1", "x", "dead-"])
def test_a_number_nothing_waits_under_fails_before_anything_is_done(world: World, ref: str) -> None:
    seq = _bury(world, orjson.dumps({"type": "candidate.promoted"}))[0]

    with pytest.raises(NotFound, match="rapport events dead"):
        replay(world.parts, [str(seq), ref])


def test_the_commands_list_and_replay(installation: World, run: Run) -> None:
    event = _rejection(installation)
    seq = _bury(installation, orjson.dumps(event | {"type": "candidate.promoted"}))[0]

    assert f"dead-{seq}" in run("events", "dead").stdout
    assert "candidate.promoted" in json.loads(run("events", "dead", "--json").stdout)["dead"][0]["raw"]
    failed = run("events", "replay", seq)
    assert failed.exit_code == 1
    assert f"dead-{seq}: still not: type: unknown event type 'candidate.promoted'" in failed.stdout
    _mend(installation, seq, event)
    assert "1 taken in, 0 not." in run("events", "replay", "--all").stdout
    assert run("events", "dead").stdout == "Everything that came in could be worked.\n"
    assert run("events", "replay").exit_code == 2
    assert run("events", "replay", "99").exit_code == 1
