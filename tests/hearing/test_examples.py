"""The example mails: each `.eml` with what must be understood of it, and why it is there, in the `.json` beside it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from worker.hearing.classify import classify
from worker.hearing.mime import parse_mime
from worker.hearing.new_text import new_text
from worker.hearing.wish_to_stop import wishes_to_stop

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.eml"))
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_each_example_is_understood(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    mail = parse_mime(path.read_bytes())
    said = classify(mail, TODAY)
    assert said.kind == expected["kind"], said.evidence
    assert expected["evidence"] in "; ".join(said.evidence)
    assert (said.return_date and said.return_date.isoformat()) == expected["return_date"]
    written = new_text(mail.text)
    if expected["new_text"] is not None:
        assert written == expected["new_text"]
    assert wishes_to_stop(written) is expected["wishes_to_stop"]
    assert mail.html_only is expected.get("html_only", False)
    assert mail.attachment_count == expected.get("attachments", 0)
    assert mail.subject == expected.get("subject", mail.subject)
    assert not mail.problems
    for name, value in expected.get("report", {}).items():
        assert mail.report is not None
        assert value == (mail.report.original_message_id if name == "original" else mail.report.fields[name])


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_line_ends_make_no_difference(path: Path) -> None:
    raw = path.read_bytes()
    assert classify(parse_mime(raw.replace(b"\n", b"\r\n")), TODAY) == classify(parse_mime(raw), TODAY)
