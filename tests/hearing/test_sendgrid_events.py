from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.hearing.sendgrid_events import DroppedBecause, ProviderEvent, parse
from worker.rules.signal_kind import SignalKind

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AT = datetime(2026, 3, 2, 8, 59, tzinfo=UTC)
MID = "0192f6a0-0000-7000-8000-000000000001"


def _event(**fields: object) -> dict[str, object]:
    return {
        "email": "ada@mail.example", "timestamp": int(AT.timestamp()), "event": "delivered", "sg_event_id": "ev1",
        "sg_message_id": "abc.filter1", "rapport_mid": MID, **fields,
    }  # fmt: skip


def _parse_one(**fields: object) -> ProviderEvent:
    (event,) = parse(orjson.dumps([_event(**fields)]), NOW)
    return event


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"event": "processed"}, SignalKind.PROCESSED),
        ({"event": "deferred", "attempt": "3"}, SignalKind.DEFERRED),
        ({"event": "delivered"}, SignalKind.DELIVERED),
        ({"event": "open"}, SignalKind.OPENED),
        ({"event": "click", "url": "https://x.example/"}, SignalKind.CLICKED),
        ({"event": "spamreport"}, SignalKind.COMPLAINED),
        ({"event": "unsubscribe"}, SignalKind.UNSUBSCRIBED),
        ({"event": "group_unsubscribe"}, SignalKind.UNSUBSCRIBED),
        ({"event": "group_resubscribe"}, None),
        ({"event": "account_status_change"}, None),
        ({"event": "bounce", "type": "bounce", "status": "5.1.1"}, SignalKind.HARD_BOUNCED),
        ({"event": "bounce", "type": "bounce"}, SignalKind.HARD_BOUNCED),
        ({"event": "bounce", "type": "bounce", "bounce_classification": "Invalid Address"}, SignalKind.HARD_BOUNCED),
        ({"event": "bounce", "type": "blocked"}, SignalKind.SOFT_BOUNCED),
        ({"event": "blocked"}, SignalKind.SOFT_BOUNCED),
        ({"event": "bounce", "type": "blocked", "reason": "unable to get mx info: no MX"}, SignalKind.SOFT_BOUNCED),
        ({"event": "bounce", "type": "bounce", "status": "5.7.1"}, SignalKind.BOUNCED_OURS),
        ({"event": "bounce", "type": "blocked", "status": "5.7.26"}, SignalKind.BOUNCED_OURS),
        ({"event": "bounce", "type": "bounce", "reason": "550 5.7.515 Access denied"}, SignalKind.BOUNCED_OURS),
        ({"event": "bounce", "type": "bounce", "bounce_classification": "content"}, SignalKind.BOUNCED_OURS),
        ({"event": "bounce", "type": "blocked", "bounce_classification": "Reputation"}, SignalKind.BOUNCED_OURS),
        ({"event": "bounce", "type": "bounce", "status": "4.2.2"}, SignalKind.SOFT_BOUNCED),
        ({"event": "bounce", "type": "bounce", "status": "5.2.2"}, SignalKind.SOFT_BOUNCED),
        ({"event": "bounce", "type": "bounce", "bounce_classification": "TECHNICAL failure"}, SignalKind.SOFT_BOUNCED),
        ({"event": "bounce", "type": "bounce", "status": "5.7.13"}, SignalKind.HARD_BOUNCED),
    ],
)
def test_each_event_means_what_the_page_says(fields: dict[str, object], kind: SignalKind | None) -> None:
    event = _parse_one(**fields)
    assert event.kind is kind
    assert event.name == fields["event"]


@pytest.mark.parametrize(
    ("reason", "because"),
    [
        ("Bounced Address", DroppedBecause.BOUNCED),
        ("Invalid", DroppedBecause.INVALID),
        ("Unsubscribed Address", DroppedBecause.UNSUBSCRIBED),
        ("Spam Reporting Address", DroppedBecause.COMPLAINED),
        ("Invalid SMTPAPI header", DroppedBecause.OTHER),
        ("Spam Content (if Spam Checker app enabled)", DroppedBecause.OTHER),
        (None, DroppedBecause.OTHER),
    ],
)
def test_a_drop_says_why(reason: str | None, because: DroppedBecause) -> None:
    event = _parse_one(event="dropped", reason=reason)
    assert event.kind is SignalKind.DROPPED
    assert event.dropped_because is because
    assert because.address_is_dead is (because in (DroppedBecause.BOUNCED, DroppedBecause.INVALID))


def test_all_that_is_told_is_read() -> None:
    event = _parse_one(event="open", useragent="", sg_machine_open=True, category=["a"], ip="1.2.3.4")
    assert event.message_id == UUID(MID)
    assert (event.provider_event_id, event.provider_message_id) == ("ev1", "abc.filter1")
    assert (event.at, event.address, event.user_agent, event.machine_flag) == (AT, "ada@mail.example", "", True)
    assert _parse_one(event="open").user_agent is None


def test_a_strangers_words_are_cleaned_and_cut() -> None:
    event = _parse_one(event="bounce", type="blocked", reason="550\r\nX-Evil: \x1b[31m\u202e" + "a" * 5000)
    assert event.reason is not None
    assert len(event.reason) == 500
    assert event.reason.isprintable()


def test_the_same_meaning_has_the_same_key_though_the_event_id_differs() -> None:
    one = _parse_one(event="click", url="https://x.example/a", sg_event_id="first")
    same = _parse_one(event="click", url="https://x.example/a", sg_event_id="second", ip="::1", category="c")
    assert one.meaning_key == same.meaning_key
    for other in (
        _parse_one(event="click", url="https://x.example/b"),
        _parse_one(event="open", url="https://x.example/a"),
        _parse_one(event="click", url="https://x.example/a", timestamp=1),
        _parse_one(event="click", url="https://x.example/a", rapport_mid=MID.replace("1", "2")),
    ):
        assert other.meaning_key != one.meaning_key


def test_an_asynchronous_bounce_has_no_ids_of_ours_and_is_still_read() -> None:
    (event,) = parse(orjson.dumps([{"event": "bounce", "email": "ada@mail.example", "timestamp": 1772442000}]), NOW)
    assert (event.kind, event.message_id, event.address) == (SignalKind.HARD_BOUNCED, None, "ada@mail.example")


@pytest.mark.parametrize("told", [None, "soon", True, -5, 1e300, "nan", 4_000_000_000, [], {}])
def test_an_impossible_time_is_the_time_of_receipt(told: object) -> None:
    assert _parse_one(timestamp=told).at == NOW


def test_one_bad_element_does_not_cost_the_others() -> None:
    body = orjson.dumps([_event(), None, 7, "x", [], {}, {"event": 5}, _event(rapport_mid="junk"), _event(event="open")])
    events = parse(body, NOW)
    assert [event.name for event in events] == ["delivered", *["malformed"] * 6, "delivered", "open"]
    assert len({event.meaning_key for event in events[1:7]}) == 6
    assert events[7].message_id is None


@pytest.mark.parametrize("body", [b"", b"not json", b"[", b"\xff\xfe", b"[" * 100_000, b"null", b'{"event":"open"}'])
def test_a_body_that_is_no_array_is_one_element(body: bytes) -> None:
    assert len(parse(body, NOW)) == 1


def test_bytes_that_are_not_utf8_cost_nothing_but_themselves() -> None:
    body = orjson.dumps([_event(event="bounce", type="blocked", reason="MARK")]).replace(b"MARK", b"caf\xe9 full")
    (event,) = parse(body, NOW)
    assert event.kind is SignalKind.SOFT_BOUNCED


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_fields = st.sampled_from(
    ["event", "email", "timestamp", "sg_event_id", "sg_message_id", "rapport_mid", "reason", "status", "type", "url", "useragent"]
)
_events = st.dictionaries(_fields, _json | st.sampled_from(["bounce", "dropped", "open", MID]), max_size=6)


@given(st.lists(_events | _json, max_size=5))
def test_whatever_is_in_the_array_each_element_is_heard(elements: list[object]) -> None:
    assert len(parse(orjson.dumps(elements), NOW)) == len(elements)


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(body: bytes) -> None:
    parse(body, NOW)


@pytest.mark.parametrize("field", ["event", "timestamp", "status", "reason", "url", "email", "rapport_mid"])
def test_a_nest_without_end_is_read_like_any_other_junk(field: str) -> None:
    nest = b"[" * 900 + b"]" * 900
    body = (
        b"["
        + orjson.dumps(_event(**{field: None})).replace(b'"%s":null' % field.encode(), b'"%s":' % field.encode() + nest)
        + b"]"
    )
    assert [event.name for event in parse(body, NOW)] == ["malformed" if field == "event" else "delivered"]
    assert [event.name for event in parse(nest, NOW)] == ["malformed"]
