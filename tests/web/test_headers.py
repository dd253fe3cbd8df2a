"""Headers: every answer carries the safe ones, whatever happened; and nothing that failed shows its insides."""

from __future__ import annotations

import httpx
import pytest
from structlog.testing import capture_logs

from tests.web.conftest import ATS_KEY, MakeSite, Site
from tests.world import World

PATHS = ["/", "/u/x", "/p/x", "/c/x", "/j/x", "/h/x", "/nowhere", "/events", "/healthz", "/metrics", "/static/none.css"]


def test_every_answer_is_safe_to_show(site: Site) -> None:
    for path in PATHS:
        answer = site.http.get(path)
        assert_safe(answer)


def assert_safe(answer: httpx.Response) -> None:
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000", "the site's address is https"
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers


def test_pages_need_no_script_and_nothing_from_elsewhere(site: Site) -> None:
    for path in ("/", "/u/x", "/p/x"):
        text = site.http.get(path).text
        assert "<script" not in text
        assert "style=" not in text
        assert "http" not in text


def test_the_style_may_be_kept_for_a_while(site: Site) -> None:
    answer = site.http.get("/static/rapport.css")

    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "public, max-age=3600"


def test_a_bug_shows_nothing_of_itself(make_site: MakeSite, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("ada@mail.example is secret")

    monkeypatch.setattr("web.doors.events.take_in", broken)
    monkeypatch.setattr("web.pages.unsubscribe.unsubscribe", broken)
    world = World(sqlite_url)
    site = make_site(world=world)

    headers = {"Authorization": f"Bearer {ATS_KEY}", "Content-Type": "application/json"}
    with capture_logs() as logs:
        door, page = site.http.post("/events", content=b"{}", headers=headers), site.http.post("/u/secret-token")

    assert (door.status_code, door.headers["content-type"]) == (500, "application/problem+json")
    assert (page.status_code, page.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "secret" not in door.text + page.text
    assert "no-store" in page.headers["cache-control"]
    assert [line["event"] for line in logs] == ["a request broke"] * 2
    assert "secret-token" not in str(logs)
    world.close()


def test_wrong_methods_and_big_forms_are_answered_kindly(site: Site) -> None:
    assert site.http.delete("/u/x").status_code == 405
    assert site.http.get("/events").headers["content-type"] == "application/problem+json"
    big = site.http.post("/p/x", content=b"a" * 70_000, headers={"Accept-Language": "de;q=0.9, fr"})
    assert (big.status_code, big.headers["content-language"]) == (413, "de")
