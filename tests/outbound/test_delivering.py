"""At least once, with the same id: through crashes, a target that is down, one that hangs, and one that wants no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import select

from tests.engine.killing import run_until_killed
from tests.outbound.conftest import SECRET, Tell, Upstream
from tests.outbound.test_what_is_told import thanked
from tests.reading.adas_story import answer, open_handoffs
from tests.world import MONDAY, World
from worker.delivery.outbound_stream import STREAM, OutboundStream
from worker.delivery.webhook import Webhook
from worker.engine.due import dispatch
from worker.engine.handoff import Resolution, resolve_handoff
from worker.engine.outbound_log import list_outbound, replay, replay_dead
from worker.engine.outbound_send import tell_upstream
from worker.engine.staff import open_alarms
from worker.store.models.outbound import OutboundDelivery


def deliveries(world: World) -> list[OutboundDelivery]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(OutboundDelivery).order_by(OutboundDelivery.seq)))


def leased(world: World) -> tuple[list[int], str]:
    """What the clock has handed over, and no worker has worked."""
    dispatch(world.parts)
    while True:
        actor, args = world.hints.queue.popleft()
        if actor == "tell_upstream":
            return args[0], args[1]


@pytest.mark.parametrize("place", range(9))
def test_killed_at_any_place_it_is_told_with_the_same_id(world: World, upstream: Upstream, place: int) -> None:
    """Nine places: before, before the commit of and after each of the two transactions, and some to spare."""
    world.signal("complained", thanked(world))
    seqs, lease = leased(world)

    run_until_killed(world, place, lambda: tell_upstream(world.parts, seqs, lease))
    world.hints.queue.clear()
    world.now += timedelta(seconds=world.parts.policy.lease_seconds + 1)
    world.drain()

    assert 1 <= len(upstream.calls) <= 2
    assert len({call.headers["webhook-id"] for call in upstream.calls}) == 1
    assert len({call.body for call in upstream.calls}) == 1
    assert [row.state for row in deliveries(world)] == ["delivered"]


def test_a_lost_hint_costs_a_lease(world: World, upstream: Upstream) -> None:
    world.signal("complained", thanked(world))
    leased(world)
    world.drain()
    assert not upstream.calls

    world.now += timedelta(seconds=world.parts.policy.lease_seconds)
    world.drain()

    assert len(upstream.calls) == 1


def test_whoever_comes_back_too_late_does_nothing(world: World, upstream: Upstream) -> None:
    world.signal("complained", thanked(world))
    seqs, lease = leased(world)
    world.now += timedelta(seconds=world.parts.policy.lease_seconds)
    world.drain()

    assert tell_upstream(world.parts, seqs, lease) == 0
    assert len(upstream.calls) == 1


def test_a_target_that_was_down_hears_all_in_order_once_it_is_up(world: World, upstream: Upstream) -> None:
    upstream.answers = [503, 500, 502, 429]
    answer(world, thanked(world))
    (handoff,) = open_handoffs(world)
    resolve_handoff(world.parts, handoff.id, Resolution.ANSWERED, "Rosa")
    world.pass_days(1)

    assert upstream.told() == ["candidate.replied"] * 5 + ["handoff.opened", "handoff.resolved"]
    assert len({call.headers["webhook-id"] for call in upstream.calls}) == 3
    assert [row.state for row in deliveries(world)] == ["delivered"] * 3


def test_after_three_days_in_vain_it_is_given_up_with_an_alarm_and_can_be_told_again(world: World, upstream: Upstream) -> None:
    letter = thanked(world)
    upstream.answers = [500] * 1000
    world.signal("complained", letter)
    world.pass_days(2.9)
    assert [row.state for row in deliveries(world)] == ["waiting"]
    world.pass_days(0.3)

    (row,) = deliveries(world)
    assert (row.state, row.error) == ("dead", "answered 500")
    with world.parts.database.read() as session:
        (alarm,) = [one for one in open_alarms(session) if one.key.startswith("outbound_dead/")]
    assert "rapport outbound replay" in alarm.remedy
    told = len(upstream.calls)
    assert 60 <= told <= 100
    world.pass_days(10)
    assert len(upstream.calls) == told

    upstream.answers = []
    assert replay_dead(world.parts) == 1
    world.drain()

    assert deliveries(world)[0].state == "delivered"
    assert len({call.headers["webhook-id"] for call in upstream.calls}) == 1


def test_what_was_delivered_can_be_told_again_with_the_same_id(world: World, upstream: Upstream) -> None:
    world.signal("complained", thanked(world))
    world.drain()
    with world.parts.database.read() as session:
        (known,), total = list_outbound(session)
    assert (known.state, known.attempts, total) == ("delivered", 1, 1)

    assert replay(world.parts, known.id.hex[:8]) == 1
    world.drain()

    first, second = upstream.calls
    assert first.body == second.body


def test_no_redirect_is_followed(world: World, upstream: Upstream) -> None:
    upstream.answers = [302, 307, 308]
    upstream.location = upstream.url.replace("/rapport", "/inside")
    world.signal("complained", thanked(world))
    world.pass_days(0.1)

    assert {call.path for call in upstream.calls} == {"/rapport?for=ats"}
    assert len(upstream.calls) == 4


def test_a_target_that_hangs_costs_one_time_out_a_batch(telling: Tell, upstream: Upstream) -> None:
    world = telling([Webhook(upstream.url, [SECRET], timeout_seconds=0.3)])
    upstream.silent.set()
    for number in range(5):
        person = {"id": f"p{number}", "email": f"p{number}@mail.example"}
        world.tell("candidate.opted_out", candidate=person)
        world.hints.queue.clear()
    world.now += timedelta(days=1)
    called = len(upstream.calls)
    seqs, lease = leased(world)

    assert tell_upstream(world.parts, seqs, lease) == 0
    assert (len(seqs), len(upstream.calls) - called) == (5, 1)
    assert {row.state for row in deliveries(world)} == {"waiting"}
    assert {row.error for row in deliveries(world)} == {"no answer (TimeoutError while waiting for the answer)"}


def test_a_target_that_drips_is_cut_off(telling: Tell, free_port: Callable[[], int]) -> None:
    nobody = Webhook(f"http://127.0.0.1:{free_port()}/", [SECRET], timeout_seconds=0.3)
    world = telling([nobody])
    world.tell("candidate.opted_out")

    (row,) = deliveries(world)
    assert row.state == "waiting"
    assert row.error is not None
    assert row.error.startswith("cannot be reached (")


def test_one_event_that_is_not_wanted_holds_up_nobody_else(world: World, upstream: Upstream) -> None:
    upstream.answers = [422]
    world.tell("candidate.opted_out")
    for number in range(3):
        world.tell("candidate.opted_out", candidate={"id": f"p{number}", "email": f"p{number}@mail.example"})

    assert [row.state for row in deliveries(world)] == ["waiting", "delivered", "delivered", "delivered"]


def test_what_waits_for_a_target_nobody_wants_any_more_is_given_up(world: World, upstream: Upstream, telling: Tell) -> None:
    upstream.answers = [500]
    world.tell("candidate.opted_out")
    other = telling([Webhook(upstream.url.replace("ats", "chat"), [SECRET])])
    other.now = world.now
    other.pass_days(1)

    assert [(row.state, row.error) for row in deliveries(other)] == [("dead", "no longer among the targets")]


def test_each_target_is_told_by_itself(telling: Tell, upstream: Upstream, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        world = telling([Webhook(upstream.url, [SECRET]), OutboundStream(client)])
        upstream.answers = [500]
        world.tell("candidate.opted_out")

        ((_, fields),) = client.xrange(STREAM)
        assert fields == {b"event": upstream.calls[0].body}
        assert sorted((row.target == "stream", row.state) for row in deliveries(world)) == [
            (False, "waiting"),
            (True, "delivered"),
        ]


def test_a_stream_that_nobody_reads_keeps_only_the_latest(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.delivery.outbound_stream.LONGEST", 100)
    with redis.Redis.from_url(redis_url) as client:
        target = OutboundStream(client)
        for number in range(500):
            assert target.take(str(number), b"%d" % number, MONDAY) is None

        assert 100 <= client.xlen(STREAM) < 300  # Redis lets go of a hundred at a time
        ((_, fields),) = client.xrevrange(STREAM, count=1)
        assert fields == {b"event": b"499"}


def test_a_stream_whose_redis_is_away_is_told_later(telling: Tell, short_dir: object) -> None:
    with redis.Redis(unix_socket_path=f"{short_dir}/nobody.sock", retry=Retry(NoBackoff(), 0)) as client:
        world = telling([OutboundStream(client)])
        world.tell("candidate.opted_out")

    assert [(row.state, row.error) for row in deliveries(world)] == [("waiting", "cannot be reached (ConnectionError)")]


def test_names_of_targets_hold_no_secret_and_differ() -> None:
    one, other = (Webhook(f"https://chat.example/hooks/{secret}", [SECRET]) for secret in ("s3cret", "s3cret2"))

    assert one.name != other.name
    assert one.name.startswith("chat.example#")
    assert "s3cret" not in one.name


def test_a_change_of_secret_signs_with_both(telling: Tell, upstream: Upstream) -> None:
    world = telling([Webhook(upstream.url, [SECRET, SECRET.replace("AAEC", "BBEC")])])
    world.tell("candidate.opted_out")

    first, second = upstream.calls[0].headers["webhook-signature"].split(" ")
    assert first.startswith("v1,")
    assert second.startswith("v1,")
    assert first != second
