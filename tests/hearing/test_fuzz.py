"""Any mail at all ends in a clear record, soon. What a run of this finds goes into the corpus as a mail of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from worker.hearing import new_text as cutting
from worker.hearing.inbound_form import A_MAIL, parse_inbound
from worker.hearing.mail import InboundMail
from worker.hearing.reading import Reading, read_mail

pytestmark = pytest.mark.long

TODAY = date(2026, 3, 2)
SECONDS = 4.0
SEEDS = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "corpus").glob("*.eml"))]
CHUNKS = (
    b"\x00", b"\r", b"\n", b"\r\n\r\n", b"\n\n", b"\xff\xfe", b"\xed\xa0\x80", b"=?", b"?=", b"=?utf-8?b?",
    b"=?utf-8?q?=0D=0ABcc:_a?=",
    b"--dsn", b"--alt--", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"Content-Type: message/rfc822\n\n",
    b"Content-Transfer-Encoding: base64\n", b"charset=utf-7", b"charset=idna", b"charset=\"\x00\"", b"<\x00@b>", b"\xe2\x80\xae",
    b"Message-ID: <a\x00b@c>\n", b"From: \xed\xb2\x80@b.example\n", b"Auto-Submitted: \xff\n", b"References: " + b"<a@b> " * 300,
    b"> " * 400, b"On x wrote:\n", b"stop " * 200, b"(" * 500, b"a" * 5000, b"\n" * 3000, b"Status: 5.1.1 5.1.1\n",
    b"2026-99-99 until ",
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _no_process() -> Iterator[None]:
    """The library that cuts replies runs in a process of its own, with tests of its own: here the simple cut stands alone."""
    patched = pytest.MonkeyPatch()
    patched.setattr(cutting, "_cut_by_library", lambda _text, _seconds: None)
    yield
    patched.undo()


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """A mail of the corpus, with pieces cut out, doubled, put elsewhere, or replaced by hostile ones."""
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        at, length = draw(st.integers(0, len(raw))), draw(st.integers(0, 200))
        pieces = (
            st.just(b""),
            st.just(bytes(raw[at : at + length]) * 3),
            st.sampled_from(CHUNKS),
            st.binary(max_size=60),
            st.builds(lambda seed, start: seed[start : start + 400], st.sampled_from(SEEDS), st.integers(0, 1500)),
        )
        raw[at : at + draw(st.sampled_from((0, length)))] = draw(st.one_of(pieces))
    return bytes(raw)


def _clear(mail: InboundMail, read: Reading) -> None:
    """A record that every database keeps, that a header can carry, and that says why."""
    assert read.classed.evidence
    assert len(read.new_text) <= cutting.LONGEST_TEXT
    one_lined = (mail.subject, mail.from_address, mail.from_name, mail.message_id, mail.in_reply_to, *mail.recipients)
    for text in (*one_lined, read.new_text, *read.classed.evidence, *mail.problems, *mail.headers.values()):
        (text or "").encode()
        assert "\x00" not in (text or "")
    assert not any(set(text or "") & set("\r\n") for text in one_lined)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(raw=mails())
def test_any_mail_ends_in_a_clear_record_soon(raw: bytes) -> None:
    started = time.process_time()
    mail = parse_inbound(A_MAIL, raw)
    _clear(mail, read_mail(mail, TODAY))
    assert time.process_time() - started < SECONDS


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=2000), kind=st.sampled_from((A_MAIL, "", "multipart/form-data; boundary=x", "text/html")))
def test_any_bytes_end_in_a_clear_record(raw: bytes, kind: str) -> None:
    mail = parse_inbound(kind, raw)
    _clear(mail, read_mail(mail, TODAY))
