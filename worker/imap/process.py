"""The imap process: reads the mailbox every so often, and waits longer after each failure."""

from __future__ import annotations

import threading

import structlog
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from worker.engine.alarm import raise_alarm
from worker.engine.health import IMAP
from worker.engine.parts import Parts
from worker.heartbeat import beating
from worker.imap.account import Account
from worker.imap.mailbox import open_mailbox
from worker.imap.read_new import Told, read_new
from worker.imap.trouble import MailboxAway, MailboxTrouble
from worker.store.models.operation import Alarm

_log = structlog.get_logger(__name__)
ALARM = "imap"
_LONGEST_WAIT_SECONDS = 300.0
_ALARM_AT_FAILURE = 4
"""A server that restarts is back before that many attempts; a refusal raises the alarm at once."""
_SAY_EVERY = 300


class _Progress:
    """Says in the log how far it is, every few hundred mails."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._said = 0

    def __call__(self, done: int, of: int) -> None:
        if done - self._said >= _SAY_EVERY or (self._said and done == of):
            self._said = done
            _log.info("reading the mailbox", mailbox=self._name, read=done, of=of)


def read_once(parts: Parts, account: Account, told: Told | None = None, stop: threading.Event | None = None) -> int:
    """Store what is new in the mailbox. Returns how many mails.

    Raises `MailboxAway`, `MailboxRefused`, and what the database raises; what is stored by then stays stored.
    """
    told = told or _Progress(account.address.name)
    stopped = stop.is_set if stop is not None else lambda: False
    with open_mailbox(account.address, account.ca_file, writable=account.mark_seen) as mailbox:
        return read_new(parts, mailbox, account.address.name, mark_seen=account.mark_seen, told=told, stopped=stopped)


def run_imap(parts: Parts, account: Account, stop: threading.Event, poll_seconds: float, first_wait_seconds: float = 2.0) -> None:
    """Until told to stop, store what comes. The server away, or refusing: an alarm, and again after a while that doubles."""
    failures, wait, was_well = 0, poll_seconds, False
    with beating(parts.database, IMAP):
        while not stop.is_set():
            try:
                stored = read_once(parts, account, stop=stop)
                if stored:
                    _log.info("mails from the mailbox", mailbox=account.address.name, stored=stored)
                if not was_well:
                    _well(parts)
                failures, wait, was_well = 0, poll_seconds, True
            except MailboxTrouble as trouble:
                # Wrong passwords in quick succession lock an account.
                first = first_wait_seconds if isinstance(trouble, MailboxAway) else poll_seconds
                wait = min(_LONGEST_WAIT_SECONDS, first * 2 ** min(failures, 10))
                failures, was_well = failures + 1, False
                _tell(parts, account, trouble, failures)
            except SQLAlchemyError as error:
                _log.warning("the database is away; the mails stay in the mailbox", error=type(error).__name__)
                wait = first_wait_seconds
            stop.wait(wait)


def _tell(parts: Parts, account: Account, trouble: MailboxTrouble, failures: int) -> None:
    _log.warning("the mailbox cannot be read", mailbox=account.address.name, why=str(trouble), failures=failures)
    if isinstance(trouble, MailboxAway) and failures < _ALARM_AT_FAILURE:
        return
    try:
        with parts.database.write() as session:
            raise_alarm(
                session,
                parts,
                ALARM,
                title="Replies cannot be read from the mailbox",
                detail=f"{account.address.name}: {trouble}.",
                remedy="Nothing is lost: what people write waits in the mailbox. `rapport doctor` tries it anew.",
            )
    except SQLAlchemyError as error:
        _log.warning("no alarm: the database is away", error=type(error).__name__)


def _well(parts: Parts) -> None:
    """The mailbox is read again: its alarm is over."""
    with parts.database.write() as session:
        over = update(Alarm).where(Alarm.key == ALARM, Alarm.cleared_at.is_(None))
        session.execute(over.values(cleared_at=parts.now()))
