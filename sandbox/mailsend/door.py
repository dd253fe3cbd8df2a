"""The HTTP door of `POST /v3/mail/send` and `GET /v3/scopes`."""

from __future__ import annotations

import asyncio
import hmac
from http import HTTPStatus

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sandbox.box import Box
from sandbox.cutting import cut
from sandbox.fault import Effects
from sandbox.mailsend.check import MAX_BYTES, check_mail
from sandbox.mailsend.errors import MailError, error_body

_JSON = "application/json"
_NGINX = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_WRONG_KEY = "The provided authorization grant is invalid, expired, or revoked"
_WORDS = {401: _WRONG_KEY, 429: "too many requests", 500: "internal error", 503: "service unavailable"}
SCOPES = ["mail.send", "mail.batch.create", "user.webhooks.event.settings.read", "user.webhooks.parse.settings.read"]


class MailDoor:
    """Takes messages in. Light on purpose: one JSON parse, plain checks, one transaction."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._bearer = f"Bearer {box.config.api_key}".encode()

    async def scopes(self, request: Request) -> Response:
        """What the key may do: a cheap way to check a key."""
        if not self._authorized(request):
            return _refusal(401, [MailError(_WRONG_KEY)])
        return Response(orjson.dumps({"scopes": SCOPES}), media_type=_JSON)

    async def send(self, request: Request) -> Response:
        """202 with X-Message-Id, or what SendGrid would say instead."""
        self._box.in_flight += 1
        try:
            return await self._send(request)
        finally:
            self._box.in_flight -= 1

    async def _send(self, request: Request) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(_NGINX.format("413 Request Entity Too Large"), 413, media_type="text/html")
        if not self._authorized(request):
            return _refusal(401, [MailError(_WRONG_KEY)])
        if not request.headers.get("content-type", "").startswith(_JSON):
            return _refusal(415, [MailError("Content-Type should be application/json.")])
        try:
            mail = orjson.loads(body)
        except orjson.JSONDecodeError:
            return _refusal(400, [MailError("Bad Request")])
        errors = check_mail(mail, self._box.clock.timestamp())
        if errors:
            return _refusal(400, errors)
        if ((mail.get("mail_settings") or {}).get("sandbox_mode") or {}).get("enable"):
            return Response(status_code=200)
        return await self._take(request, mail, self._box.armed.take())

    async def _take(self, request: Request, mail: dict[str, object], effects: Effects) -> Response:
        call_id = ""
        if effects.cut != "before" and (effects.status is None or effects.stored):
            if effects.early:
                call_id = await asyncio.to_thread(self._box.accept_early, mail, effects)
            else:
                call_id = self._box.accept(mail, effects)
        if effects.wait:
            await asyncio.sleep(effects.wait)
        if effects.cut:
            await cut(request)
        if effects.status is not None:
            return self._fault_answer(effects)
        return Response(status_code=202, headers={"X-Message-Id": call_id})

    def _fault_answer(self, effects: Effects) -> Response:
        status = effects.status or 500
        if status not in _WORDS:
            return Response(_NGINX.format(f"{status} {HTTPStatus(status).phrase}"), status, media_type="text/html")
        answer = _refusal(status, [MailError(_WORDS[status])])
        if status == 429:
            reset = int(self._box.clock.timestamp() + effects.reset)
            answer.headers.update({"X-RateLimit-Limit": "500", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)})
        return answer

    def _authorized(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode()
        return hmac.compare_digest(given, self._bearer)


def _refusal(status: int, errors: list[MailError]) -> Response:
    return Response(error_body(errors), status, media_type=_JSON)


async def _body(request: Request) -> bytes | None:
    """The raw body, or None when it is over 30 MB; what is too much is read and thrown away, so that the answer arrives."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BYTES:
            chunks.append(chunk)
    return b"".join(chunks) if size <= MAX_BYTES else None
