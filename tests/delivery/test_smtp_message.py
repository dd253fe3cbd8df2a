"""A letter as bytes: what the standard library's parser reads back is what was written, whatever it says."""

from __future__ import annotations

from base64 import b64encode
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from uuid import UUID

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.letters import A_CALENDAR_FILE, MESSAGE_ID, NOW, a_letter
from worker.delivery.letter_rules import why_refused, wire_name
from worker.delivery.smtp_message import message_bytes, message_id_of
from worker.delivery.smtp_signature import DkimKey, DkimSigner
from worker.delivery.transport import Mailbox, OutgoingLetter


def parsed(content: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def words(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def keeps_to_the_rules(content: bytes) -> None:
    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


_text = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\r\n\t .=-_?Å語")), min_size=1, max_size=200)


@given(text=_text, html=_text, subject=_text, name=_text)
def test_whatever_a_letter_says_is_read_back(text: str, html: str, subject: str, name: str) -> None:
    letter = a_letter(text=text, html=html, subject=subject, to=Mailbox("ada@mail.example", name))
    if why_refused(letter) is not None:
        return
    content = message_bytes(letter, NOW)
    keeps_to_the_rules(content)
    message = parsed(content)
    lines = {
        kind: "\n".join(said.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        for kind, said in (("plain", text), ("html", html))
    }
    assert {kind: words(message, kind).replace("\r\n", "\n") for kind in lines} == lines
    assert message["Subject"].split() == subject.split()
    assert message["To"].addresses[0].addr_spec == "ada@mail.example"
    # Without blanks: the parser puts one between the encoded words of a name, where RFC 2047 §6.2 has none.
    assert "".join(message["To"].addresses[0].display_name.split()) == "".join((wire_name(name) or "").split())


def test_a_letter_of_one_long_line_has_no_bare_line_break() -> None:
    keeps_to_the_rules(message_bytes(a_letter(html="<p>" + "å" * 5000 + "</p>", text="x" * 5000), NOW))


def test_a_letters_headers_name_it_by_its_opaque_id_only() -> None:
    message = parsed(message_bytes(a_letter(), NOW))
    assert message["Message-ID"] == f"<{MESSAGE_ID}@northwind.example>" == message_id_of(MESSAGE_ID, "northwind.example")
    assert message["Date"].datetime == NOW
    assert message["List-Unsubscribe"] == "<https://mail.northwind.example/u/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Reply-To"].addresses[0].addr_spec == "r+token@reply.northwind.example"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_file_keeps_the_parameters_of_its_type() -> None:
    letter = a_letter(
        attachments=(A_CALENDAR_FILE.__class__("visit.ics", "text/calendar; charset=utf-8; method=REQUEST", b"x" * 500),)
    )
    content = message_bytes(letter, NOW)
    keeps_to_the_rules(content)
    (part,) = parsed(content).iter_attachments()
    assert (part.get_filename(), part.get_param("method"), part.get_payload(decode=True)) == ("visit.ics", "REQUEST", b"x" * 500)


def test_a_header_of_ours_cannot_take_the_place_of_what_the_letter_is_known_by() -> None:
    content = message_bytes(a_letter(headers={"message-id": "<mallory@evil.example>", "Date": "yesterday", "X-A": "b"}), NOW)
    message = parsed(content)
    assert len(message.get_all("Message-ID", [])) == len(message.get_all("Date", [])) == 1
    assert b"mallory" not in content
    assert message["X-A"] == "b"


@pytest.fixture(scope="module")
def signing_key() -> DkimKey:
    key = rsa.generate_private_key(65537, 1024)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return DkimKey("northwind.example", "rapport2026", pem)


def signed(letter: OutgoingLetter, key: DkimKey) -> bytes:
    return DkimSigner(key).signed(message_bytes(letter, NOW))


def checks_out(content: bytes, key: DkimKey) -> bool:
    def published(name: bytes, timeout: int = 5) -> bytes:
        assert name.decode().rstrip(".") == key.dns_name
        return b"v=DKIM1; k=rsa; p=" + b64encode(key.public_key)

    return bool(dkim.verify(content, dnsfunc=published))


def test_our_signature_checks_out_and_covers_both_unsubscribe_headers(signing_key: DkimKey) -> None:
    content = signed(a_letter(attachments=(A_CALENDAR_FILE,)), signing_key)
    assert checks_out(content, signing_key)
    signature = parsed(content)["DKIM-Signature"].replace(" ", "").replace("\r\n", "")
    covered = dict(tag.split("=", 1) for tag in signature.split(";"))["h"].lower().split(":")
    assert {"from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"} <= set(covered)
    assert covered.count("from") == 2
    for header in (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"https://mail.northwind.example/u/abc"):
        assert not checks_out(content.replace(header, header[:-1] + b"X"), signing_key)
    assert not checks_out(b"From: mallory@evil.example\r\n" + content, signing_key)


def test_a_letter_without_unsubscribe_headers_is_signed_too(signing_key: DkimKey) -> None:
    assert checks_out(signed(a_letter(headers={}), signing_key), signing_key)


def test_the_private_key_is_never_shown(signing_key: DkimKey) -> None:
    assert "PRIVATE" not in repr(signing_key)
    with pytest.raises(ValueError, match="PEM"):
        DkimKey("northwind.example", "a", "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----")


def test_an_id_is_an_id() -> None:
    assert message_id_of(UUID(int=1), "a.example") == "<00000000-0000-0000-0000-000000000001@a.example>"
