"""A real mail server on loopback (aiosmtpd), with TLS, logins and bad weather as a test asks for them."""

# ruff: noqa: N802 - the names of the hooks are aiosmtpd's

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, AnyStr

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's: at DEBUG it writes down every line it is given

USER, PASSWORD = "rapport", "top-secret-smtp"

Answer = str | Callable[[SMTP], str | None]
"""What it says; or does (hang up, wait), and says if it answers at all."""


@dataclass(frozen=True)
class Received:
    """One letter as it came over the wire."""

    sender: str
    to: tuple[str, ...]
    content: bytes
    connection: int
    over_tls: bool

    @property
    def message(self) -> EmailMessage:
        parsed = BytesParser(policy=policy.default).parsebytes(self.content)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class Plan:
    """What comes next at each point; usual answers once it is used up."""

    mail: deque[Answer] = field(default_factory=deque)
    rcpt: deque[Answer] = field(default_factory=deque)
    data: deque[Answer] = field(default_factory=deque)


class LoopbackMailServer:
    """Takes letters until it is stopped. `pipelining` is what its EHLO offers."""

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        *,
        implicit: bool = False,
        login: bool = False,
        pipelining: bool = True,
        size_limit: int = 1_000_000,
    ) -> None:
        self.plan = Plan()
        self.received: list[Received] = []
        self.connections = 0
        self.offers_login = True
        self._pipelining, self._login, self._size = pipelining, login, size_limit
        self._implicit, self._tls = implicit, tls
        self._dialogues: list[_Dialogue] = []
        self._loop = asyncio.new_event_loop()
        server = self._loop.run_until_complete(
            self._loop.create_server(self.session, "127.0.0.1", 0, ssl=tls if implicit else None)
        )
        self.port = int(server.sockets[0].getsockname()[1])
        self._server = server
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback-smtp")
        self._thread.start()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up_on_all(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def drop_connections(self) -> None:
        """Hang up on everybody, and go on listening."""

        async def drop() -> None:
            for dialogue in [dialogue for dialogue in self._dialogues if dialogue.hang_up()]:
                await dialogue.lost.wait()

        asyncio.run_coroutine_threadsafe(drop(), self._loop).result(10)

    def drip(self, end: threading.Event) -> Callable[[SMTP], str]:
        """An answer that comes letter by letter, until `end`."""

        def write(server: SMTP) -> str:
            assert isinstance(server.transport, asyncio.Transport)
            while not end.wait(0.05):
                self._loop.call_soon_threadsafe(server.transport.write, b"2")
            return _HANG_UP

        return write

    async def _hang_up_on_all(self) -> None:
        self._server.close()
        for dialogue in self._dialogues:
            dialogue.hang_up()
        own = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not own]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    def session(self) -> SMTP:
        self.connections += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a login without TLS is unsafe: on loopback it is not
            dialogue = _Dialogue(
                _Handler(self, self.connections),
                hostname="mail.example",
                enable_SMTPUTF8=False,
                data_size_limit=self._size,
                tls_context=None if self._implicit else self._tls,
                require_starttls=self._tls is not None and not self._implicit,
                authenticator=_authenticate,
                auth_required=self._login,
                auth_require_tls=False,
                loop=self._loop,
            )
        self._dialogues.append(dialogue)
        return dialogue

    def ehlo(self, responses: list[str]) -> list[str]:
        if not self.offers_login:
            responses = [one for one in responses if "AUTH" not in one]
        return [responses[0], *(["250-PIPELINING"] if self._pipelining else []), *responses[1:]]


class _Dialogue(SMTP):
    """One that can hang up, and says when its connection is lost."""

    def __init__(self, handler: _Handler, **options: Any) -> None:
        super().__init__(handler, **options)
        self.lost = asyncio.Event()

    def hang_up(self) -> bool:
        """Hang up without a goodbye; whether there was a connection."""
        if not isinstance(self.transport, asyncio.Transport):
            return False
        self.transport.abort()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.lost.set()

    async def push(self, status: AnyStr) -> None:
        if status == _HANG_UP:
            self.hang_up()
            return
        await super().push(status)


_HANG_UP = "hang up"


class _Handler:
    def __init__(self, server: LoopbackMailServer, connection: int) -> None:
        self._server, self._connection = server, connection

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return self._server.ehlo(responses)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = await _next(self._server.plan.mail, server)
        if answer is None:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = await _next(self._server.plan.rcpt, server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await _next(self._server.plan.data, server)
        if answer is not None:
            return answer
        content = envelope.original_content or b""
        sender = envelope.mail_from or ""
        over_tls = server.transport is not None and server.transport.get_extra_info("ssl_object") is not None
        self._server.received.append(Received(sender, tuple(envelope.rcpt_tos), content, self._connection, over_tls))
        return f"250 2.0.0 Ok: queued as {len(self._server.received):08X}"


async def _next(plan: deque[Answer], server: SMTP) -> str | None:
    if not plan:
        return None
    answer = plan.popleft()
    return answer if isinstance(answer, str) else await asyncio.to_thread(answer, server)


def hang_up(server: SMTP) -> str:
    return _HANG_UP


def wait_for(event: threading.Event) -> Callable[[SMTP], str]:
    def wait(server: SMTP) -> str:
        event.wait(20)
        return _HANG_UP

    return wait


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)
