"""`/api`: reading the mailbox, and what became of everything."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import Response

from sandbox.api.shapes import answer, iso, letter_json, post_json, reaction_json
from sandbox.box import Box


def letter_routes(box: Box) -> APIRouter:
    """The letters."""
    api = APIRouter(prefix="/api")

    @api.get("/messages")
    async def messages(after: int = 0, limit: int = Query(100, ge=1, le=10_000), to: str | None = None) -> Response:
        return answer([letter_json(letter) for letter in box.letters.after(after, limit, to)])

    @api.get("/search")
    async def search(q: str, offset: int = Query(0, ge=0), limit: int = Query(50, ge=1, le=1000)) -> Response:
        return answer([letter_json(letter) for letter in box.letters.newest(q, offset, limit)])

    @api.get("/messages/{letter_id}")
    async def message(letter_id: int) -> Response:
        letter = box.letters.get(letter_id)
        if letter is None:
            raise HTTPException(404, "no such letter")
        posts = [post_json(record) for record in box.outbox.about(letter_id)]
        reactions = [reaction_json(reaction) for reaction in box.reactions.about(letter_id)]
        return answer({**letter_json(letter), "posts": posts, "reactions": reactions})

    return api


def state_routes(box: Box) -> APIRouter:
    """How it stands: how many, whether all is quiet, what was lost."""
    api = APIRouter(prefix="/api")

    @api.get("/count")
    async def count() -> Response:
        return answer({"count": box.letters.count})

    @api.get("/quiet")
    async def quiet() -> Response:
        now = box.quiet()
        return answer({
            "quiet": now.quiet, "pending_webhooks": now.pending_webhooks, "due_reactions": now.due_reactions,
            "in_flight": now.in_flight, "next_reaction_at": iso(now.next_at), "count": now.count,
        })  # fmt: skip

    @api.get("/dropped")
    async def dropped() -> Response:
        posts = [post_json(record) for record in box.outbox.lost()]
        return answer({"posts": posts, "reactions": [reaction_json(reaction) for reaction in box.reactions.lost()]})

    @api.get("/public-key")
    async def public_key() -> Response:
        return answer({"public_key": box.signer.public_key()})

    return api
