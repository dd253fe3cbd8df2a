"""The events door: what is answered 202 is stored; everything else says what is wrong, and stores nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from tests.web.conftest import ATS_KEY, BOTH, HR_KEY, INBOUND_SECRET, MakeSite, Site
from tests.world import World
from web.event_keys import TokenBuckets
from worker.store.models.inbox import InboxEvent

SINGLE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
PROBLEM = "application/problem+json"


def post(site: Site, body: object, *, kind: str = SINGLE, key: str | None = ATS_KEY, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    asked = {"Content-Type": kind} | ({"Authorization": f"Bearer {key}"} if key else {}) | headers
    return site.http.post("/events", content=content, headers=asked)


def applied(site: Site, **changes: Any) -> dict[str, Any]:
    return site.world.event("candidate.applied", application={"id": "app-1", "stage": "applied"}) | changes


def stored(site: Site) -> int:
    with site.world.parts.database.read() as session:
        return session.scalar(select(func.count()).select_from(InboxEvent)) or 0


@BOTH
def test_an_event_is_stored_before_it_is_acknowledged_and_told_again_it_is_a_duplicate(site: Site) -> None:
    event = applied(site)

    first, again = post(site, event), post(site, event)

    assert (first.status_code, first.json()) == (202, {"status": "accepted", "source": "ats", "id": event["id"]})
    assert (again.status_code, again.json()["status"]) == (202, "duplicate")
    assert stored(site) == 1
    site.world.drain()
    assert site.world.candidate().first_name == "Ada"


@BOTH
def test_the_same_id_with_another_body_is_a_conflict_and_changes_nothing(site: Site) -> None:
    event = applied(site)
    post(site, event)

    answer = post(site, event | {"data": event["data"] | {"silent": True}})

    assert (answer.status_code, answer.headers["content-type"]) == (409, PROBLEM)
    assert stored(site) == 1


def test_what_cannot_be_understood_is_refused_with_field_and_reason(site: Site) -> None:
    event = applied(site)
    event["data"] = event["data"] | {"internal_note": "too quiet"}

    answer = post(site, event)

    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert answer.json()["type"] == "urn:rapport:problem:refused"
    assert [fault["field"] for fault in answer.json()["faults"]] == ["data.internal_note"]
    assert "too quiet" not in answer.text
    assert stored(site) == 0


def test_a_key_speaks_for_its_own_source_only(site: Site) -> None:
    answer = post(site, applied(site), key=HR_KEY)

    assert answer.status_code == 422
    assert answer.json()["faults"][0]["field"] == "source"
    assert stored(site) == 0


@BOTH
@pytest.mark.parametrize("kind", [BATCH, "application/json"])
def test_a_batch_is_always_taken_with_a_result_for_each(site: Site, kind: str) -> None:
    first = applied(site)
    post(site, first)
    fresh = applied(site)
    batch = [first, first | {"data": first["data"] | {"silent": True}}, fresh, fresh, {"type": "candidate.cloned"}, 7]

    answer = post(site, batch, kind=kind)

    assert answer.status_code == 202
    statuses = [result["status"] for result in answer.json()["results"]]
    assert statuses == ["duplicate", "conflict", "accepted", "duplicate", "refused", "refused"]
    assert "candidate.cloned" in answer.json()["results"][4]["faults"][0]["reason"]
    assert stored(site) == 2


def test_an_empty_batch_is_taken(site: Site) -> None:
    assert post(site, [], kind=BATCH).json() == {"results": []}


NO_EVENTS: tuple[tuple[bytes, str, int], ...] = (
    (b"{", SINGLE, 400),
    (b"", SINGLE, 400),
    (b'{"a": NaN}', SINGLE, 400),
    (b"\xff", SINGLE, 400),
    (b"[" * 100_000, SINGLE, 400),
    (b"{}", BATCH, 400),
    (b"[]", SINGLE, 422),
    (b"7", SINGLE, 422),
    (b"null", "application/json", 422),
    (b"{}", "text/plain", 415),
    (b"{}", "", 415),
    (b"{}", "application/json; charset=utf-16", 415),
    (b"{}", 'application/json; q=1; Charset="latin-1"', 415),
    (b"{}", "application/json; charset*=a; charset*0=b", 422),
    (b"{}", f"application/json; charset*{'1' * 5000}=x", 422),
    (b"[" + b"{}," * 1000 + b"{}]", BATCH, 413),
    (b" " * (5 * 1024 * 1024 + 1), SINGLE, 413),
)


def test_what_is_no_event_gets_a_problem(site: Site) -> None:
    for body, kind, status in NO_EVENTS:
        answer = post(site, body, kind=kind)
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), body[:20]
        assert answer.json()["status"] == status
        assert answer.json()["detail"]
    assert stored(site) == 0


def test_a_body_of_unknown_length_is_stopped_at_the_limit(site: Site) -> None:
    chunks = (b" " * 65536 for _ in range(100))

    answer = site.http.post("/events", content=chunks, headers={"Content-Type": SINGLE, "Authorization": f"Bearer {ATS_KEY}"})

    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


def test_a_packed_body_is_not_taken(site: Site) -> None:
    assert post(site, b"{}", **{"Content-Encoding": "gzip"}).status_code == 415
    assert post(site, applied(site), **{"Content-Encoding": "identity"}).status_code == 202


def test_nobody_gets_in_without_a_key(site: Site) -> None:
    for authorization in (None, b"", b"Bearer", b"Bearer wrong", b"Basic " + ATS_KEY.encode(), ATS_KEY.encode(), b"Bearer \xff"):
        headers = {b"Content-Type": SINGLE.encode()} | ({b"Authorization": authorization} if authorization is not None else {})
        answer = site.http.post("/events", content=b"{}", headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_who_asks_too_fast_is_told_when_to_go_on(make_site: MakeSite) -> None:
    time = [0.0]
    site = make_site(buckets=TokenBuckets(lambda: time[0], per_second=0.5, burst=2))

    answers = [post(site, applied(site)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[2].headers["retry-after"] == "2"
    assert post(site, [], kind=BATCH, key=HR_KEY).status_code == 202
    time[0] += 2
    assert post(site, applied(site)).status_code == 202


def test_when_the_database_is_away_nothing_is_acknowledged(make_site: MakeSite, free_port: Callable[[], int]) -> None:
    world = World(f"postgresql://nobody@127.0.0.1:{free_port()}/none?connect_timeout=2")
    site = make_site(world=world)

    answer = post(site, applied(site))

    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM)
    assert int(answer.headers["retry-after"]) > 0
    page = site.http.get("/p/" + "A" * 43)
    assert page.status_code == 404  # not ours: nobody has to be asked
    page = site.http.post(f"/u/{_any_token(world)}", headers={"Accept-Language": "da"})
    assert (page.status_code, page.headers["content-language"]) == (503, "da")
    world.close()


def _any_token(world: World) -> str:
    from worker.rules.tokens import Purpose

    return world.parts.keyring.token(Purpose.UNSUBSCRIBE, world.parts.new_id())


@pytest.mark.parametrize("path", ["/events", f"/hooks/sendgrid/inbound/{INBOUND_SECRET}"])
def test_a_body_that_does_not_arrive_in_time_is_put_off_and_let_go(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("web.body_limit.PATIENCE_SECONDS", 0.1)
    url = site.http.base_url
    head = f"POST {path} HTTP/1.1\r\nHost: {url.host}\r\nAuthorization: Bearer {ATS_KEY}\r\nContent-Length: 9\r\n\r\n"
    with socket.create_connection((url.host, url.port or 80), timeout=20) as slow:
        slow.sendall(head.encode() + b'{"a"')
        answer = b"".join(iter(lambda: slow.recv(65536), b""))  # ends only because the other side hangs up

    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5" in answer.lower()
