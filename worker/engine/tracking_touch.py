"""Taking in a touch at our own door: an open or a click, stored as it was heard. It counts, and changes nothing by itself."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select

from worker.engine.parts import Parts
from worker.engine.signals import take_to_heart
from worker.rules.human_or_machine import rewriter_in
from worker.rules.signal_kind import SignalKind
from worker.store.models.message import Message
from worker.store.models.signal import Signal

_MOST_TOUCHES = 300
"""Of one letter. Whoever goes on touching it tells us nothing new, and must not fill the database."""
_LONGEST_AGENT = 500


def take_touch(
    parts: Parts,
    kind: SignalKind,
    message_id: UUID,
    *,
    method: str,
    user_agent: str | None,
    url: str | None = None,
    referrer: str | None = None,
) -> None:
    """Store that the letter was opened or a link of it followed, now. Repeated within a second, it is stored once.

    Of the referrer nothing is kept but the host of a known link rewriter.

    Raises what the database raises.
    """
    now = parts.now()
    agent = (user_agent or "").replace("\0", "")[:_LONGEST_AGENT]
    same = sha256("\n".join((method, agent, url or "", rewriter_in(referrer) or "")).encode("utf-8", "replace")).hexdigest()[:24]
    with parts.database.read() as session:
        owner = session.execute(select(Message.candidate_id).where(Message.id == message_id)).one_or_none()
        touches = session.scalar(select(func.count()).select_from(Signal).where(Signal.message_id == message_id)) or 0
    if owner is None or touches >= _MOST_TOUCHES:
        return
    detail = {"user_agent": agent, "method": method, "url": url, "door": "own", "rewriter": rewriter_in(referrer)}
    row = {
        "meaning_key": f"own/{message_id}/{kind.value}/{int(now.timestamp())}/{same}",
        "message_id": message_id,
        "candidate_id": owner[0],
        "hook_seq": None,
        "kind": kind.value,
        "at": now,
        "received_at": now,
        "human": None,
        "detail": {name: value for name, value in detail.items() if value is not None},
    }
    with parts.database.write() as session:
        take_to_heart(session, parts, [row])
