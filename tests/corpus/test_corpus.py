"""The corpus: each `.eml` with what must be understood of it, and its reason to be there, in the `.json` beside it.

All mails were written for this. Whatever a fuzzer or a user finds comes here too.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from worker.hearing.classify import classify
from worker.hearing.mail import InboundMail
from worker.hearing.mime import parse_mime
from worker.hearing.reading import Reading, read_mail

CORPUS = sorted(Path(__file__).parent.glob("*.eml"))
NAMES = [path.stem for path in CORPUS]
TODAY = date(2026, 3, 2)
KINDS = ("human", "out_of_office", "automatic", "bounce", "complaint", "challenge", "list", "unknown")
LANGUAGES = ("en", "da", "de", "fr", "es", "sv", "nl", "ja")


def _expected(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return document


@cache
def _read(path: Path) -> tuple[InboundMail, Reading]:
    mail = parse_mime(path.read_bytes())
    return mail, read_mail(mail, TODAY)


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_each_mail_of_the_corpus_is_understood(path: Path) -> None:
    expected = _expected(path)
    mail, read = _read(path)
    said = read.classed
    assert expected["why"]
    assert said.kind == expected["kind"], said.evidence
    assert said.evidence
    assert expected["evidence"] in "; ".join(said.evidence)
    assert (said.return_date and said.return_date.isoformat()) == expected["return_date"]
    assert read.wish_to_stop is expected["wish_to_stop"]
    if expected["new_text"] is not None:
        assert read.new_text == expected["new_text"]
    assert said.left_for_good is expected.get("left_for_good", False)
    assert said.fault == expected.get("fault")
    assert mail.html_only is expected.get("html_only", False)
    assert mail.attachment_count == expected.get("attachments", 0)
    assert mail.from_address == expected.get("from", mail.from_address)
    assert mail.subject == expected.get("subject", mail.subject)
    assert bool(mail.problems) is expected.get("problems", False), mail.problems


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_line_ends_of_the_corpus_make_no_difference(path: Path) -> None:
    raw = path.read_bytes()
    as_sent = parse_mime(raw.replace(b"\n", b"\r\n"))
    assert as_sent.text.strip("\n") == _read(path)[0].text.strip("\n")
    assert classify(as_sent, TODAY) == _read(path)[1].classed


def test_no_person_of_the_corpus_is_taken_for_a_machine_and_no_wish_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    confusion: Counter[tuple[str, str]] = Counter()
    missed = []
    for path in CORPUS:
        expected, read = _expected(path), _read(path)[1]
        confusion[expected["kind"], read.classed.kind] += 1
        if expected["wish_to_stop"] and not read.wish_to_stop:
            missed.append(path.stem)
    with capsys.disabled():
        sys.stdout.write(f"\n{_matrix(confusion)}\n")
    assert not missed
    assert {read for written, read in confusion if written == "human"} == {"human"}
    assert {written for written, _read in confusion} == set(KINDS)


def test_the_corpus_is_large_and_speaks_many_languages() -> None:
    assert len(CORPUS) >= 120
    assert all(any(f"_{language}" in name for name in NAMES) for language in LANGUAGES)
    assert len({path.read_bytes() for path in CORPUS}) == len(CORPUS)


def _matrix(confusion: Counter[tuple[str, str]]) -> str:
    """What it was (down) against what it was taken for (across)."""
    lines = ["".join(f"{kind:>14}" for kind in ("", *KINDS))]
    lines += [f"{was:>14}" + "".join(f"{confusion[was, taken] or '.':>14}" for taken in KINDS) for was in KINDS]
    return "\n".join(lines)
