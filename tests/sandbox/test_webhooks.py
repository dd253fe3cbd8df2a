"""Event webhooks and inbound mail on their way back: signed, batched, tried again, never lost by a restart."""

from __future__ import annotations

import base64
import email
import email.policy
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from python_multipart.multipart import parse_options_header
from sendgrid.helpers.eventwebhook import EventWebhook

from tests.sandbox.conftest import StartSandbox
from tests.sandbox.driving import Driver, mail
from tests.sandbox.inbound_form import fields_of
from tests.sandbox.receiver import Heard

SIGNATURE, STAMP = "x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"


def _holds(request: Heard, public_key: str) -> bool:
    signature, stamp = request.headers[SIGNATURE], request.headers[STAMP]
    return bool(EventWebhook(public_key).verify_signature(request.body.decode(), signature, stamp))


def test_processed_and_delivered_follow_with_the_custom_arguments_flattened(box: Driver) -> None:
    letter = box.sent(mail(custom_args={"letter": "0190-1", "email": "mallory@x.example"}))
    box.wait_quiet()
    processed, delivered = box.receiver.events()
    assert (processed["event"], delivered["event"]) == ("processed", "delivered")
    for event in (processed, delivered):
        assert event["letter"] == "0190-1"
        assert event["email"] == "ada@candidate.example"
        assert event["sg_message_id"].startswith(letter["call_id"] + ".")
        assert event["timestamp"] == 1767600900
        assert event["smtp-id"] == letter["message_id"]
    assert processed["sg_event_id"] != delivered["sg_event_id"]


def test_every_post_is_signed_over_time_stamp_and_raw_body(start: StartSandbox, tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = tmp_path / "key.pem"
    encoded = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem.write_bytes(encoded)
    spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    public = base64.b64encode(spki).decode()
    box = start(signing_key=pem)
    box.sent()
    box.wait_quiet()
    assert box.http.get("/api/public-key").json() == {"public_key": public}
    [request] = box.receiver.to("/events")
    assert _holds(request, public)
    assert request.headers[STAMP] == "1767600900"
    forged = Heard("POST", request.path, request.headers, request.body.replace(b"delivered", b"bounced__"))
    assert not _holds(forged, public)


def test_a_post_that_is_not_taken_comes_again_with_the_same_event_ids(box: Driver) -> None:
    box.receiver.answers["/events"] = [503, 400, 302]
    box.sent()
    box.wait_quiet()
    batches = box.receiver.batches()
    assert len(batches) == 4
    assert all(batch == batches[0] for batch in batches)
    assert box.receiver.to("/elsewhere", "GET") == []


def test_what_waits_is_still_posted_after_a_restart(start: StartSandbox) -> None:
    box = start(retry_pauses=(600,))
    box.receiver.answers["/events"] = [503]
    box.receiver.answers["/inbound"] = [503]
    letter = box.sent()
    box.http.post(f"/api/messages/{letter['id']}/acts", json={"act": "reply"})
    box.wait(lambda: box.receiver.to("/events") and box.receiver.to("/inbound"))
    assert box.quiet()["pending_webhooks"] == 3
    assert not box.quiet()["quiet"]
    box.close()
    again = start()
    again.wait_quiet()
    assert again.count() == 1
    assert again.receiver.names() == ["processed", "delivered"] * 2
    assert len(again.receiver.to("/inbound")) == 2


def test_many_letters_travel_in_few_posts(box: Driver) -> None:
    for number in range(60):
        box.send(mail(f"p{number}@candidate.example"))
    box.wait_quiet()
    assert len(box.receiver.events()) == 120
    assert len(box.receiver.batches()) < 60


def test_a_letter_that_is_kept_is_never_quiet_before_its_events_are_answered(box: Driver) -> None:
    for number in range(20):
        box.send(mail(f"p{number}@candidate.example"))
        box.wait_quiet()
        assert len(box.receiver.events()) == 2 * (number + 1)


def test_a_reply_comes_as_inbound_parse_posts_it_raw(box: Driver) -> None:
    letter = box.sent(mail(headers={"Message-ID": "<0190@northwind.example>"}))
    box.act(letter["id"], "reply", text="Tak for din mail, jeg glæder mig.")
    [request] = box.receiver.to("/inbound")
    kind, _ = parse_options_header(request.headers["content-type"])
    assert kind == b"multipart/form-data"
    fields = fields_of(request)
    assert set(fields) >= {"email", "envelope", "from", "to", "subject", "SPF", "dkim", "sender_ip", "charsets"}
    assert fields["envelope"] == '{"to":["r.token@reply.example"],"from":"ada@candidate.example"}'
    mime = email.message_from_string(fields["email"], policy=email.policy.default)
    assert mime["To"] == "r.token@reply.example"
    assert mime["In-Reply-To"] == mime["References"] == "<0190@northwind.example>"
    assert mime["Auto-Submitted"] is None
    text = mime.get_content()
    assert text.startswith("Tak for din mail, jeg glæder mig.")
    assert "Rosa Berg <rosa@northwind.example> wrote:" in text
    assert "> Dear Ada," in text


def test_inbound_mail_comes_again_after_503_and_is_dropped_for_ever_after_400(box: Driver) -> None:
    letter = box.sent()
    box.receiver.answers["/inbound"] = [503, 503, 200, 400]
    box.act(letter["id"], "reply", text="first")
    assert len(box.receiver.to("/inbound")) == 3
    assert box.http.get("/api/dropped").json()["posts"] == []
    box.act(letter["id"], "reply", text="second")
    assert len(box.receiver.to("/inbound")) == 4
    [dropped] = box.http.get("/api/dropped").json()["posts"]
    assert (dropped["state"], dropped["answer"], dropped["kind"]) == ("dropped", "400", "inbound")


def test_a_reply_to_somebody_elses_domain_never_comes_by(box: Driver) -> None:
    letter = box.sent(mail(reply_to={"email": "rosa@northwind.example"}))
    box.act(letter["id"], "reply", text="hello")
    assert box.receiver.to("/inbound") == []
    assert "not ours" in box.message(letter["id"])["reactions"][0]["note"]


def test_without_an_address_nothing_is_posted_and_nothing_waits(start: StartSandbox) -> None:
    box = start(events_url=None, inbound_url=None)
    letter = box.sent()
    box.wait_quiet()
    assert [post["state"] for post in box.message(letter["id"])["posts"]] == ["kept", "kept"]
    assert box.receiver.heard == []
