"""A file of events: each line answered for, nothing lost, nothing doubled, whatever stops it half-way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
import redis
import urllib3
from sqlalchemy import func, select

from tests.conftest import Run, WaitUntil
from tests.delivery.loopback_provider import LoopbackProvider, http
from tests.web.conftest import Running
from tests.world import ADA, ENGINEER, World
from web.app import create_app
from worker.cli._event_doors import Answer, DoorShut, HttpDoor, StreamDoor
from worker.cli._event_file import EventFile, Ledger
from worker.cli._event_sending import BATCH, send_all
from worker.settings import load_settings
from worker.store.models.inbox import InboxEvent


class PatientDoor:
    """Takes what it is given; a duplicate is what it has had before. Shuts when told to."""

    where = "here"

    def __init__(self) -> None:
        self.had: list[bytes] = []
        self.shut_after: int | None = None
        self.calls: list[int] = []

    def send(self, raws: Sequence[bytes]) -> list[Answer]:
        if self.shut_after is not None and len(self.calls) >= self.shut_after:
            raise DoorShut("shut")
        self.calls.append(len(raws))
        answers = [Answer("duplicate" if raw in self.had else "accepted") for raw in raws]
        self.had += raws
        return answers


def _events(count: int, source: str = "local") -> list[dict[str, Any]]:
    return [
        {
            "specversion": "1.0",
            "id": f"event-{number}",
            "source": source,
            "type": "candidate.rejected",
            "time": "2026-01-05T09:00:00Z",
            "data": {
                "candidate": ADA | {"id": f"ada-{number}", "email": f"ada-{number}@mail.example"},
                "application": {"id": f"app-{number}", "stage": "screen", "job": ENGINEER},
            },
        }
        for number in range(count)
    ]


def _write(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, bytes) else orjson.dumps(line) for line in lines]
    path.write_bytes(b"\n".join(texts) + b"\n")
    return path


def _ledger(path: Path, to: str = "here") -> Ledger:
    return Ledger(EventFile(path), path.with_name("state"), path.with_name("refused.jsonl"), to)


def _send(path: Path, door: PatientDoor) -> Ledger:
    ledger = _ledger(path)
    send_all(ledger, door, lambda end: None, ledger.rest())
    return ledger


def test_a_file_goes_in_batches_in_order_and_empty_lines_do_not_count(tmp_path: Path) -> None:
    events = _events(250)
    path = _write(tmp_path / "events.jsonl", events[0], b"", *events[1:], b"  ")
    door = PatientDoor()

    ledger = _send(path, door)

    assert [orjson.loads(raw) for raw in door.had] == events
    assert door.calls == [BATCH, BATCH, 50]
    assert ledger.state.counts == {"accepted": 250}


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    path = _write(tmp_path / "events.jsonl", *_events(250))
    door = PatientDoor()
    door.shut_after = 1
    with pytest.raises(DoorShut):
        _send(path, door)
    door.shut_after = None

    ledger = _send(path, door)

    assert len(door.had) == 250
    assert ledger.state.counts == {"accepted": 250}
    assert _send(path, door).state.events == 250
    assert len(door.had) == 250


def test_a_file_that_grew_sends_only_what_is_new(tmp_path: Path) -> None:
    door = PatientDoor()
    _send(_write(tmp_path / "events.jsonl", *_events(3)), door)

    ledger = _send(_write(tmp_path / "events.jsonl", *_events(5)), door)

    assert len(door.had) == 5
    assert not ledger.began_anew


def test_another_file_of_the_same_name_is_sent_from_its_beginning(tmp_path: Path) -> None:
    door = PatientDoor()
    _send(_write(tmp_path / "events.jsonl", *_events(3)), door)

    ledger = _send(_write(tmp_path / "events.jsonl", *_events(4)[1:]), door)

    assert ledger.began_anew
    assert ledger.state.counts == {"duplicate": 2, "accepted": 1}


@pytest.mark.parametrize("state", [b"", b"not json", b'{"events": "many"}', b'{"events": 3, "digest": "other"}'])
def test_a_note_that_cannot_be_trusted_means_from_the_beginning(tmp_path: Path, state: bytes) -> None:
    path = _write(tmp_path / "events.jsonl", *_events(3))
    (tmp_path / "state").write_bytes(state)
    door = PatientDoor()

    assert _send(path, door).state.counts == {"accepted": 3}


def test_a_json_array_is_a_file_of_events_too(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(b"\xef\xbb\xbf \n" + orjson.dumps(_events(3), option=orjson.OPT_INDENT_2))
    door = PatientDoor()

    _send(path, door)

    assert [orjson.loads(raw)["id"] for raw in door.had] == ["event-0", "event-1", "event-2"]


def test_lines_that_are_no_json_are_kept_with_their_reason_and_hold_up_nothing(tmp_path: Path) -> None:
    first, last = _events(2)
    path = _write(tmp_path / "events.jsonl", first, b"{oh", b"\xff\xfe", b"[1", last)
    door = PatientDoor()

    ledger = _send(path, door)

    assert len(door.had) == 2
    assert ledger.state.counts == {"accepted": 2, "refused": 3}
    kept = [orjson.loads(line) for line in ledger.refused_path.read_bytes().splitlines()]
    assert [(one["line"], one["raw"]) for one in kept] == [(2, "{oh"), (3, "\\xff\\xfe"), (4, "[1")]
    assert all(one["reason"].startswith("not JSON") for one in kept)


def test_what_was_refused_is_not_kept_twice_when_a_run_died_before_noting_it(tmp_path: Path) -> None:
    path = _write(tmp_path / "events.jsonl", b"{oh")
    (tmp_path / "refused.jsonl").write_bytes(b'{"line": 1}\n')

    ledger = _send(path, PatientDoor())

    assert len(ledger.refused_path.read_bytes().splitlines()) == 1


@pytest.fixture
def served(installation: World, wait_until: WaitUntil) -> Iterator[str]:
    """The installation's own web process, on a port of its own."""
    running = Running(create_app(load_settings(), installation.parts))
    running.start(wait_until)
    yield running.url
    running.stop()


def test_the_command_sends_through_http_and_answers_for_each(installation: World, served: str, run: Run, tmp_path: Path) -> None:
    good = _events(3)
    conflict = good[0] | {"time": "2026-01-04T09:00:00Z"}
    wrong = good[1] | {"id": "wrong", "data": {"candidate": {"id": "x"}}}
    path = _write(tmp_path / "events.jsonl", *good, good[0], conflict, wrong, b"{oh")

    result = run("events", "send", path, "--url", served)

    assert result.exit_code == 1, result.output
    assert "7 events sent: 3 accepted, 1 duplicate, 1 conflict, 2 refused." in result.stdout
    assert "line 6: refused, data.application: Field required" in result.stdout
    kept = [orjson.loads(line) for line in (tmp_path / "events.jsonl.refused.jsonl").read_bytes().splitlines()]
    assert [(one["line"], one["status"]) for one in kept] == [(5, "conflict"), (6, "refused"), (7, "refused")]
    with installation.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxEvent)) == 3
    again = run("events", "send", path, "--url", served)
    assert "Nothing was sent now: all 7 events had been sent there by an earlier run (3 accepted, " in again.stdout
    assert "--again" in again.stdout
    anew = run("events", "send", path, "--url", served, "--again")
    assert "7 events sent: 4 duplicate, 1 conflict, 2 refused." in anew.stdout


def test_a_wrong_key_stops_the_run_and_says_so(served: str, run: Run, tmp_path: Path) -> None:
    path = _write(tmp_path / "events.jsonl", *_events(1))

    result = run("events", "send", path, "--url", served, "--key", "mallory")

    assert result.exit_code == 1
    assert "Check --key" in result.stderr
    assert "that were sent: 0;" in result.stderr


def test_what_went_to_one_installation_has_not_gone_to_another(tmp_path: Path) -> None:
    path = _write(tmp_path / "events.jsonl", *_events(3))
    _send(path, PatientDoor())

    elsewhere = _ledger(path, to="elsewhere")

    assert len(list(elsewhere.rest())) == 3
    assert elsewhere.began_anew
    assert HttpDoor("http://127.0.0.1:1", "key").where != HttpDoor("http://127.0.0.1:1", "another").where


def test_nobody_at_the_door_stops_the_run_and_says_so(free_port: Callable[[], int]) -> None:
    door = HttpDoor(f"http://127.0.0.1:{free_port()}", "key", urllib3.Retry(total=0))

    with pytest.raises(DoorShut, match="cannot be reached"):
        door.send([b"{}"])


def test_a_door_that_points_elsewhere_is_not_followed_there() -> None:
    door = LoopbackProvider()
    door.plan.append(http(307, Location=f"{door.url}/elsewhere"))
    try:
        with pytest.raises(DoorShut, match="answered 307"):
            HttpDoor(door.url, "key").send([b"{}"])
    finally:
        door.stop()
    assert [request.line for request in door.requests] == ["POST /events HTTP/1.1"]


def test_a_batch_too_big_is_halved_until_the_one_at_fault_is_found(served: str) -> None:
    key = next(iter(load_settings().event_keys))
    small, big = _events(2)
    big["data"]["candidate"]["skills"] = ["x" * 6 * 1024 * 1024]

    answers = HttpDoor(served, key).send([orjson.dumps(small), orjson.dumps(big)])

    assert [answer.status for answer in answers] == ["accepted", "refused"]
    assert answers[1].reason.startswith("413")


def test_a_key_never_travels_in_the_clear(run: Run, installation: World, tmp_path: Path) -> None:
    path = _write(tmp_path / "events.jsonl", *_events(1))

    result = run("events", "send", path, "--url", "http://rapport.example", "--key", "k")

    assert result.exit_code == 2
    assert "https" in result.output


def test_the_stream_takes_the_events_in_order(redis_url: str, tmp_path: Path) -> None:
    path = _write(tmp_path / "events.jsonl", *_events(3))
    with redis.Redis.from_url(redis_url) as client:
        ledger = _ledger(path)
        send_all(ledger, StreamDoor(client, "rapport:events"), lambda end: None, ledger.rest())

        entries = client.xrange("rapport:events")

    assert [orjson.loads(fields[b"event"])["id"] for _, fields in entries] == ["event-0", "event-1", "event-2"]
    assert ledger.state.counts == {"queued": 3}


def test_a_stream_that_is_away_stops_the_run(tmp_path: Path) -> None:
    with redis.Redis.from_url(f"unix://{tmp_path}/none.sock") as client, pytest.raises(DoorShut, match="Redis"):
        StreamDoor(client, "rapport:events").send([b"{}"])


def test_one_event_over_many_lines_is_one_event_and_one_line_stays_a_line(tmp_path: Path) -> None:
    [event] = _events(1)
    for name, raw in (("many", orjson.dumps(event, option=orjson.OPT_INDENT_2) + b"\n"), ("one", orjson.dumps(event) + b"\n")):
        (tmp_path / name).write_bytes(raw)
    assert [orjson.loads(line.raw) for line in EventFile(tmp_path / "many")] == [event]
    [line] = EventFile(tmp_path / "one")
    assert line.raw + b"\n" == (tmp_path / "one").read_bytes()
