"""Collecting the evidence: the whole mailbox over the sandbox's API, and our own books from the database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from demo.checks.evidence import Act, Books, Evidence, LedgerRow, Letter
from demo.sandbox_client import SandboxClient, instant
from demo.script.reading import Line
from worker.delivery.sendgrid_request import MESSAGE_ID_ARGUMENT
from worker.store.database import Database
from worker.store.models.inbox import DeadLetter, InboxEvent, Reaction
from worker.store.models.message import Message
from worker.store.models.operation import Alarm
from worker.store.models.signal import Hook, Reply

_LANGUAGE = re.compile(r"<html[^>]*\blang=\"([a-z]{2})", re.IGNORECASE)


def collect(sandbox: SandboxClient, database: Database, lines: Sequence[Line], end: datetime) -> Evidence:
    """Everything the checks look at. The sandbox still runs; nothing is on its way any more."""
    letters, acts = [], []
    for raw in sandbox.letters():
        letters.append(_letter(raw))
        acts.extend(_acts(raw["id"], *sandbox.what_happened(raw["id"])))
    posts, reactions = sandbox.dropped()
    never = [f"a webhook was given up: {post['name']}, {post['answer']}" for post in posts]
    never += [f"an act failed: {reaction['act']}, {reaction['note']}" for reaction in reactions]
    with database.read() as session:
        books = _books(session)
    return Evidence(lines, letters, acts, books, end, never)


def _letter(raw: dict[str, Any]) -> Letter:
    headers = {name.lower() for name in raw["headers"]}
    language = _LANGUAGE.search(raw["html"])
    return Letter(
        id=raw["id"],
        mid=raw["custom_args"].get(MESSAGE_ID_ARGUMENT, ""),
        to=raw["to"],
        subject=raw["subject"],
        text=raw["text"],
        at=instant(raw["at"]),
        to_candidate="list-unsubscribe" in headers,
        language=language[1].lower() if language else "unknown",
    )


def _acts(letter: int, posts: Sequence[dict[str, Any]], reactions: Sequence[dict[str, Any]]) -> list[Act]:
    acts = [
        Act(letter, reaction["act"], instant(reaction["ran_at"]), reaction["note"])
        for reaction in reactions
        if reaction["state"] == "done"
    ]
    bounces = [post for post in posts if post["name"] == "bounce" and post["posted_at"] is not None]
    acts += [Act(letter, post["body"]["type"], instant(post["posted_at"])) for post in bounces]
    return acts


def _count(session: Session, query: Select[Any]) -> int:
    return int(session.scalar(query) or 0)


def _books(session: Session) -> Books:
    rows = session.execute(select(Message.id, Message.kind, Message.campaign, Message.step, Message.state))
    left_over = {
        "an event is not recorded": _count(session, select(func.count()).where(InboxEvent.state != "recorded")),
        "a campaign has yet to react": _count(session, select(func.count()).select_from(Reaction)),
        "a hook is not worked": _count(session, select(func.count()).where(Hook.state != "done")),
        "something could not be understood": _count(session, select(func.count()).select_from(DeadLetter)),
        "an alarm is open": _count(session, select(func.count()).where(Alarm.cleared_at.is_(None))),
    }
    return Books(
        ledger=[LedgerRow(str(row.id), row.kind, row.campaign, row.step, row.state) for row in rows],
        inbox=frozenset(
            (source, event_id) for source, event_id in session.execute(select(InboxEvent.source, InboxEvent.event_id))
        ),
        left_over=left_over,
        classes=frozenset(session.scalars(select(Reply.classed_as).where(Reply.candidate_id.is_not(None)))),
    )
