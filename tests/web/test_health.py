"""Health: alive, ready, and the figures; none of them tells anything about people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from tests.web.conftest import BOTH, MakeSite, Site
from tests.world import World
from worker.heartbeat import Heart
from worker.store.models.operation import Heartbeat


@BOTH
def test_a_site_is_ready_when_everything_is_there_and_says_what_is_not(site: Site) -> None:
    alone = site.http.get("/readyz")
    for kind in ("clock", "intake", "worker"):
        Heart(site.world.parts.database, kind).beat()
    together = site.http.get("/readyz")
    with site.world.parts.database.write() as session:
        stale = datetime.now(UTC) - timedelta(seconds=31)
        session.execute(update(Heartbeat).where(Heartbeat.kind == "clock").values(at=stale))
    stalled = site.http.get("/readyz")

    assert site.http.get("/healthz").text == "ok"
    assert (alone.status_code, alone.json()["checks"]["clock"]["says"]) == (503, "never seen")
    assert (together.status_code, together.json()["ready"]) == (200, True)
    assert set(together.json()["checks"]) == {"database", "redis", "clock", "intake", "worker"}
    assert stalled.status_code == 503
    assert [name for name, check in stalled.json()["checks"].items() if not check["good"]] == ["clock"]


def test_a_process_lives_though_its_database_is_away(make_site: MakeSite, free_port: Callable[[], int]) -> None:
    world = World(f"postgresql://nobody@127.0.0.1:{free_port()}/none?connect_timeout=2")
    site = make_site(world=world)

    assert site.http.get("/healthz").status_code == 200
    ready = site.http.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["database"]["good"]) == (503, False)
    assert "rapport_database_up 0.0" in site.http.get("/metrics").text
    world.close()


@BOTH
def test_the_metrics_count_letters_and_requests_and_name_nobody(letter_site: Site) -> None:
    path = letter_site.link("u")
    letter_site.http.get(path)
    letter_site.http.get("/no/such/page")

    told = letter_site.http.get("/metrics").text

    assert 'rapport_messages{state="accepted"} 1.0' in told
    assert 'rapport_waiting{what="events"} 0.0' in told
    assert 'rapport_http_requests_total{door="/u/{token}",method="GET",status="200"} 1.0' in told
    assert 'door="none",method="GET",status="404"' in told
    assert path.removeprefix("/u/") not in told
    assert "ada" not in told.lower()
