"""Read what is new in a mailbox: each page of mails is stored, and the position moved past it, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.alarm import raise_alarm
from worker.engine.hear import INBOUND
from worker.engine.oversized_mail import note_oversized_mail
from worker.engine.parts import Parts
from worker.hearing.inbound_form import A_MAIL
from worker.imap.answer import RawMail
from worker.imap.mailbox import OpenMailbox
from worker.store.insert import insert_new
from worker.store.models.imap import ImapPosition
from worker.store.models.signal import Hook

_log = structlog.get_logger(__name__)
MOST_BYTES = 35_000_000
"""A mail bigger than this is not fetched whole."""
FIRST_BYTES = 1_000_000
"""What is fetched of such a mail: its headers, and the part that people write in, which comes first."""
_SIZES_AT_ONCE = 500
_PAGE_MAILS = 50

Told = Callable[[int, int], None]
"""Is told how many mails are read, and of how many."""


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where a mailbox is read."""

    mailbox: str
    uid_validity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class _Page:
    mails: Sequence[RawMail]
    last_uid: int
    cut: int
    unreadable: int


def read_new(
    parts: Parts,
    mailbox: OpenMailbox,
    name: str,
    *,
    mark_seen: bool = False,
    told: Told = lambda _done, _of: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Store every mail that is newer than the position kept under `name`. Returns how many were stored.

    Nothing is lost and nothing stored twice, wherever it is interrupted and however many do it at once; only where the
    server has numbered its mails anew are all read again, and what was heard before is not heard twice.
    Raises `MailboxAway`, and what the database raises; the same call later goes on from there.
    """
    position = _where(parts, name, mailbox.uid_validity)
    uids = mailbox.uids_after(position.last_uid)
    stored = done = 0
    for chunk in _pages(mailbox, uids):
        if stopped():
            break
        page = _fetch(mailbox, chunk)
        moved = _store(parts, position, page)
        if moved is None:
            _log.info("somebody else reads this mailbox too", mailbox=name)
            break
        position, stored, done = moved, stored + len(page.mails), done + len(chunk)
        if page.mails:
            parts.hints.send("hear")
        if page.cut:
            note_oversized_mail(parts, FIRST_BYTES)
        if mark_seen and page.mails:
            mailbox.mark_seen([mail.uid for mail in page.mails])
        told(done, len(uids))
    return stored


def _where(parts: Parts, name: str, uid_validity: int) -> Position:
    """The position; at the beginning for a mailbox never read, and for one whose mails were numbered anew."""
    with parts.database.write() as session:
        now = parts.now()
        fresh = {"mailbox": name, "uid_validity": uid_validity, "last_uid": 0, "mails": 0, "read_at": now}
        insert_new(session, ImapPosition, [fresh])
        row = _row(session, name)
        if row.uid_validity != uid_validity:
            _log.warning("the mailbox numbers its mails anew: all are read again", mailbox=name)
            row.uid_validity, row.last_uid = uid_validity, 0
        row.read_at = now
        return Position(name, row.uid_validity, row.last_uid)


def _row(session: Session, name: str) -> ImapPosition:
    return session.scalars(select(ImapPosition).where(ImapPosition.mailbox == name).with_for_update()).one()


def _pages(mailbox: OpenMailbox, uids: Sequence[int]) -> Iterator[dict[int, int]]:
    """UIDs with their sizes, in order: as many as fit into memory together. What is gone meanwhile has the size 0."""
    for start in range(0, len(uids), _SIZES_AT_ONCE):
        some = uids[start : start + _SIZES_AT_ONCE]
        sizes = mailbox.sizes(some)
        page: dict[int, int] = {}
        held = 0
        for uid in some:
            if page and (len(page) >= _PAGE_MAILS or held + _held(sizes.get(uid, 0)) > MOST_BYTES):
                yield page
                page, held = {}, 0
            page[uid] = sizes.get(uid, 0)
            held += _held(page[uid])
        yield page


def _held(size: int) -> int:
    return size if size <= MOST_BYTES else FIRST_BYTES


def _fetch(mailbox: OpenMailbox, page: dict[int, int]) -> _Page:
    """The mails of a page; one that the server does not give with the others is asked for alone."""
    whole = [uid for uid, size in page.items() if 0 < size <= MOST_BYTES]
    big = [uid for uid, size in page.items() if size > MOST_BYTES]
    mails = mailbox.fetch(whole) if whole else {}
    for uid in [uid for uid in whole if uid not in mails]:
        mails |= mailbox.fetch([uid])
    for uid in big:
        mails |= mailbox.fetch([uid], FIRST_BYTES)
    missing = [uid for uid in (*whole, *big) if uid not in mails]
    still_there = mailbox.sizes(missing) if missing else {}
    return _Page([mails[uid] for uid in page if uid in mails], max(page), len(big), len(still_there))


def _store(parts: Parts, position: Position, page: _Page) -> Position | None:
    """All of it or nothing. None when the position is not where it was: somebody else was quicker."""
    with parts.database.write() as session:
        row, now = _row(session, position.mailbox), parts.now()
        if (row.uid_validity, row.last_uid) != (position.uid_validity, position.last_uid):
            return None
        session.add_all(_hook(mail, now) for mail in page.mails)
        row.last_uid, row.mails, row.read_at = page.last_uid, row.mails + len(page.mails), now
        if page.unreadable:
            raise_alarm(
                session,
                parts,
                "imap_unreadable",
                title="A mail in the mailbox could not be read",
                detail=f"{position.mailbox}: {page.unreadable} mails up to number {page.last_uid} were passed over.",
                remedy="Look for them in the mailbox; the server lists them, and does not give them.",
            )
    return Position(position.mailbox, position.uid_validity, page.last_uid)


def _hook(mail: RawMail, now: datetime) -> Hook:
    """When it came to the mailbox is when it came to us: an old mail of a first reading is not news of today."""
    came_at = min(mail.came_at or now, now)
    return Hook(kind=INBOUND, received_at=came_at, content_type=A_MAIL, body=mail.body, state="new", attempts=0)
