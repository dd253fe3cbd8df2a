"""The imap process: what people write arrives and is heard; trouble with the server is told, waited out, and over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from tests.conftest import WaitUntil
from tests.imap.dovecot import Dovecot
from tests.world import World
from worker.engine.health import health
from worker.imap.account import Account
from worker.imap.process import ALARM, read_once, run_imap
from worker.store.models.handoff import Handoff
from worker.store.models.operation import Alarm
from worker.store.models.signal import Hook

SOON = 0.05


@contextmanager
def running(world: World, account: Account) -> Iterator[None]:
    """The process, in a thread, that looks very often."""
    stop = threading.Event()
    thread = threading.Thread(target=run_imap, args=(world.parts, account, stop, SOON, SOON))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def stored(world: World) -> int:
    with world.parts.database.read() as session:
        return len(session.scalars(select(Hook.seq)).all())


def alarm(world: World) -> Alarm | None:
    with world.parts.database.read() as session:
        return session.scalar(select(Alarm).where(Alarm.key == ALARM))


def is_raised(world: World) -> bool:
    row = alarm(world)
    return row is not None and row.cleared_at is None


def is_over(world: World) -> bool:
    row = alarm(world)
    return row is not None and row.cleared_at is not None


def a_mail(number: int) -> bytes:
    return f"From: mallory@else.example\r\nMessage-ID: <{number}@else.example>\r\n\r\nHello.\r\n".encode()


def test_a_reply_to_a_letter_arrives_by_imap_and_opens_a_handoff(dovecot: Dovecot, world: World) -> None:
    world.reject()
    world.pass_days(10)
    letter = world.sent[0]
    assert letter.reply_to is not None
    head = f"From: Ada <ada@mail.example>\r\nTo: {letter.reply_to.address}\r\nMessage-ID: <yes@mail.example>\r\n"
    dovecot.bring(f"{head}Subject: Re: {letter.subject}\r\n\r\nThank you! May I call you tomorrow?\r\n".encode())
    account = Account(dovecot.address())

    assert read_once(world.parts, account) == 1
    world.drain()

    with world.parts.database.read() as session:
        (handoff,) = session.scalars(select(Handoff).where(Handoff.kind == "reply"))
    assert handoff.candidate_id == world.candidate().id
    assert any("May I call you tomorrow?" in mail.text for mail in world.service)
    assert read_once(world.parts, account) == 0


def test_a_server_that_restarts_is_waited_for_and_nothing_is_lost(dovecot: Dovecot, world: World, wait_until: WaitUntil) -> None:
    dovecot.bring(a_mail(1))
    with running(world, Account(dovecot.address(how="starttls"), dovecot.ca_file)):
        wait_until(lambda: stored(world) == 1, what="the first mail")
        dovecot.stop()
        wait_until(lambda: is_raised(world), what="the alarm")
        dovecot.start()
        wait_until(lambda: dovecot.answers, what="Dovecot")
        dovecot.bring(a_mail(2))
        wait_until(lambda: stored(world) == 2 and is_over(world), what="the second mail, and the alarm's end")
    row = alarm(world)
    assert row is not None
    assert "does not answer" in row.detail


def test_a_wrong_password_raises_an_alarm_at_once_and_tells_no_secret(
    dovecot: Dovecot, world: World, wait_until: WaitUntil
) -> None:
    with running(world, Account(dovecot.address(password="guessed-wrong"))):
        wait_until(lambda: is_raised(world), what="the alarm")
    row = alarm(world)
    assert row is not None
    assert "refuses the user" in row.detail
    assert "guessed-wrong" not in row.detail + row.title + row.remedy


def test_the_process_is_seen_alive_while_it_runs(dovecot: Dovecot, world: World, wait_until: WaitUntil) -> None:
    def alive() -> int:
        return health(world.parts.database, datetime.now(UTC) + timedelta(seconds=1), ["imap"])[0].alive

    with running(world, Account(dovecot.address())):
        wait_until(lambda: alive() == 1, what="the heartbeat")
    assert alive() == 0
