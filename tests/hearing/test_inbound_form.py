from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.hearing.inbound_form import parse_inbound
from worker.hearing.mime import parse_mime

BOUNDARY = "xYzZY"
CONTENT_TYPE = f'multipart/form-data; boundary="{BOUNDARY}"'
ENVELOPE = b'{"to":["r+tok@reply.northwind.example"],"from":"bounce@mail.example"}'
RAW = (Path(__file__).parent / "examples" / "gmail_da.eml").read_bytes()


def _form(fields: dict[str, bytes], files: dict[str, bytes] | None = None) -> bytes:
    parts = [(f'name="{name}"', value) for name, value in fields.items()]
    parts += [(f'name="{name}"; filename="{name}.bin"', value) for name, value in (files or {}).items()]
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {told}\r\n\r\n".encode() + value + b"\r\n" for told, value in parts
    )
    return body + f"--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize("name", ["email", "rawEmail"])
def test_a_raw_mail_is_read_whole_and_the_envelope_comes_first(name: str) -> None:
    mail = parse_inbound(
        CONTENT_TYPE, _form({"envelope": ENVELOPE, name: RAW, "SPF": b"pass", "dkim": b"{@mail.example : pass}"})
    )
    plain = parse_mime(RAW)
    assert (mail.text, mail.message_id, mail.subject) == (plain.text, plain.message_id, plain.subject)
    assert mail.recipients == ("r+tok@reply.northwind.example",)
    assert (mail.envelope_from, mail.spf, mail.dkim) == ("bounce@mail.example", "pass", "{@mail.example : pass}")
    assert not mail.problems


def test_a_parsed_mail_is_read_by_the_charset_of_each_field() -> None:
    headers = "From: Ada <ada@mail.example>\nTo: x@y.example\nMessage-ID: <1@mail.example>\nSubject: =?utf-8?q?S=C3=B8d?=\n"
    fields = {
        "headers": headers.encode(), "text": "Jeg er på vej".encode("iso-8859-1"), "html": "<p>på</p>".encode(),
        "charsets": b'{"text":"iso-8859-1","html":"UTF-8","subject":"UTF-8"}', "envelope": ENVELOPE, "subject": "Sød".encode(),
        "from": b"Ada <ada@mail.example>", "to": b"x@y.example", "attachments": b"1", "attachment-info": b"{}",
    }  # fmt: skip
    mail = parse_inbound(CONTENT_TYPE, _form(fields, {"attachment1": b"\x00\xff" * 1000}))
    assert (mail.text, mail.subject, mail.from_address) == ("Jeg er på vej", "Sød", "ada@mail.example")
    assert mail.recipients == ("r+tok@reply.northwind.example", "x@y.example")
    assert mail.attachment_count == 1
    assert not mail.problems


def test_a_parsed_mail_with_html_alone_is_read() -> None:
    mail = parse_inbound(CONTENT_TYPE, _form({"html": b"<p>I am in</p>", "from": b"ada@mail.example"}))
    assert (mail.text, mail.html_only, mail.from_address) == ("I am in", True, "ada@mail.example")


def test_the_other_encoding_of_forms_is_read_too() -> None:
    body = b"email=" + quote_from_bytes(RAW).encode()
    assert parse_inbound("application/x-www-form-urlencoded", body).message_id == parse_mime(RAW).message_id


def test_a_null_return_path_is_kept_as_such() -> None:
    assert parse_inbound(CONTENT_TYPE, _form({"envelope": b'{"to":["a@b.example"],"from":""}', "email": RAW})).envelope_from == ""


def test_big_fields_and_attachments_are_no_trap() -> None:
    started = time.process_time()
    mail = parse_inbound(CONTENT_TYPE, _form({"text": b"word " * 400_000, "email": b""}, {"attachment1": b"a" * 20_000_000}))
    assert mail.text.startswith("word word")
    assert mail.attachment_count == 1
    assert mail.size > 20_000_000
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("", RAW),
        ("text/plain", RAW),
        ("multipart/form-data", RAW),
        (CONTENT_TYPE, _form({"email": RAW})[:-200]),
        (CONTENT_TYPE, _form({"email": RAW, "envelope": b"[oh no"})),
    ],
)
def test_an_odd_request_still_gives_the_mail(content_type: str, body: bytes) -> None:
    mail = parse_inbound(content_type, body)
    assert mail.message_id == "<gmail_da@mail.example>"
    assert mail.problems


@given(content_type=st.text(max_size=40) | st.just(CONTENT_TYPE), body=st.binary(max_size=400))
def test_random_bytes_never_raise(content_type: str, body: bytes) -> None:
    parse_inbound(content_type, body)
    parse_inbound(CONTENT_TYPE, _form({"email": body, "envelope": body, "charsets": body, "text": body}))


@given(
    st.dictionaries(st.sampled_from(["headers", "text", "html", "charsets", "envelope", "from", "to"]), st.binary(max_size=80))
)
def test_random_fields_never_raise(fields: dict[str, bytes]) -> None:
    parse_inbound(CONTENT_TYPE, _form(fields))
