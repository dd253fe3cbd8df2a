"""The web's tests speak real HTTP to a real server, over a real engine with handed-in time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.signing import EventSigner
from tests.conftest import WaitUntil
from tests.world import World
from web.app import create_app
from web.event_keys import TokenBuckets
from worker.settings import Settings, load_settings

ATS_KEY, HR_KEY = "ats-key-of-some-length-0123456789", "hr-key-of-some-length-0123456789"
INBOUND_SECRET = "inbound-secret-of-some-length-0123"
SIGNER = EventSigner(None)


@dataclass(frozen=True, slots=True)
class Site:
    """A running web process and the world behind it."""

    world: World
    http: httpx.Client
    base_url: str

    def link(self, kind: str, number: int = -1) -> str:
        """The path of a link of the letter to a candidate, newest by default: "u", "p" or "j"."""
        text = self.world.sent[number].text
        start = text.index(f"{self.world.parts.policy.base_url}/{kind}/")
        return text[start:].split()[0].rstrip(".,;)>").removeprefix(self.world.parts.policy.base_url)

    def service_link(self, kind: str, number: int = -1) -> str:
        """The path of the link in a service mail, newest by default: "c" or "h"."""
        text = self.world.service[number].text
        start = text.index(f"{self.world.parts.policy.base_url}/{kind}/")
        return text[start:].split()[0].rstrip(".,;)>").removeprefix(self.world.parts.policy.base_url)


BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
"""For tests that depend on the database; the others run on SQLite only."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the test's own."""
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return url


@pytest.fixture
def settings(database_url: str, redis_url: str) -> Settings:
    return load_settings(
        {
            "DATABASE_URL": database_url if not database_url.startswith("sqlite") else "postgresql://never.example/used",
            "REDIS_URL": redis_url,
            "SENDGRID_API_KEY": "SG.key",
            "SENDGRID_WEBHOOK_PUBLIC_KEY": SIGNER.public_key(),
            "RAPPORT_BASE_URL": "https://rapport.northwind.example",
            "RAPPORT_EVENT_KEYS": f"ats:{ATS_KEY},hr:{HR_KEY}",
            "RAPPORT_SECRET_KEYS": "a-secret-key-of-at-least-thirty-two-characters",
            "RAPPORT_INBOUND_SECRET": INBOUND_SECRET,
            "RAPPORT_REPLY_DOMAIN": "reply.northwind.example",
            "RAPPORT_SENDER": "Northwind Talent <talent@northwind.example>",
            "RAPPORT_TEAM_ADDRESS": "team@northwind.example",
            "RAPPORT_POSTAL_ADDRESS": "Harbour Street 1, 1050 Copenhagen, Denmark",
        }
    )


class Running:
    """uvicorn on a loopback port of its own, in a thread; what it serves can be changed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            self._serve, interface="asgi3", log_config=None, access_log=False, lifespan="off", server_header=False
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([listening],), daemon=True)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def start(self, wait_until: WaitUntil) -> None:
        self.thread.start()
        wait_until(lambda: self.server.started, what="the web server")

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


class Servers:
    """Servers used again, each by one test at a time: starting and stopping one takes a quarter of a second."""

    def __init__(self, wait_until: WaitUntil) -> None:
        self._wait_until = wait_until
        self._free: list[Running] = []

    @contextmanager
    def lend(self, app: ASGIApp) -> Iterator[Running]:
        """A server of this app until the block ends; one that then is still answering is not used again."""
        if self._free:
            running = self._free.pop()
            running.app = app
        else:
            running = Running(app)
            running.start(self._wait_until)
        yield running
        if running.server.server_state.tasks:
            running.stop()
        else:
            self._free.append(running)

    def close(self) -> None:
        for running in self._free:
            running.stop()


MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def servers(wait_until: WaitUntil) -> Iterator[Servers]:
    some = Servers(wait_until)
    yield some
    some.close()


@pytest.fixture
def make_site(settings: Settings, database_url: str, servers: Servers) -> Iterator[MakeSite]:
    """Opens sites on the test's database, and closes them."""
    with ExitStack() as ends:

        def make(*, world: World | None = None, buckets: TokenBuckets | None = None) -> Site:
            if world is None:
                world = World(database_url)
                ends.callback(world.close)
            running = ends.enter_context(servers.lend(create_app(settings, world.parts, buckets=buckets)))
            http = httpx.Client(base_url=running.url, follow_redirects=False, timeout=30)
            ends.callback(http.close)
            return Site(world, http, running.url)

        yield make


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site()


@pytest.fixture
def letter_site(site: Site) -> Site:
    """A site where Ada has had her thank-you letter."""
    site.world.reject()
    site.world.pass_days(3)
    assert len(site.world.sent) == 1
    return site
