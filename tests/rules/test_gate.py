"""The gate: which objection wins, until when a letter waits, and what no fact can get past."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.vocabulary import Priority, Tempo, Topic
from tests.rules import strategies
from worker.rules.budget import Wish, room_at
from worker.rules.calendar import is_humane
from worker.rules.gate import ASK_AGAIN, Action, GateFacts, Verdict, decide, is_on_allow_list, service_gate
from worker.rules.history import PastLetter
from worker.rules.place import place_of
from worker.rules.reasons import Reason, ReasonKind
from worker.rules.tempo import Level, tempo_of

NOW = strategies.NOW  # Wednesday noon in Copenhagen
COPENHAGEN = place_of("Europe/Copenhagen", "DK", None, default_zone="UTC", default_country=None)
FACTS = GateFacts(
    address="ada@people.example",
    topic=Topic.PLACEMENT,
    due_at=NOW - timedelta(hours=1),
    expires_at=NOW + timedelta(days=14),
    place=COPENHAGEN,
)
NOES = tuple(reason for reason in Reason if reason.kind is ReasonKind.STOP)
TOMORROW = NOW + timedelta(days=1)
IN_TURN: tuple[tuple[Reason, Action, dict[str, object]], ...] = (
    (Reason.UNSUBSCRIBED, Action.STOP, {"suppressed": Reason.UNSUBSCRIBED}),
    (Reason.MAY_NOT_BE_MAILED, Action.STOP, {"may_be_mailed": False}),
    (Reason.NO_ADDRESS, Action.STOP, {"address": None}),
    (Reason.EXPIRED, Action.SKIP, {"expires_at": NOW - timedelta(seconds=1)}),
    (Reason.NOT_ON_ALLOW_LIST, Action.SKIP, {"only_to": ("@team.example",)}),
    (Reason.TOPIC_OFF, Action.SKIP, {"topics_off": frozenset(Topic)}),
    (Reason.NOT_OPTED_IN, Action.SKIP, {"topic": Topic.TALENT_NETWORK}),
    (Reason.SENT_RECENTLY, Action.SKIP, {"not_again_before": TOMORROW}),
    (Reason.ON_HOLD, Action.DEFER, {"on_hold": True}),
    (Reason.AWAITING_HUMAN, Action.DEFER, {"awaiting_human": True}),
    (Reason.OUT_OF_OFFICE, Action.DEFER, {"paused_until": TOMORROW, "pause_reason": Reason.OUT_OF_OFFICE}),
    (Reason.CHANNEL_DOWN, Action.DEFER, {"channel_opens_at": TOMORROW, "channel_reason": Reason.CHANNEL_DOWN}),
    (Reason.OVER_BUDGET, Action.DEFER, {"history": (PastLetter(NOW - timedelta(days=1), "c", "s"),)}),
    (Reason.YIELDS_TO_PRIORITY, Action.DEFER, {"goes_later": True}),
    (Reason.NOT_DUE, Action.DEFER, {"due_at": NOW + timedelta(hours=1)}),
    (Reason.BEST_HOUR, Action.DEFER, {"best_hour": time(16, 15)}),
)


def test_a_letter_nothing_speaks_against_goes() -> None:
    assert decide(FACTS, NOW) == Verdict(Action.SEND, Reason.OK)
    assert decide(replace(FACTS, expires_at=NOW), NOW).action is Action.SEND


@pytest.mark.parametrize("place", range(len(IN_TURN)), ids=[reason.value for reason, _action, _change in IN_TURN])
def test_the_questions_are_asked_in_the_order_of_the_list(place: int) -> None:
    facts = FACTS
    for _reason, _action, change in reversed(IN_TURN[place:]):
        facts = replace(facts, **change)  # type: ignore[arg-type]
    verdict = decide(facts, NOW)
    assert (verdict.reason, verdict.action) == IN_TURN[place][:2]
    assert verdict.reason.kind.value == verdict.action.value


@pytest.mark.parametrize("no", NOES)
def test_a_no_holds_whatever_else_is_said(no: Reason) -> None:
    eager = replace(FACTS, suppressed=no, answers_event=True, priority=Priority.HIGH, joined=frozenset(Topic))
    assert decide(eager, NOW) == Verdict(Action.STOP, no)


@pytest.mark.parametrize(
    ("change", "until"),
    [
        ({"paused_until": datetime(2026, 6, 13, 12, tzinfo=UTC)}, datetime(2026, 6, 15, 6, tzinfo=UTC)),
        ({"channel_opens_at": datetime(2026, 6, 10, 10, 5, tzinfo=UTC)}, datetime(2026, 6, 10, 10, 5, tzinfo=UTC)),
        ({"history": (PastLetter(NOW - timedelta(days=4), "c", "s"),)}, datetime(2026, 6, 15, 6, tzinfo=UTC)),
        ({"due_at": datetime(2026, 6, 11, 7, 15, tzinfo=UTC)}, datetime(2026, 6, 11, 7, 15, tzinfo=UTC)),
        ({"on_hold": True}, NOW + ASK_AGAIN),
    ],
)
def test_a_wait_ends_at_a_humane_hour(change: dict[str, object], until: datetime) -> None:
    assert decide(replace(FACTS, **change), NOW).until == until  # type: ignore[arg-type]


def test_the_evening_waits_for_the_morning() -> None:
    evening = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)
    assert decide(FACTS, evening) == Verdict(Action.DEFER, Reason.OUTSIDE_HOURS, datetime(2026, 6, 11, 6, 0, tzinfo=UTC))


def test_a_wait_that_outlasts_the_letter_is_a_skip_that_says_so() -> None:
    facts = replace(FACTS, history=(PastLetter(NOW - timedelta(days=1), "c", "s"),), expires_at=NOW + timedelta(days=3))
    assert decide(facts, NOW) == Verdict(Action.SKIP, Reason.OVER_BUDGET, detail="over_budget until after it expires")


def test_a_wait_may_end_at_the_last_moment() -> None:
    room = datetime(2026, 6, 16, 10, 0, tzinfo=UTC)
    facts = replace(FACTS, history=(PastLetter(NOW - timedelta(days=1), "c", "s"),), expires_at=room)
    assert decide(facts, NOW) == Verdict(Action.DEFER, Reason.OVER_BUDGET, room)
    assert decide(replace(facts, expires_at=room - timedelta(seconds=1)), NOW).action is Action.SKIP


def test_no_wait_ends_before_the_letter_is_due() -> None:
    due = datetime(2026, 6, 16, 7, 15, tzinfo=UTC)
    assert decide(replace(FACTS, due_at=due, paused_until=TOMORROW), NOW).until == due


@pytest.mark.parametrize("change", [{"on_hold": True}, {"awaiting_human": True}, {"goes_later": True}])
def test_a_wait_without_a_known_end_never_gives_a_letter_up_early(change: dict[str, object]) -> None:
    facts = replace(FACTS, expires_at=NOW + timedelta(minutes=5), **change)  # type: ignore[arg-type]
    assert decide(facts, NOW).action is Action.DEFER


def test_what_answers_an_event_is_not_held_back_by_tempo_budget_or_priority() -> None:
    history = tuple(PastLetter(NOW - timedelta(days=number), "c", "s") for number in range(1, 90, 3))
    facts = replace(FACTS, history=history, goes_later=True, answers_event=True, wish=Wish(gap_days=90))
    assert decide(facts, NOW).action is Action.SEND
    assert decide(replace(facts, paused_until=TOMORROW), NOW).reason is Reason.PAUSED_BY_PERSON


def test_the_talent_network_is_for_those_who_joined_it() -> None:
    assert decide(replace(FACTS, topic=Topic.TALENT_NETWORK, joined=frozenset({Topic.TALENT_NETWORK})), NOW).action is Action.SEND


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("rosa@team.example", True),
        ("Rosa@TEAM.example", True),
        ("ada@people.example", True),
        ("eve@people.example", False),
        ("mallory@notteam.example", False),
        ("mallory@sub.team.example", False),
        ("team.example", False),
        ("", False),
    ],
)
def test_the_allow_list_names_addresses_and_whole_domains(address: str, allowed: bool) -> None:
    assert is_on_allow_list(address, ("@team.example", "Ada@people.example")) is allowed


def test_service_mail_stops_for_a_hard_bounce_and_slows_down() -> None:
    assert service_gate(False, 0, NOW) == Verdict(Action.SEND, Reason.OK)
    assert service_gate(True, 0, NOW) == Verdict(Action.STOP, Reason.HARD_BOUNCED)
    assert service_gate(False, 20, NOW).reason is Reason.RATE_LIMITED


optional_moments = st.none() | strategies.moments
gate_facts = st.builds(
    GateFacts,
    address=st.sampled_from([None, "ada@people.example", "eve@other.example"]),
    suppressed=st.none() | st.none() | st.sampled_from(NOES),
    may_be_mailed=st.sampled_from([True, True, False]),
    topic=st.sampled_from(Topic),
    topics_off=st.frozensets(st.sampled_from(Topic), max_size=2),
    joined=st.frozensets(st.sampled_from(Topic)),
    paused_until=optional_moments,
    pause_reason=st.sampled_from([None, Reason.OUT_OF_OFFICE]),
    awaiting_human=st.booleans(),
    on_hold=st.booleans(),
    only_to=st.sampled_from([(), (), ("@people.example",)]),
    due_at=strategies.moments,
    expires_at=strategies.moments,
    place=strategies.places,
    history=strategies.histories,
    joined_at=strategies.joinings,
    wish=st.builds(Wish, per_30_days=st.none() | st.integers(1, 3)),
    answers_event=st.booleans(),
    priority=st.sampled_from(Priority),
    goes_later=st.booleans(),
    not_again_before=optional_moments,
    tempo_use=st.sampled_from(Tempo),
    channel_opens_at=optional_moments,
    best_hour=st.none() | st.times().map(lambda clock: clock.replace(tzinfo=None)),
)
around = st.integers(-400, 400).map(lambda quarters: NOW + timedelta(minutes=15 * quarters))
mostly_yes = st.builds(
    replace,
    st.just(FACTS),
    history=strategies.histories,
    joined_at=strategies.joinings,
    place=strategies.places,
    priority=st.sampled_from(Priority),
    answers_event=st.booleans(),
    tempo_use=st.sampled_from(Tempo),
)


@given(gate_facts | mostly_yes, around)
def test_what_the_gate_sends_may_be_sent(facts: GateFacts, now: datetime) -> None:
    if decide(facts, now).action is not Action.SEND:
        return
    assert facts.suppressed is None
    assert facts.may_be_mailed
    assert facts.address
    assert facts.due_at <= now <= facts.expires_at
    assert facts.topic not in facts.topics_off
    assert not facts.topic.needs_opt_in or facts.topic in facts.joined
    assert not facts.on_hold
    assert not facts.awaiting_human
    assert facts.paused_until is None or facts.paused_until <= now
    assert facts.channel_opens_at is None or facts.channel_opens_at <= now
    assert facts.not_again_before is None or facts.not_again_before <= now
    assert not facts.only_to or is_on_allow_list(facts.address, facts.only_to)
    assert is_humane(now, facts.place)
    if not facts.answers_event:
        tempo = tempo_of(facts.history, facts.joined_at, now)
        assert tempo.level is not Level.SILENT
        even_then = facts.priority is Priority.HIGH or facts.tempo_use is Tempo.EVEN_WHEN_QUIET
        assert tempo.level is not Level.QUIET or even_then
        assert tempo.level is Level.KEEN or facts.tempo_use is not Tempo.ONLY_WHEN_KEEN
        is_last = facts.tempo_use is Tempo.LAST_QUESTION
        assert is_last is (tempo.level is Level.ASKING)
        assert room_at(facts.history, 1 if is_last else tempo.factor, now, facts.wish) == now
        assert not facts.goes_later


@given(gate_facts | mostly_yes, around)
def test_every_answer_is_one_that_can_be_acted_on(facts: GateFacts, now: datetime) -> None:
    verdict = decide(facts, now)
    assert (verdict.until is not None) is (verdict.action is Action.DEFER)
    if verdict.until is not None:
        assert verdict.until > now
        assert verdict.until >= facts.due_at
        assert is_humane(verdict.until, facts.place)
    if verdict.action is not Action.SKIP:
        assert verdict.reason.kind.value == verdict.action.value
    assert verdict == decide(facts, now)


@given(gate_facts | mostly_yes, around)
def test_while_a_reply_waits_for_a_colleague_nothing_leaves(facts: GateFacts, now: datetime) -> None:
    assert decide(replace(facts, awaiting_human=True), now).action is not Action.SEND


@given(gate_facts | mostly_yes, around, st.sampled_from(NOES))
def test_a_no_ends_it_whatever_else_is_known(facts: GateFacts, now: datetime, no: Reason) -> None:
    assert decide(replace(facts, suppressed=no), now) == Verdict(Action.STOP, no)


@given(mostly_yes, around, st.builds(Wish, per_30_days=st.integers(1, 3), gap_days=st.none() | st.integers(1, 120)))
def test_nothing_but_an_answer_to_an_event_leaves_against_their_own_wish(facts: GateFacts, now: datetime, wish: Wish) -> None:
    verdict = decide(replace(facts, wish=wish), now)
    if verdict.action is Action.SEND and not facts.answers_event:
        assert room_at(facts.history, 1, now, wish) == now


@given(mostly_yes, around, st.none() | st.times().map(lambda clock: clock.replace(tzinfo=None)))
def test_the_best_hour_moves_a_letter_within_its_day_only(facts: GateFacts, now: datetime, best: time | None) -> None:
    verdict = decide(replace(facts, best_hour=best), now)
    if verdict.reason is Reason.BEST_HOUR:
        assert verdict.until is not None
        zone = facts.place.zone
        assert verdict.until.astimezone(zone).date() == now.astimezone(zone).date()
    else:
        assert verdict == decide(facts, now)
