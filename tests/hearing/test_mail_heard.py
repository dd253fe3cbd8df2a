"""What a mail does to the person it is about: found surely or not, bounced, complained, away, gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update

from tests.conftest import ON_SQLITE
from tests.world import ROSA, World
from worker.delivery.transport import Accepted
from worker.engine.hear import INBOUND, store_hook
from worker.engine.hear_mail_again import hear_again
from worker.engine.suppression import Unliftable, lift
from worker.hearing.inbound_form import A_MAIL
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Suppression
from worker.store.models.handoff import Handoff
from worker.store.models.operation import Alarm
from worker.store.models.signal import Hook, Reply, Signal

pytestmark = ON_SQLITE

REPORT = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{mid}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It came back. To stop this: unsubscribe me
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@mail.example
Action: failed
Status: {status}
--b
Content-Type: text/rfc822-headers

Subject: Thank you
{original}
--b--
"""
COMPLAINT = """\
From: fbl@isp.example
To: {to}
Subject: Abuse
Message-ID: <c1>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: ada@mail.example
User-Agent: x/1
Version: 1
--b
Content-Type: message/rfc822

{original}

Thank you
--b--
"""
TEAM = "talent@northwind.example"


def written(world: World) -> str:
    """Ada has a letter. Returns the address that answers to it go to."""
    world.transport.answer(Accepted("kQ3vX9bTRz2a"))
    world.reject()
    world.pass_days(3)
    [letter] = world.sent
    assert letter.reply_to is not None
    return letter.reply_to.address


def comes(world: World, mail: str) -> Reply:
    store_hook(world.parts, INBOUND, A_MAIL, mail.encode())
    world.drain()
    with world.parts.database.read() as session:
        assert not session.scalars(select(Hook).where(Hook.state != "done")).all()
        return session.scalars(select(Reply).order_by(Reply.at.desc(), Reply.hook_seq.desc())).all()[0]


def plain(to: str, text: str, *, sender: str = "ada@mail.example", more: str = "", subject: str = "Re: Thank you") -> str:
    mid = abs(hash((to, text, sender, more)))
    return f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{mid}@mail.example>\n{more}\n{text}\n"


def suppressed(world: World) -> dict[str, str]:
    with world.parts.database.read() as session:
        rows = session.scalars(select(Suppression).where(Suppression.lifted_at.is_(None)))
        return {row.reason: row.source for row in rows}


def signals(world: World) -> list[str]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Signal.kind).order_by(Signal.seq)))


@pytest.mark.parametrize("way", ["to our reply address", "by its thread", "by the original in it", "by the original in its text"])
def test_a_hard_bounce_that_is_surely_hers_ends_letters_to_that_address(world: World, way: str) -> None:
    reply_to = written(world)
    original = {"by its thread": "Message-ID: <kQ3vX9bTRz2a@geopod-7>", "by the original in it": f"Reply-To: Rosa <{reply_to}>"}
    mail = REPORT.format(
        to=reply_to if way == "to our reply address" else TEAM, mid="b1", status="5.1.1", original=original.get(way, "X: y")
    )
    if way == "by the original in its text":
        mail = mail.replace("It came back.", f"It came back.\n\nReply-To: {reply_to}\n")

    reply = comes(world, mail)

    assert reply.classed_as == "bounce"
    assert list(suppressed(world)) == [Reason.HARD_BOUNCED]
    assert signals(world) == ["hard_bounced"]
    assert [message.state for message in world.messages()] == ["bounced"]
    world.pass_days(60)
    assert len(world.sent) == 1


def test_a_bounce_that_may_be_anybodys_changes_nothing_but_is_kept(world: World) -> None:
    written(world)

    reply = comes(world, REPORT.format(to=TEAM, mid="b1", status="5.1.1", original="X: y"))

    assert reply.candidate_id == world.candidate().id
    assert "found by the address it reports alone" in reply.evidence
    assert suppressed(world) == {}
    assert signals(world) == []


@pytest.mark.parametrize(("status", "signal", "alarm"), [("4.4.7", "soft_bounced", 0), ("5.7.26", "bounced_ours", 1)])
def test_a_passing_bounce_and_one_of_ours_never_blame_the_address(world: World, status: str, signal: str, alarm: int) -> None:
    reply_to = written(world)

    comes(world, REPORT.format(to=reply_to, mid="b1", status=status, original="X: y"))
    comes(world, REPORT.format(to=reply_to, mid="b2", status=status, original="X: y"))

    assert signals(world) == [signal]
    assert suppressed(world) == {}
    with world.parts.database.read() as session:
        assert session.scalar(select(func.count()).where(Alarm.key == "bounced_ours")) == alarm


def test_a_complaint_that_is_surely_hers_ends_everything_and_a_guess_does_not(world: World) -> None:
    reply_to = written(world)
    comes(world, COMPLAINT.format(to=TEAM, original="Subject: Thank you").replace("<c1>", "<c0>"))
    assert suppressed(world) == {}

    comes(world, COMPLAINT.format(to=TEAM, original=f"Reply-To: {reply_to}"))

    assert list(suppressed(world)) == [Reason.COMPLAINED]
    assert world.candidate().no_reason == Reason.COMPLAINED
    world.pass_days(60)
    assert len(world.sent) == 1


def test_a_mailbox_whose_owner_has_left_gets_no_more_and_says_so(world: World) -> None:
    reply_to = written(world)

    comes(world, plain(reply_to, "Ada no longer works at Engines Ltd.", more="Auto-Submitted: auto-replied\n"))

    assert list(suppressed(world)) == [Reason.LEFT_COMPANY]
    assert Reason.LEFT_COMPANY in world.reasons("stop")
    world.pass_days(60)
    assert len(world.sent) == 1


def test_being_away_for_a_day_does_not_shorten_the_pause_somebody_asked_for(world: World) -> None:
    reply_to = written(world)
    asked = datetime(2026, 3, 1, tzinfo=UTC)
    own = {"paused_until": asked, "pause_reason": Reason.PAUSED_BY_PERSON.value}
    with world.parts.database.write() as session:
        session.execute(update(Candidate).values(**own))

    reply = comes(world, plain(reply_to, "I am out of office until 9 January 2026.", more="Auto-Submitted: auto-replied\n"))

    assert reply.classed_as == "out_of_office"
    ada = world.candidate()
    assert (ada.paused_until, ada.pause_reason) == (asked, Reason.PAUSED_BY_PERSON.value)


def test_an_answer_to_a_recruiter_who_has_left_reaches_the_team(world: World) -> None:
    reply_to = written(world)
    world.tell("candidate.updated", recruiter={**ROSA, "gone": True})

    comes(world, plain(reply_to, "Yes, please call."))

    assert [letter.to.address for letter in world.service] == [world.parts.policy.team_address]


def test_an_answer_from_another_address_in_the_thread_reaches_a_colleague(world: World) -> None:
    written(world)

    thread = "References: <older@mail.example> <kQ3vX9bTRz2a@geopod-7>\n"
    reply = comes(world, plain(TEAM, "It is me, from home.", sender="ada@home.example", more=thread))

    assert reply.candidate_id == world.candidate().id
    assert "found by the thread it belongs to" in reply.evidence
    with world.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Handoff).where(Handoff.kind == "reply")) == 1


def test_somebody_on_holiday_has_not_said_no(world: World) -> None:
    reply_to = written(world)

    comes(world, plain(reply_to, "I am out of the office until 9 January 2026.", more="Auto-Submitted: auto-replied\n"))
    world.pass_days(60)

    assert world.candidate().no_at is None
    assert len(world.sent) == 2


def test_a_doubtful_mail_is_read_by_a_colleague_and_never_counts_as_an_answer(world: World) -> None:
    reply_to = written(world)

    subject = "Automatic reply: Thank you"
    reply = comes(world, plain(reply_to, "I am out of the office until later.", subject=subject))

    assert reply.classed_as == "unknown"
    assert signals(world) == []
    with world.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Handoff).where(Handoff.kind == "reply")) == 1


def test_heard_again_a_mail_is_understood_anew_and_nothing_is_sent_twice(world: World) -> None:
    reply_to = written(world)
    away = plain(reply_to, "I am out of the office until 20 January 2026.", more="Auto-Submitted: auto-replied\n")
    comes(world, away)
    comes(world, plain(reply_to, "Yes, please call.", sender="ada@home.example"))
    mails = len(world.transport.letters)
    with world.parts.database.write() as session:
        for reply in session.scalars(select(Reply).where(Reply.classed_as == "out_of_office")):
            reply.classed_as, reply.evidence = "automatic", ["an older rule"]
        person = session.get_one(Candidate, world.candidate().id)
        person.paused_until = None

    first = hear_again(world.parts)
    second = hear_again(world.parts)
    world.drain()

    assert [(change.was, change.now) for change in first.changes] == [("automatic", "out_of_office")]
    assert (first.heard, second.changes) == (2, [])
    assert world.candidate().paused_until == datetime(2026, 1, 20, 23, tzinfo=UTC)
    assert len(world.transport.letters) == mails
    assert signals(world) == ["out_of_office", "replied"]


def test_an_old_wish_found_late_does_not_undo_a_newer_yes(world: World) -> None:
    reply_to = written(world)
    comes(world, plain(reply_to, "STOP"))
    with world.parts.database.write() as session:
        person = session.get_one(Candidate, world.candidate().id)
        person.no_reason, person.joined_at = None, world.now.replace(month=2)
        for row in session.scalars(select(Suppression)):
            row.lifted_at = world.now
        for signal in session.scalars(select(Signal)):
            session.delete(signal)
        for reply in session.scalars(select(Reply)):
            reply.classed_as = "automatic"

    hear_again(world.parts)

    assert world.candidate().no_reason is None
    assert suppressed(world) == {}


def test_a_bounce_can_be_lifted_by_hand_and_a_complaint_cannot(world: World) -> None:
    reply_to = written(world)
    comes(world, REPORT.format(to=reply_to, mid="b1", status="5.1.1", original="X: y"))

    assert lift(world.parts, "Ada@Mail.example", by="Rosa", because="she called, it works") == [Reason.HARD_BOUNCED]
    assert suppressed(world) == {}
    assert Reason.SUPPRESSION_LIFTED in world.reasons()

    comes(world, COMPLAINT.format(to=reply_to, original="Subject: x"))
    with pytest.raises(Unliftable):
        lift(world.parts, "ada@mail.example", by="Rosa", because="she did not mean it")
    assert list(suppressed(world)) == [Reason.COMPLAINED]
