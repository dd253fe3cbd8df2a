"""The transport's batches against the sandbox: everybody's own copy lies in the mailbox, and a bad address costs nobody else."""

from __future__ import annotations

from tests.delivery.letters import A_CALENDAR_FILE, NOW, a_batch, a_letter, a_recipient
from tests.sandbox.driving import KEY, Driver
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.transport import Accepted, InDoubt, Mailbox, NotSent, Refused


def test_a_batch_lies_in_the_mailbox_copy_by_copy(box: Driver) -> None:
    transport = SendGridTransport(KEY, box.url, 10)
    people = [a_recipient(f"p{number}") for number in range(60)]
    unknown = a_recipient("nobody", to=Mailbox("nobody@localhost"))  # SendGrid wants a dot; the rules of mail do not
    outcomes = transport.send_batch(a_batch(*people[:30], unknown, *people[30:]), NOW)
    assert [isinstance(outcome, Accepted) for outcome in outcomes].count(True) == 60
    assert isinstance(outcomes[30], Refused)
    kept = box.messages()
    assert [one["to"] for one in kept] == [person.to.address for person in people]
    assert kept[7]["subject"] == "November, P7 &amp; co: åbne stillinger"
    assert kept[7]["html"] == "<p>Hej P7 &amp; co, P7 &amp; co!</p>"
    assert kept[7]["reply_to"] == "r.p7@reply.northwind.example"
    assert kept[7]["headers"]["List-Unsubscribe"] == "<https://mail.northwind.example/u/p7>"
    assert kept[7]["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert kept[7]["custom_args"] == {"rapport_mid": str(people[7].message_id)}
    assert not kept[7]["track_opens"]
    transport.close()


def test_faults_of_the_provider_are_told_of_the_whole_call(box: Driver) -> None:
    transport = SendGridTransport(KEY, box.url, 10)
    for fault, kind in (("status_429", NotSent), ("status_500", InDoubt), ("status_503", NotSent)):
        box.arm(fault)
        assert all(isinstance(outcome, kind) for outcome in transport.send_batch(a_batch(), NOW))
    assert all(isinstance(outcome, Accepted) for outcome in transport.send_batch(a_batch(), NOW))
    transport.close()


def test_a_calendar_file_can_be_fetched_from_the_mailbox(box: Driver) -> None:
    transport = SendGridTransport(KEY, box.url, 10)
    assert isinstance(transport.send(a_letter(attachments=(A_CALENDAR_FILE,)), NOW), Accepted)
    (file,) = box.messages()[0]["attachments"]
    assert box.http.get(file["at"]).content == A_CALENDAR_FILE.content
    transport.close()
