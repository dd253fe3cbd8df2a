from __future__ import annotations

from base64 import b64encode
from email.headerregistry import Address
from email.message import EmailMessage
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sendgrid.helpers import mail as sg

from tests.delivery.letters import A_CALENDAR_FILE, MESSAGE_ID, a_letter
from worker.delivery.letter_rules import why_refused, wire_address, wire_name
from worker.delivery.sendgrid_request import request_document
from worker.delivery.transport import Attachment, Mailbox, OutgoingLetter


def _by_the_package_alone(letter: OutgoingLetter) -> object:
    mail = sg.Mail(from_email=sg.From(letter.sender.address, letter.sender.name), subject=letter.subject)
    personalization = sg.Personalization()
    personalization.add_to(sg.To(letter.to.address, letter.to.name))
    for name, value in letter.headers.items():
        personalization.add_header(sg.Header(name, value))
    personalization.add_custom_arg(sg.CustomArg("rapport_mid", str(letter.message_id)))
    mail.add_personalization(personalization)
    mail.reply_to = sg.ReplyTo(letter.reply_to.address, letter.reply_to.name)
    mail.add_content(sg.Content("text/plain", letter.text))
    mail.add_content(sg.Content("text/html", letter.html))
    for one in letter.attachments:
        content = b64encode(one.content).decode()
        mail.add_attachment(sg.Attachment(content, one.file_name, one.mime_type, "attachment"))
    mail.tracking_settings = sg.TrackingSettings(
        sg.ClickTracking(letter.track_clicks, False),
        sg.OpenTracking(letter.track_opens),
        sg.SubscriptionTracking(False),
        sg.Ganalytics(False),
    )
    return mail.get()


@pytest.mark.parametrize(("opens", "clicks", "named", "headers"), list(product([True, False], repeat=4)))
def test_a_request_is_what_the_sendgrid_package_would_build(opens: bool, clicks: bool, named: bool, headers: bool) -> None:
    letter = a_letter(
        track_opens=opens,
        track_clicks=clicks,
        to=Mailbox("ada@mail.example", "Ada Lovelace" if named else None),
        headers={"Auto-Submitted": "auto-generated"} if headers else {},
    )
    assert request_document(letter) == _by_the_package_alone(letter)


def test_a_file_is_attached_as_the_sendgrid_package_would() -> None:
    letter = a_letter(attachments=(A_CALENDAR_FILE,))
    assert request_document(letter) == _by_the_package_alone(letter)


def test_a_files_type_travels_without_parameters() -> None:
    invitation = Attachment("visit.ics", "text/calendar; charset=utf-8; method=REQUEST", b"BEGIN:VCALENDAR")
    assert request_document(a_letter(attachments=(invitation,)))["attachments"][0]["type"] == "text/calendar"


def test_the_provider_keeps_nothing_of_ours_but_the_message_id() -> None:
    document = request_document(a_letter())
    assert document["personalizations"][0]["custom_args"] == {"rapport_mid": str(MESSAGE_ID)}
    assert not {"categories", "custom_args", "headers", "send_at", "asm"} & document.keys()


def test_one_letter_never_changes_the_next() -> None:
    first = request_document(a_letter())
    first["tracking_settings"] = "spoilt"
    first["personalizations"].append("spoilt")
    assert request_document(a_letter()) == _by_the_package_alone(a_letter())


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("Lovelace, Ada; Countess", "Lovelace Ada Countess"),
        ("Ada <ada@evil.example>", "Ada ada evil.example"),
        ("A" * 200, "A" * 75),
        (" ,; ", None),
        (None, None),
        ("Åse Ø. Æble", "Åse Ø. Æble"),
    ],
)
def test_names_lose_what_providers_refuse(name: str | None, wire: str | None) -> None:
    assert wire_name(name) == wire


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("ada@mail.example", "ada@mail.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("søren@mail.example", None),
        ('"a b"@mail.example', None),
        ("a..b@mail.example", None),
        ("ada@mail.example\n", None),
        ("ada@" + "a" * 260, None),
        ("", None),
    ],
)
def test_addresses_travel_as_ascii_or_not_at_all(address: str, wire: str | None) -> None:
    assert wire_address(address) == wire


_any_text = st.text(st.one_of(st.characters(), st.sampled_from("\r\n\x00\x0b\x85\u2028\u202e\ud800")), max_size=30)


@given(subject=_any_text, name=_any_text)
def test_what_the_standard_library_refuses_is_refused(subject: str, name: str) -> None:
    message = EmailMessage()
    try:
        message["Subject"] = subject
        message["To"] = Address(name, addr_spec="ada@mail.example")
        message.as_bytes()
    except (ValueError, UnicodeError, AttributeError):
        assert why_refused(a_letter(subject=subject, to=Mailbox("ada@mail.example", name))) is not None


@given(name=_any_text, value=_any_text)
def test_no_header_of_ours_can_hold_a_line_break(name: str, value: str) -> None:
    if why_refused(a_letter(headers={name: value})) is None:
        assert len(f"{name}: {value}".splitlines()) == 1
        assert f"{name}: {value}".isascii()
