"""`/api`: moving the time, saying who people are, arming faults, acting on a letter."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from pydantic import AwareDatetime, BaseModel, Field
from starlette.responses import Response

from sandbox.api.shapes import answer
from sandbox.box import Box
from sandbox.clock import NoTimeFile, parse_step
from sandbox.fault import Order


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


def time_routes(box: Box) -> APIRouter:
    """The handed-in time."""
    api = APIRouter(prefix="/api")

    @api.get("/time")
    async def read_time() -> Response:
        return answer({"at": box.clock.now().isoformat(), "mode": box.clock.mode(), "movable": box.clock.path is not None})

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
        return answer({"at": now.isoformat(), "mode": box.clock.mode()})

    return api


def people_routes(box: Box) -> APIRouter:
    """Who is who, and what they do."""
    api = APIRouter(prefix="/api")

    @api.get("/people")
    async def people() -> Response:
        kinds = {persona.name: {"summary": persona.summary, "share": persona.share} for persona in box.cast.personas.values()}
        return answer({"personas": kinds, "named": box.cast.named()})

    @api.post("/people")
    async def name_people(named: dict[str, str]) -> Response:
        try:
            box.cast.name(named)
        except KeyError as error:
            raise HTTPException(422, f"no such persona: {error.args[0]}") from error
        return answer({"named": box.cast.named()})

    @api.post("/messages/{letter_id}/acts", status_code=202)
    async def act(letter_id: int, order: ActOrder) -> Response:
        if box.letters.get(letter_id) is None:
            raise HTTPException(404, "no such letter")
        try:
            reaction = box.play(letter_id, order.act, order.args)
        except KeyError as error:
            raise HTTPException(422, f"no such act: {order.act}") from error
        return answer({"reaction": reaction}, 202)

    return api


def fault_routes(box: Box) -> APIRouter:
    """What goes wrong next."""
    api = APIRouter(prefix="/api")

    @api.get("/faults")
    async def faults() -> Response:
        return answer({"faults": {f.name: f.summary for f in box.armed.kinds.values()}, "armed": box.armed.left()})

    @api.post("/faults")
    async def arm(order: FaultOrder) -> Response:
        try:
            box.armed.arm(order.fault, order.times, Order(order.seconds, order.stored))
        except KeyError as error:
            raise HTTPException(422, f"no such fault: {order.fault}") from error
        return answer({"armed": box.armed.left()})

    @api.delete("/faults")
    async def disarm() -> Response:
        box.armed.disarm()
        return answer({"armed": {}})

    return api
