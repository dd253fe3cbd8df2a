"""`POST /events`: candidate events in, as CloudEvents 1.0 JSON, single or in batches. See docs/events.md."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import APIRouter, Depends, Header
from starlette.responses import Response

from web.answers import problem
from web.doors.events_openapi import OPERATION
from web.event_keys import EventKeys, TokenBuckets
from web.problem import Problem
from web.raw_body import raw_body
from worker.engine.parts import Parts
from worker.engine.take_in import Receipt, Taken, take_in

SINGLE, BATCH, JSON = "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"
MOST_IN_A_BATCH = 1000
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s;"]*)', re.IGNORECASE)


def router(parts: Parts, keys: EventKeys, buckets: TokenBuckets) -> APIRouter:
    """The door for upstream systems."""
    routes = APIRouter(tags=["events"])

    def admitted(authorization: str | None = Header(None, include_in_schema=False)) -> str:
        """The source that asks: checked before a byte of the body is read."""
        source = keys.source_of(authorization)
        if source is None:
            detail = "Send the key of your source: Authorization: Bearer <key>."
            raise Problem(401, "unauthorized", detail, {"WWW-Authenticate": 'Bearer realm="events"'})
        wait = buckets.take(source)
        if wait > 0:
            raise Problem(429, "too-many-requests", "Slow down, or send batches.", {"Retry-After": str(math.ceil(wait))})
        return source

    @routes.post("/events", status_code=202, openapi_extra=OPERATION, summary="Queue events", response_class=Response)
    def events(
        source: str = Depends(admitted),
        content_type: str = Header("", include_in_schema=False),
        body: bytes = Depends(raw_body),
    ) -> Response:
        """Store one event, or a batch, and answer for each. What is answered 202 is stored."""
        documents, is_batch = read(content_type, body)
        receipts = take_in(parts, documents, door="http", source=source)
        return answer_batch(receipts) if is_batch else answer_single(receipts[0])

    return routes


def read(content_type: str, body: bytes) -> tuple[Sequence[object], bool]:
    """The documents in a body, and whether it is a batch. Raises `Problem` for what is not JSON of a type we take."""
    kind, charset = content_type.partition(";")[0].strip().lower(), _CHARSET.search(content_type)
    if kind not in (SINGLE, BATCH, JSON) or (charset is not None and charset[1].lower() not in ("utf-8", "us-ascii")):
        detail = f"Send {SINGLE}, {BATCH} or {JSON}, in UTF-8."
        raise Problem(415, "unsupported-media-type", detail, {"Accept": f"{SINGLE}, {BATCH}, {JSON}"})
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, "not-json", f"The body is not JSON: {error}.") from None
    if isinstance(document, list) and kind != SINGLE:
        if len(document) > MOST_IN_A_BATCH:
            raise Problem(413, "batch-too-big", f"A batch holds at most {MOST_IN_A_BATCH} events.")
        return document, True
    if kind == BATCH:
        raise Problem(400, "not-a-batch", "A batch is a JSON array of events.")
    return [document], False


def answer_single(receipt: Receipt) -> Response:
    """202 when it is stored, now or before; else what is wrong with it."""
    if receipt.taken is Taken.CONFLICT:
        detail = "An event with this source and id came before, with another body. Nothing was changed."
        return problem(409, "conflict", detail)
    if receipt.taken is Taken.REFUSED:
        detail = "The event cannot be understood. Nothing was stored."
        return problem(422, "refused", detail, faults=_faults(receipt))
    return Response(orjson.dumps(_result(receipt)), 202, media_type=JSON)


def answer_batch(receipts: Sequence[Receipt]) -> Response:
    """Always 202, with a result for each event, in order."""
    return Response(orjson.dumps({"results": [_result(receipt) for receipt in receipts]}), 202, media_type=JSON)


def _result(receipt: Receipt) -> dict[str, Any]:
    result: dict[str, Any] = {"status": receipt.taken.value, "source": receipt.source, "id": receipt.id}
    return result | ({"faults": _faults(receipt)} if receipt.faults else {})


def _faults(receipt: Receipt) -> list[dict[str, str]]:
    return [{"field": fault.field, "reason": fault.reason} for fault in receipt.faults]
