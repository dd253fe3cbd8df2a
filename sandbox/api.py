"""The sandbox's own API: read the mailbox, move the time, say who people are, arm faults."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from fastapi import APIRouter, HTTPException, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.responses import Response

from sandbox.box import Box
from sandbox.clock import NoTimeFile, parse_step
from sandbox.fault import Order
from sandbox.letter import Letter
from sandbox.mailbox.outbox import Record
from sandbox.mailbox.reactions import Reaction


class FaultOrder(BaseModel):
    """Arms a fault for the next `times` calls of mail/send."""

    fault: str
    times: int = Field(1, ge=1)
    seconds: float | None = Field(None, ge=0)
    stored: bool | None = None


class TimeOrder(BaseModel):
    """Moves the handed-in time: a step such as `3d`, or an instant."""

    advance: str | None = None
    at: AwareDatetime | None = None


class ActOrder(BaseModel):
    """Lets somebody act on a letter now."""

    act: str
    args: dict[str, str] = Field(default_factory=dict)


def iso(seconds: float | None) -> str | None:
    """Seconds since 1970 as ISO 8601 in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def letter_json(letter: Letter) -> dict[str, Any]:
    """A letter for the API. `to` is the bare address; `from` is the From line; `headers` those set by the sender."""
    headers = dict(letter.headers)
    if letter.reply_to:
        headers["Reply-To"] = letter.all_headers()["Reply-To"]
    return {
        "id": letter.id, "to": letter.to_email, "to_name": letter.to_name, "from": letter.written_from(),
        "from_email": letter.from_email, "from_name": letter.from_name, "reply_to": letter.reply_to,
        "subject": letter.subject, "html": letter.html, "text": letter.text, "headers": headers,
        "custom_args": letter.custom_args, "categories": letter.categories, "at": iso(letter.at),
        "call_id": letter.call_id, "sg_message_id": letter.sg_message_id, "message_id": letter.message_id,
        "track_opens": letter.track_opens, "track_clicks": letter.track_clicks,
    }  # fmt: skip


def post_json(record: Record) -> dict[str, Any]:
    """A webhook or inbound mail for the API."""
    return {
        "id": record.id, "letter": record.letter_id, "kind": record.kind, "name": record.name, "state": record.state,
        "attempts": record.attempts, "posted_at": iso(record.posted_at), "answer": record.answer,
        "body": orjson.loads(record.body),
    }  # fmt: skip


def reaction_json(reaction: Reaction) -> dict[str, Any]:
    """A reaction for the API."""
    return {
        "id": reaction.id, "letter": reaction.letter_id, "act": reaction.act, "args": reaction.args, "state": reaction.state,
        "due": iso(reaction.due), "ran_at": iso(reaction.ran_at), "attempts": reaction.attempts, "note": reaction.note,
    }  # fmt: skip


def _json(value: object) -> Response:
    return Response(orjson.dumps(value), media_type="application/json")


def mailbox_routes(box: Box) -> APIRouter:
    """Reading."""
    api = APIRouter(prefix="/api")

    @api.get("/messages")
    async def messages(after: int = 0, limit: int = Query(100, ge=1, le=10_000), to: str | None = None) -> Response:
        return _json([letter_json(letter) for letter in box.letters.after(after, limit, to)])

    @api.get("/search")
    async def search(q: str, offset: int = Query(0, ge=0), limit: int = Query(50, ge=1, le=1000)) -> Response:
        return _json([letter_json(letter) for letter in box.letters.newest(q, offset, limit)])

    @api.get("/messages/{letter_id}")
    async def message(letter_id: int) -> Response:
        letter = box.letters.get(letter_id)
        if letter is None:
            raise HTTPException(404, "no such letter")
        posts = [post_json(record) for record in box.outbox.about(letter_id)]
        reactions = [reaction_json(reaction) for reaction in box.reactions.about(letter_id)]
        return _json({**letter_json(letter), "posts": posts, "reactions": reactions})

    @api.get("/count")
    async def count() -> Response:
        return _json({"count": box.letters.count})

    @api.get("/quiet")
    async def quiet() -> Response:
        now = box.quiet()
        return _json({
            "quiet": now.quiet, "pending_webhooks": now.pending_webhooks, "due_reactions": now.due_reactions,
            "in_flight": now.in_flight, "next_reaction_at": iso(now.next_at), "count": now.count,
        })  # fmt: skip

    @api.get("/dropped")
    async def dropped() -> Response:
        posts = [post_json(record) for record in box.outbox.lost()]
        return _json({"posts": posts, "reactions": [reaction_json(reaction) for reaction in box.reactions.lost()]})

    @api.get("/public-key")
    async def public_key() -> Response:
        return _json({"public_key": box.signer.public_key()})

    return api


def steering_routes(box: Box) -> APIRouter:
    """Changing: time, people, faults, acts."""
    api = APIRouter(prefix="/api")

    @api.get("/time")
    async def read_time() -> Response:
        return _json({"at": box.clock.now().isoformat(), "mode": box.clock.mode(), "movable": box.clock.path is not None})

    @api.post("/time")
    async def move_time(order: TimeOrder) -> Response:
        if (order.at is None) == (order.advance is None):
            raise HTTPException(422, "say either advance or at")
        try:
            now = box.clock.set_at(order.at) if order.at else box.clock.advance(parse_step(order.advance or ""))
        except NoTimeFile as error:
            raise HTTPException(409, str(error)) from error
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        box.reactor.wake()
        return _json({"at": now.isoformat(), "mode": box.clock.mode()})

    @api.get("/people")
    async def people() -> Response:
        kinds = {persona.name: {"summary": persona.summary, "share": persona.share} for persona in box.cast.personas.values()}
        return _json({"personas": kinds, "named": box.cast.named()})

    @api.post("/people")
    async def name_people(named: dict[str, str]) -> Response:
        try:
            box.cast.name(named)
        except KeyError as error:
            raise HTTPException(422, f"no such persona: {error.args[0]}") from error
        return _json({"named": box.cast.named()})

    @api.get("/faults")
    async def faults() -> Response:
        return _json({"faults": {f.name: f.summary for f in box.armed.kinds.values()}, "armed": box.armed.left()})

    @api.post("/faults")
    async def arm(order: FaultOrder) -> Response:
        try:
            box.armed.arm(order.fault, order.times, Order(order.seconds, order.stored))
        except KeyError as error:
            raise HTTPException(422, f"no such fault: {order.fault}") from error
        return _json({"armed": box.armed.left()})

    @api.delete("/faults")
    async def disarm() -> Response:
        box.armed.disarm()
        return _json({"armed": {}})

    @api.post("/messages/{letter_id}/acts", status_code=202)
    async def act(letter_id: int, order: ActOrder) -> Response:
        if box.letters.get(letter_id) is None:
            raise HTTPException(404, "no such letter")
        try:
            reaction = box.play(letter_id, order.act, order.args)
        except KeyError as error:
            raise HTTPException(422, f"no such act: {order.act}") from error
        return Response(orjson.dumps({"reaction": reaction}), 202, media_type="application/json")

    return api
