"""Mail made to break us: it ends in a record, soon."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.hearing.classify import classify
from worker.hearing.html_text import text_of_html
from worker.hearing.mime import parse_mime
from worker.hearing.new_text import LONGEST_TEXT, fenced, new_text
from worker.hearing.wish_to_stop import wishes_to_stop

TODAY = date(2026, 3, 2)
SECONDS = 30.0  # catastrophes take minutes; a busy machine may take seconds


def _nested(depth: int) -> bytes:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return (opened + "Content-Type: text/plain\n\ndeep\n" + "".join(f"--b{n}--\n" for n in reversed(range(depth)))).encode()


HOSTILE_MAILS = {
    "deep nesting": _nested(5000),
    "enclosed mails": b"Content-Type: message/rfc822\n\n" * 5000,
    "many parts": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\nContent-Type: text/plain\n\nx\n" * 50_000,
    "huge header": b"Subject: " + b"a" * 5_000_000 + b"\n\nhi",
    "header without end": b"X: y\n" * 500_000,
    "folded for ever": b"Subject: a\n" + b" b\n" * 500_000 + b"\nhi",
    "references for ever": b"References: " + b"<a@b> " * 100_000 + b"\n\nhi",
    "encoded words": b"Subject: " + b"=?utf-8?b?YQ==?= " * 50_000 + b"\n\nhi",
    "broken words": b"Subject: " + b"=?" * 100_000 + b"\n\nhi",
    "addresses": b"To: " + b"a@b.example, " * 100_000 + b"\n\nhi",
    "open brackets": b"From: " + b"(" * 100_000 + b"\n\nhi",
    "quotes in names": b"From: " + b'"' * 99_999 + b" <a@b.example>\n\nhi",
    "null bytes": b"From: a\x00@b.example\nSubject: \x00\n\n\x00\x00hi",
    "codec that unpacks": b"Content-Type: text/plain; charset=zlib\n\nx\x9c\x03\x00\x00\x00\x00\x01",
    "codec of names": b'Content-Type: text/plain; charset="idna"\n\n' + b"a" * 100_000,
    "bad base64": b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b"=A" * 100_000,
    "uuencode": b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n" + b"M" * 100_000,
    "boundary of nothing": b'Content-Type: multipart/mixed; boundary=""\n\n--\n--\n',
    "no boundary": b"Content-Type: multipart/mixed\n\nhi",
    "report of nothing": b"Content-Type: multipart/report; report-type=delivery-status\n\n",
    "endless line": b"Subject: x\n\n" + b"a" * 20_000_000,
    "parameters": b"Content-Type: text/plain; " + b"a*0*=x; " * 20_000 + b"\n\nhi",
}


@pytest.mark.parametrize("name", HOSTILE_MAILS)
def test_a_hostile_mail_ends_in_a_record_in_time(name: str) -> None:
    raw = HOSTILE_MAILS[name]
    started = time.perf_counter()
    mail = parse_mime(raw)
    classify(mail, TODAY)
    wishes_to_stop(new_text(mail.text))
    assert time.perf_counter() - started < SECONDS
    assert mail.size == len(raw)


@pytest.mark.parametrize(
    "text",
    [
        "On " + "x " * 100_000,  # 20 s at 50 kB in the library, unfenced
        "\n" * 100_000,  # 16 s at 10,000
        "\n" * 100_000 + "> a\nb:",
        "On x\n" * 20_000 + ":",
        "> " * 50_000,
        ">\n" * 50_000,
        " \n\t\n" * 20_000 + "> a",
        "From: a\n" * 20_000,
        "_" * 100_000 + ":",
        "- a\n" * 20_000 + "> b",
        "Den a skrev " * 10_000 + ":\n> a",
        "Am a schrieb " * 10_000 + ":\n> a",
        "Disclaimer: mail mail\n" * 5_000 + "> a",
        "CAUTION:" + " mail" * 20_000 + "\n> a",
        "Best regards\n" * 10_000 + "> a",
        "\u200b" * 100_000 + "> a",
    ],
)
def test_text_made_to_stall_the_library_is_cut_in_time(text: str) -> None:
    started = time.perf_counter()
    assert len(new_text(text)) <= LONGEST_TEXT
    assert time.perf_counter() - started < SECONDS


def test_when_the_library_takes_too_long_it_is_killed_and_the_simple_cut_stands() -> None:
    text = "Yes, please call.\n\nOn Mon, 2 Mar 2026, Rosa wrote:\n> Unsubscribe\n"
    assert new_text(text, time_limit_seconds=0.0001) == "Yes, please call."


@pytest.mark.parametrize(
    "html",
    [
        "<a " * 100_000,
        "<a b='" * 50_000,
        "<!" * 100_000,
        "<!--" * 100_000,
        "</" * 100_000,
        "<div>" * 100_000,
        "&" * 100_000,
        "<script>" * 50_000,
        "<" * 200_000,
        "<div class=gmail_quote>" + "<p>" * 50_000 + "</x>" * 20_000,
        "<![CDATA[" * 20_000,
    ],
)
def test_html_made_to_stall_the_parser_is_read_in_time(html: str) -> None:
    started = time.process_time()
    text_of_html(html)
    assert time.process_time() - started < 2.0


def test_words_made_to_stall_the_phrases_are_read_in_time() -> None:
    started = time.process_time()
    for words in (
        "stop a a a ",
        "ikke a a ",
        "don't want to ",
        "bitte a a a ",
        "mich a a a ",
        "not want a a ",
        "send me any more ",
    ):
        wishes_to_stop(words * 5_000)
    assert time.process_time() - started < 2.0


@given(st.binary(max_size=600))
def test_random_bytes_end_in_a_record(raw: bytes) -> None:
    classify(parse_mime(raw), TODAY)


_header = st.sampled_from(
    ["From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted", "References", "Content-Disposition"]
)
_value = st.binary(max_size=60) | st.sampled_from(
    [
        b"multipart/mixed; boundary=b",
        b"multipart/report; report-type=delivery-status; boundary=b",
        b"message/delivery-status",
        b"message/rfc822",
        b"text/html; charset=utf-7",
        b"base64",
        b"=?utf-8?q?=ff?=",
        b"attachment; filename*=x''%ff",
        b"a@b.example",
    ]
)


@given(
    st.lists(st.tuples(_header, _value), max_size=6),
    st.lists(
        st.sampled_from(
            [b"--b\n", b"--b--\n", b"\n", b"Content-Type: message/delivery-status\n\n", b"Action: failed\n", b"\xff\n"]
        ),
        max_size=8,
    ),
)
def test_random_mails_end_in_a_record(headers: list[tuple[str, bytes]], lines: list[bytes]) -> None:
    raw = b"".join(name.encode() + b": " + value + b"\n" for name, value in headers) + b"\n" + b"".join(lines)
    classify(parse_mime(raw), TODAY)


@given(st.text(max_size=300))
def test_fencing_keeps_every_word(text: str) -> None:
    assert "".join(fenced("a" + text).split()) in "".join(("a" + text).split()) or not text.isprintable()


@given(st.text(max_size=200))
def test_any_text_and_html_is_read(text: str) -> None:
    text_of_html(text)
    wishes_to_stop(text)
