"""Opens and clicks are judged once a burst is seen whole; what a machine did says nothing, and nothing branches a campaign."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select

from tests.conftest import ON_SQLITE
from tests.world import World
from worker.engine.hear import EVENTS, hear, store_hook
from worker.engine.tracking_due import judge_again, judge_due
from worker.engine.tracking_judge import WAIT
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message
from worker.store.models.signal import Signal

pytestmark = ON_SQLITE

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
LINKS = [f"https://northwind.example/{page}" for page in ("jobs", "people", "culture", "contact")]
MINUTE = timedelta(minutes=1)


def thanked(world: World) -> Message:
    world.reject()
    world.pass_days(3)
    (message,) = world.messages()
    told(world, "delivered")
    return message


def told(world: World, kind: str, **more: Any) -> None:
    """The provider tells, now, of Ada's letter."""
    message = world.messages()[0]
    at = int(world.now.timestamp())
    event = {"event": kind, "email": message.address, "timestamp": at, "rapport_mid": str(message.id), "useragent": BROWSER}
    event |= {"sg_event_id": f"{kind}/{at}/{more.get('url')}", **more}
    store_hook(world.parts, EVENTS, "application/json", orjson.dumps([event]))
    hear(world.parts)


def scanned(world: World) -> None:
    """A scanner follows every link within seconds of the letter's arrival."""
    for url in LINKS:
        told(world, "click", url=url)
    world.now += timedelta(seconds=1)


def touches(world: World) -> list[Signal]:
    with world.parts.database.read() as session:
        kinds = Signal.kind.in_(("opened", "clicked"))
        return list(session.scalars(select(Signal).where(kinds).order_by(Signal.at, Signal.seq)))


def plans(world: World) -> list[tuple[object, ...]]:
    with world.parts.database.read() as session:
        query = select(Enrollment.campaign, Enrollment.step, Enrollment.due_at, Enrollment.state).order_by(Enrollment.id)
        return [tuple(row) for row in session.execute(query)]


def tempo(world: World) -> str:
    with world.parts.database.read() as session:
        return session.scalars(select(Candidate.tempo)).one()


def test_a_scanners_burst_and_a_persons_click_an_hour_later_are_told_apart(world: World) -> None:
    thanked(world)
    before = plans(world), tempo(world)
    scanned(world)
    world.until(world.now + 2 * MINUTE)
    (message,) = world.messages()
    assert (message.opened_at, message.clicked_at, message.machine_touched) == (None, None, True)
    assert (plans(world), tempo(world)) == before

    world.until(world.now + timedelta(hours=1))
    clicked = world.now
    told(world, "click", url=LINKS[0])
    world.until(world.now + 2 * MINUTE)

    (message,) = world.messages()
    assert message.clicked_at == clicked.replace(microsecond=0)
    assert [signal.human for signal in touches(world)] == [False] * len(LINKS) + [True]
    assert plans(world) == before[0]


def test_nothing_is_decided_before_the_burst_can_be_seen_whole(world: World) -> None:
    thanked(world)
    told(world, "click", url=LINKS[0])
    world.now += WAIT / 2
    told(world, "click", url=LINKS[1])
    world.now += WAIT - timedelta(seconds=1)
    world.drain()

    assert [signal.human for signal in touches(world)] == [None, None]
    assert world.messages()[0].clicked_at is None

    world.now += timedelta(seconds=1)
    world.drain()
    assert None not in [signal.human for signal in touches(world)]
    assert world.messages()[0].judge_at is None


def test_whoever_goes_on_touching_puts_off_no_judgement(world: World) -> None:
    thanked(world)
    for turn in range(25):
        told(world, "open", sg_event_id=f"open-{turn}")
        world.now += WAIT / 2
        world.drain()

    assert touches(world)[0].human is not None


def test_every_touch_keeps_what_was_heard_its_probability_and_the_evidence(world: World) -> None:
    thanked(world)
    world.now += timedelta(hours=1)
    told(world, "open")
    world.until(world.now + 2 * MINUTE)

    (touch,) = touches(world)
    assert touch.detail["user_agent"] == BROWSER
    assert touch.human is True
    assert 0.5 <= touch.detail["probability"] <= 1
    assert any("more than a minute after delivery" in sign for sign in touch.detail["evidence"])


def test_a_machines_open_says_nothing_and_a_persons_is_a_sign_of_life_and_no_more(world: World) -> None:
    thanked(world)
    plan = plans(world)
    told(world, "open", sg_machine_open=True)
    world.until(world.now + 2 * MINUTE)
    (message,) = world.messages()
    assert (message.opened_at, message.machine_touched) == (None, True)
    assert plans(world) == plan

    world.now += timedelta(hours=1)
    told(world, "open")
    world.until(world.now + 2 * MINUTE)
    (message,) = world.messages()
    assert message.opened_at is not None
    assert (plans(world), tempo(world)) == (plan, "steady")


def test_an_answer_to_the_letter_speaks_for_the_touches_before_it(world: World) -> None:
    thanked(world)
    world.now += timedelta(seconds=3)
    told(world, "click", url=LINKS[0])
    world.until(world.now + 2 * MINUTE)
    assert [signal.human for signal in touches(world)] == [False]
    doubted = touches(world)[0].detail["probability"]

    message = world.messages()[0]
    assert message.sending_at is not None
    world.signal("replied", message, after=world.now - message.sending_at)
    world.until(world.now + 2 * MINUTE)

    assert touches(world)[0].detail["probability"] > doubted
    assert "the person answered the letter later (+1.5)" in touches(world)[0].detail["evidence"]


def test_judging_again_ends_the_same_and_mends_what_was_judged_wrong(world: World) -> None:
    thanked(world)
    scanned(world)
    world.until(world.now + timedelta(hours=1))
    told(world, "click", url=LINKS[0])
    world.until(world.now + 2 * MINUTE)
    stands = [(signal.human, signal.detail) for signal in touches(world)], world.messages()[0].clicked_at

    assert judge_again(world.parts) == 1
    assert ([(signal.human, signal.detail) for signal in touches(world)], world.messages()[0].clicked_at) == stands
    assert judge_due(world.parts) == 0

    with world.parts.database.write() as session:
        for signal in session.scalars(select(Signal)):
            signal.human = None
        session.scalars(select(Message).where(Message.kind == "letter")).one().clicked_at = None
    judge_again(world.parts)
    assert ([(signal.human, signal.detail) for signal in touches(world)], world.messages()[0].clicked_at) == stands
