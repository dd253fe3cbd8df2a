"""An HTTP protocol that lets the application cut its own connection, which ASGI has no word for."""

from __future__ import annotations

from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_KEY = "sandbox.transport"


class CuttableProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with the transport laid into the scope."""

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self.scope[_KEY] = self.transport  # type: ignore[literal-required]  # our own key, beside those of ASGI


async def cut(request: Request) -> None:
    """Cuts the connection (a TCP reset) and waits until it is gone, so that no answer is attempted. Raises RuntimeError
    when the server does not run with `CuttableProtocol`."""
    transport = request.scope.get(_KEY)
    if transport is None:
        raise RuntimeError("cannot cut: not served by sandbox.server")
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
