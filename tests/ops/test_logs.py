"""Logs: one form for everybody's lines, and nothing private in them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from worker.logs import configure, masked


@pytest.fixture(autouse=True)
def _logging_put_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_our_lines_and_the_libraries_have_one_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", process="web")
    structlog.contextvars.bind_contextvars(message_id="m-1")
    structlog.get_logger("rapport.door").info("took in", events=3)
    logging.getLogger("library").warning("slow %s", "disk")
    ours, theirs = lines(capsys)
    assert (ours["event"], ours["events"], ours["process"], ours["message_id"], ours["level"]) == (
        "took in",
        3,
        "web",
        "m-1",
        "info",
    )
    assert (theirs["event"], theirs["logger"], theirs["process"], theirs["level"]) == ("slow disk", "library", "web", "warning")


def test_a_traceback_stays_one_line_and_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", process="worker")
    try:
        raise ValueError("no such person: ada@candidate.example")
    except ValueError:
        structlog.get_logger("rapport").exception("could not render")
    [line] = lines(capsys)
    assert "ValueError: no such person: <address>" in str(line["exception"])


def test_the_provider_s_client_cannot_print_the_key(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", process="worker", level=logging.DEBUG)
    logging.getLogger("python_http_client.client").debug("Authorization: SG.secret")
    assert lines(capsys) == []


def test_lines_follow_standard_output_to_where_it_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    configure("json", process="worker")
    elsewhere = io.StringIO()
    monkeypatch.setattr("sys.stdout", elsewhere)
    structlog.get_logger("rapport").info("hello")
    assert json.loads(elsewhere.getvalue())["event"] == "hello"


def test_pretty_lines_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure("pretty", process="web")
    structlog.get_logger("rapport").info("took in", events=3)
    out = capsys.readouterr().out
    assert "took in" in out
    assert not out.startswith("{")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("to Ada <ada.lovelace+x@candidate.example>", "to Ada <<address>>"),
        ("søren@eksempel.example", "<address>"),
        ("postgresql+psycopg://rapport:hush@db.example/rapport", "postgresql+psycopg://<masked>@db.example/rapport"),
        ("redis://:hush@redis.example/0", "redis://<masked>@redis.example/0"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer <masked>"),
        ("key SG.abc-def.ghi_jkl", "key <masked>"),
        ("POST /hooks/sendgrid/inbound/s3cret-s3cret", "POST /hooks/sendgrid/inbound/<masked>"),
        ("GET /u/" + "aB3_" * 11, "GET /u/<masked>"),
        ("message 0f1d3c1e-1111-4222-8333-123456789abc", "message 0f1d3c1e-1111-4222-8333-123456789abc"),
        ("GET /healthz 200", "GET /healthz 200"),
    ],
)
def test_what_is_private_is_masked_and_ids_are_not(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_nested_values_are_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", process="web")
    structlog.get_logger("rapport").info("odd", people={"ada@candidate.example": ["rosa@northwind.example", 3]})
    [line] = lines(capsys)
    assert line["people"] == {"<address>": ["<address>", 3]}
