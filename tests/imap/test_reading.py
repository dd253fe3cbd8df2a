"""What is in the mailbox is stored once, whole, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from tests.imap.dovecot import Dovecot
from tests.world import World
from worker.engine.hear import hear
from worker.imap import read_new as reading
from worker.imap.account import Account
from worker.imap.mailbox import open_mailbox
from worker.imap.process import read_once
from worker.imap.trouble import MailboxAway, MailboxRefused
from worker.store.models.imap import ImapPosition
from worker.store.models.operation import Alarm
from worker.store.models.signal import Hook, Reply


class Crash(BaseException):
    """The process dies."""


def a_mail(number: int, text: str = "Thank you.") -> bytes:
    head = f"From: Mallory <mallory@else.example>\r\nTo: talent@northwind.example\r\nMessage-ID: <{number}@else.example>\r\n"
    return f"{head}Subject: number {number}\r\n\r\n{text}\r\n".encode()


def bodies(world: World) -> list[bytes]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Hook.body).order_by(Hook.seq)))


def replies(world: World) -> list[str]:
    while hear(world.parts):
        pass
    with world.parts.database.read() as session:
        return list(session.scalars(select(Reply.mail_key)))


def flags(dovecot: Dovecot) -> bytes:
    with dovecot.client() as client:
        client.select("INBOX", readonly=True)
        answer = client.fetch("1:*", "(FLAGS)")[1]
        return b" ".join(line for line in answer if isinstance(line, bytes))


@contextmanager
def dying_at_commit(world: World, number: int) -> Iterator[None]:
    """The process dies just before its so-and-so-manyeth commit."""
    left = [number]

    def die(_connection: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Crash

    event.listen(world.parts.database.engine, "commit", die)
    try:
        with pytest.raises(Crash):
            yield
    finally:
        event.remove(world.parts.database.engine, "commit", die)


@pytest.mark.parametrize("how", ["none", "starttls", "tls"])
def test_mails_come_in_as_they_are_by_every_way_and_the_mailbox_stays_as_it_was(dovecot: Dovecot, world: World, how: str) -> None:
    dovecot.bring(a_mail(1), a_mail(2, "Grüße\0"))
    account = Account(dovecot.address(how=how), dovecot.ca_file)
    assert read_once(world.parts, account) == 2
    assert bodies(world)[0] == a_mail(1)
    assert read_once(world.parts, account) == 0
    dovecot.bring(a_mail(3))
    assert read_once(world.parts, account) == 1
    assert len(replies(world)) == 3
    assert b"\\Seen" not in flags(dovecot)


def test_what_is_stored_is_marked_as_seen_where_that_is_wished(dovecot: Dovecot, world: World) -> None:
    dovecot.bring(a_mail(1), a_mail(2))
    assert read_once(world.parts, Account(dovecot.address(), mark_seen=True)) == 2
    assert flags(dovecot).count(b"\\Seen") == 2


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(dovecot: Dovecot, world: World, how: str) -> None:
    with pytest.raises(MailboxRefused, match="certificate is not to be trusted"):
        read_once(world.parts, Account(dovecot.address(how=how)))


def test_a_wrong_password_and_a_missing_folder_are_told_apart_and_no_secret_is_told(dovecot: Dovecot, world: World) -> None:
    with pytest.raises(MailboxRefused, match=r"refuses the user rosa\d+ ") as refused:
        read_once(world.parts, Account(dovecot.address(password="guessed-wrong")))
    assert "guessed-wrong" not in f"{refused.value!r} {dovecot.address(password='guessed-wrong')!r}"
    with pytest.raises(MailboxRefused, match="no folder Elsewhere"):
        read_once(world.parts, Account(dovecot.address(folder="Elsewhere")))


def test_a_server_that_is_down_is_away(dovecot: Dovecot, world: World) -> None:
    dovecot.stop()
    with pytest.raises(MailboxAway, match="does not answer"):
        read_once(world.parts, Account(dovecot.address(how="starttls"), dovecot.ca_file))


def test_a_first_reading_of_300_that_dies_twice_loses_nothing_and_stores_nothing_twice(
    dovecot: Dovecot, any_world: World
) -> None:
    dovecot.bring(*(a_mail(number) for number in range(300)))
    account = Account(dovecot.address())
    with dying_at_commit(any_world, 4):
        read_once(any_world.parts, account)
    assert len(bodies(any_world)) == 100

    def die(done: int, _of: int) -> None:
        if done == 50:
            raise Crash

    with pytest.raises(Crash):
        read_once(any_world.parts, account, die)
    assert len(bodies(any_world)) == 150

    told: list[tuple[int, int]] = []
    assert read_once(any_world.parts, account, lambda done, of: told.append((done, of))) == 150
    assert told == [(50, 150), (100, 150), (150, 150)]
    assert sorted(bodies(any_world)) == sorted(a_mail(number) for number in range(300))


def test_two_that_read_one_mailbox_at_once_store_each_mail_once(dovecot: Dovecot, world: World) -> None:
    dovecot.bring(*(a_mail(number) for number in range(120)))
    account = Account(dovecot.address())

    def another_is_quicker(done: int, _of: int) -> None:
        if done == 50:
            assert read_once(world.parts, account) == 70

    assert read_once(world.parts, account, another_is_quicker) == 50
    assert sorted(bodies(world)) == sorted(a_mail(number) for number in range(120))


def test_mails_numbered_anew_are_read_again_and_heard_once(dovecot: Dovecot, world: World) -> None:
    account = Account(dovecot.address(folder="Replies"))
    for numbers in (range(3), range(5)):
        with dovecot.client() as client:
            client.delete("Replies")
            client.create("Replies")
        dovecot.bring(*(a_mail(number) for number in numbers), folder="Replies")
        assert read_once(world.parts, account) == len(numbers)
    assert sorted(replies(world)) == sorted(f"<{number}@else.example>" for number in range(5))
    with world.parts.database.read() as session:
        position = session.scalars(select(ImapPosition)).one()
    assert (position.mailbox, position.mails) == (f"{dovecot.user} at localhost/Replies", 8)


def test_of_a_mail_too_big_the_beginning_is_heard_and_somebody_is_told(
    dovecot: Dovecot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 20_000)
    monkeypatch.setattr(reading, "FIRST_BYTES", 4_000)
    big = a_mail(1, "Yes, please!\r\n" + "x" * 70 * 1000)
    dovecot.bring(big, a_mail(2))
    assert read_once(world.parts, Account(dovecot.address())) == 2
    assert bodies(world) == [big[:4_000], a_mail(2)]
    with world.parts.database.read() as session:
        assert session.scalars(select(Alarm.key)).all() == ["oversized_mail"]


def test_a_page_holds_no_more_than_fits_into_memory(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000)
    dovecot.bring(*(a_mail(number, "x" * 4_000) for number in range(5)))
    told: list[int] = []
    read_once(world.parts, Account(dovecot.address()), lambda done, _of: told.append(done))
    assert told == [2, 4, 5]


def test_a_mail_that_goes_while_it_is_read_is_passed_over(dovecot: Dovecot, world: World) -> None:
    dovecot.bring(a_mail(1), a_mail(2))
    with open_mailbox(dovecot.address(), None) as mailbox, dovecot.client() as client:
        uids = mailbox.uids_after(0)
        client.select("INBOX")
        client.store("1", "+FLAGS", r"(\Deleted)")
        client.expunge()
        assert list(mailbox.fetch(uids[1:])) == uids[1:]
    assert read_once(world.parts, Account(dovecot.address())) == 1


def test_many_numbers_are_asked_for_in_lines_of_bounded_length(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.imap.mailbox._UIDS_AT_ONCE", 4)
    dovecot.bring(*(a_mail(number) for number in range(11)))
    with open_mailbox(dovecot.address(), None) as mailbox:
        assert mailbox.uids_after(2) == list(range(3, 12))
        assert mailbox.uids_after(11) == []
