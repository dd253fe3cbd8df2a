"""How the sandbox's own API words things."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.responses import Response

from sandbox.letter import Letter
from sandbox.mailbox.outbox import Record
from sandbox.mailbox.reactions import Reaction


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
        "attachments": [
            {"filename": one["filename"], "type": one.get("type", ""), "at": f"/messages/{letter.id}/attachments/{index}"}
            for index, one in enumerate(letter.attachments)
        ],
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


def answer(value: object, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(value), status, media_type="application/json")
