"""What mail/send takes and refuses, by the official package where it can say it, by plain JSON where it cannot."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Category, CustomArg, Header, Mail, Personalization, ReplyTo, To

from sandbox.mailsend.check import check_mail
from tests.sandbox.driving import KEY, MONDAY, Driver, mail


def test_the_official_package_sends_and_the_letter_lies_in_the_mailbox(box: Driver) -> None:
    letter = Mail(("rosa@northwind.example", "Rosa Berg"), None, "Thank you, Ada", "Dear Ada", "<p>Dear Ada</p>")
    letter.reply_to = ReplyTo("r.1@reply.example")
    person = Personalization()
    person.add_to(To("ada@candidate.example", "Ada Lovelace"))
    person.add_custom_arg(CustomArg("letter", "0190"))
    person.add_header(Header("List-Unsubscribe", "<http://127.0.0.1:1/u/x>"))
    letter.add_personalization(person)
    letter.add_category(Category("after_application"))
    answer = SendGridAPIClient(KEY, host=box.url).send(letter)
    assert (answer.status_code, answer.body) == (202, b"")
    [kept] = box.messages()
    assert answer.headers["X-Message-Id"] == kept["call_id"]
    assert kept["to"] == "ada@candidate.example"
    assert kept["from"] == "Rosa Berg <rosa@northwind.example>"
    assert (kept["subject"], kept["text"], kept["html"]) == ("Thank you, Ada", "Dear Ada", "<p>Dear Ada</p>")
    assert kept["custom_args"] == {"letter": "0190"}
    assert kept["headers"] == {"List-Unsubscribe": "<http://127.0.0.1:1/u/x>", "Reply-To": "r.1@reply.example"}
    assert kept["at"] == MONDAY
    assert box.count() == 1


def test_a_wrong_or_missing_key_is_refused_as_sendgrid_words_it(box: Driver) -> None:
    for answer in (box.send(key="SG.other"), httpx.post(f"{box.url}/v3/mail/send", json=mail(), trust_env=False)):
        assert answer.status_code == 401
        wrong = "The provided authorization grant is invalid, expired, or revoked"
        assert answer.json() == {"errors": [{"message": wrong, "field": None, "help": None}]}
    assert box.count() == 0


def test_scopes_tell_whether_a_key_is_right(box: Driver) -> None:
    right = box.http.get("/v3/scopes", headers={"Authorization": f"Bearer {KEY}"})
    assert "mail.send" in right.json()["scopes"]
    assert box.http.get("/v3/scopes").status_code == 401


def test_over_thirty_megabytes_is_answered_by_the_proxy_in_html(box: Driver) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    answer = box.http.post("/v3/mail/send", content=b" " * (30 * 1024 * 1024 + 1), headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith("text/html")
    assert "nginx" in answer.text


def _people(*addresses: str, **more: object) -> list[dict[str, Any]]:
    return [{"to": [{"email": address}], **more} for address in addresses]


def _to(**recipient: object) -> dict[str, Any]:
    return mail(personalizations=[*_people("a@x.example", "b@x.example", "c@x.example"), {"to": [recipient]}])


HTML = {"type": "text/html", "value": "<p>x</p>"}
TEXT = {"type": "text/plain", "value": "x"}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("no personalizations", mail(personalizations=None), "personalizations"),
    ("empty personalizations", mail(personalizations=[]), "personalizations"),
    ("1001 personalizations", mail(personalizations=_people(*(f"p{n}@x.example" for n in range(1001)))), "personalizations"),
    ("nobody to send to", mail(personalizations=[{"to": []}]), "personalizations.0.to"),
    ("one person twice", mail(personalizations=_people("ada@x.example", "ADA@x.example")), "personalizations"),
    ("more than 1000 people", mail(personalizations=[
        {"to": [{"email": f"p{n}@x.example"}], "cc": [{"email": f"c{n}@x.example"}]} for n in range(501)
    ]), "personalizations"),
    ("a bad address", _to(email="not an address"), "personalizations.3.to.0.email"),
    ("two dots", _to(email="ada..l@x.example"), "personalizations.3.to.0.email"),
    ("no top domain", _to(email="ada@localhost"), "personalizations.3.to.0.email"),
    ("a semicolon in a name", _to(email="d@x.example", name="Ada; Grace"), "personalizations.3.to.0.name"),
    ("a comma in a name", _to(email="d@x.example", name="Lovelace, Ada"), "personalizations.3.to.0.name"),
    ("no sender", mail() | {"from": None}, "from.email"),
    ("a bad sender", mail() | {"from": {"email": "rosa"}}, "from.email"),
    ("no subject", mail(subject=None), "subject"),
    ("an empty subject", mail(subject=""), "subject"),
    ("no content", mail(content=None), "content"),
    ("empty content", mail(content=[]), "content"),
    ("content without words", mail(content=[{"type": "text/plain", "value": ""}]), "content.0.value"),
    ("content of no type", mail(content=[{"type": "words", "value": "x"}]), "content.0.type"),
    ("HTML before text", mail(content=[HTML, TEXT]), "content"),
    ("text twice", mail(content=[TEXT, TEXT]), "content"),
    ("something before text", mail(content=[{"type": "text/calendar", "value": "x"}, TEXT]), "content"),
    ("a forbidden header", mail(headers={"Reply-To": "x@x.example"}), "headers.Reply-To"),
    ("a forbidden header of one person", mail(personalizations=_people("a@x.example", headers={"dkim-signature": "x"})),
     "personalizations.0.headers.dkim-signature"),
    ("a line break in a header", mail(headers={"X-A": "a\r\nBcc: x@x.example"}), "headers.X-A"),
    ("a custom argument that is a number", mail(custom_args={"n": 1}), "custom_args.n"),
    ("custom arguments too long", mail(custom_args={"n": "x" * 10_001}), "custom_args"),
    ("custom arguments of one person too long", mail(personalizations=_people("a@x.example", custom_args={"n": "x" * 10_001})),
     "personalizations.0.custom_args"),
    ("eleven categories", mail(categories=[f"c{n}" for n in range(11)]), "categories"),
    ("a category twice", mail(categories=["a", "a"]), "categories"),
    ("a long category", mail(categories=["x" * 256]), "categories.0"),
    ("reply_to and its list", mail(reply_to_list=[{"email": "x@x.example"}]), "reply_to_list"),
    ("a time too far ahead", mail(send_at=1767600900 + 72 * 3600 + 1), "send_at"),
    ("a time in milliseconds", mail(send_at=1767600900_000), "send_at"),
    ("substitutions too long", mail(personalizations=_people("a@x.example", substitutions={"-a-": "x" * 10_001})),
     "personalizations.0.substitutions"),
    ("a tag with a space", mail(personalizations=_people("a@x.example", substitutions={"a b": "x"})),
     "personalizations.0.substitutions.a b"),
    ("sandbox mode as a word", mail(mail_settings={"sandbox_mode": {"enable": "true"}}), "mail_settings.sandbox_mode.enable"),
    ("an attachment without its bytes", mail(attachments=[{"filename": "visit.ics"}]), "attachments.0.content"),
    ("an attachment that is not base64", mail(attachments=[{"filename": "visit.ics", "content": "%"}]), "attachments.0.content"),
    ("an attachment's type with parameters", mail(attachments=[
        {"filename": "visit.ics", "content": "eA==", "type": "text/calendar; method=REQUEST"}
    ]), "attachments.0.type"),
    ("settings that are a list", mail(tracking_settings=[]), "tracking_settings"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "field"), [pytest.param(m, f, id=name) for name, m, f in WRONG])
def test_what_sendgrid_refuses_names_the_field(message: dict[str, Any], field: str) -> None:
    errors = check_mail(message, 1767600900.0)
    assert field in [error.field for error in errors]
    assert all(error.message for error in errors)


def test_a_refusal_says_message_field_and_help_and_keeps_nothing(box: Driver) -> None:
    answer = box.send(_to(email="nobody"))
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["message"] == "Does not contain a valid address."
    assert error["field"] == "personalizations.3.to.0.email"
    assert error["help"].startswith("http://sendgrid.com/")
    assert box.count() == 0


def test_what_is_not_json_is_refused(box: Driver) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    assert box.http.post("/v3/mail/send", content=b"{", headers=headers).status_code == 400
    assert box.http.post("/v3/mail/send", content=b"[]", headers=headers).status_code == 400
    assert box.http.post("/v3/mail/send", content=b"a=b", headers=headers | {"Content-Type": "text/plain"}).status_code == 415


def test_each_person_gets_their_own_letter_with_their_own_values(box: Driver) -> None:
    people = [
        {"to": [{"email": "ada@x.example"}], "substitutions": {"%%name%%": "Ada", "%%token%%": "t1"}, "custom_args": {"n": "1"}},
        {"to": [{"email": "bo@x.example"}], "substitutions": {"%%name%%": "Bo", "%%token%%": "t2"}, "custom_args": {"n": "2"},
         "subject": "Hej %%name%%", "headers": {"x-one": "own"}, "from": {"email": "kai@northwind.example"}},
    ]  # fmt: skip
    message = mail(
        personalizations=people, subject="Dear %%name%%", headers={"X-One": "shared"}, custom_args={"issue": "7", "n": "0"},
        content=[{"type": "text/plain", "value": "Dear %%name%%"}], reply_to={"email": "r.%%token%%@reply.example"},
    )  # fmt: skip
    assert box.send(message).status_code == 202
    ada, bo = box.messages()
    assert (ada["subject"], ada["text"], ada["reply_to"]) == ("Dear Ada", "Dear Ada", "r.t1@reply.example")
    assert (bo["subject"], bo["text"], bo["reply_to"]) == ("Hej Bo", "Dear Bo", "r.t2@reply.example")
    assert ada["custom_args"] == {"issue": "7", "n": "1"}
    assert (ada["headers"]["X-One"], bo["headers"]["x-one"]) == ("shared", "own")
    assert bo["from"] == "kai@northwind.example"
    assert ada["call_id"] == bo["call_id"]
    assert ada["sg_message_id"] != bo["sg_message_id"]


def test_sendgrids_own_sandbox_mode_checks_and_keeps_nothing(box: Driver) -> None:
    assert box.send(mail(mail_settings={"sandbox_mode": {"enable": True}})).status_code == 200
    assert box.count() == 0


def test_a_thousand_people_fit_in_one_call(box: Driver) -> None:
    assert box.send(mail(personalizations=_people(*(f"p{n}@x.example" for n in range(1000))))).status_code == 202
    assert box.count() == 1000
    box.wait_quiet()
    assert len(box.receiver.events("delivered")) == 1000
