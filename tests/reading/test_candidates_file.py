"""People in and out by file: by the inbox's own rules, told beforehand, resumed where it stopped, refused with a reason."""

from __future__ import annotations

import csv
import json
import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from campaigns.vocabulary import Topic
from tests.conftest import Run
from tests.world import ADA, MONDAY, World
from worker.engine import candidates_import
from worker.engine.candidates_rows import BadHeading, read_heading
from worker.engine.no import say_no
from worker.engine.standing import read_standings
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent
from worker.store.models.inbox import InboxEvent

HEADING = "id,E-Mail,first_name,country,skills,tags,topics,consent_at,consent_wording,Shoe size\n"
GRACE = "g1,grace@mail.example,Grace,DK,python; sql,Nordic; alumni,openings; events,2025-11-03,form-2025,38\n"
BO = "b1,bo@mail.example,Bo,DE,,,,,,44\n"
BAD = "x1,no address,Xi,DK,,,,,,40\nx2,yu@mail.example,Yu,DK,,,insight,,,41\nx3,li@mail.example,Li,DK,,,gossip,,,41\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "people.csv", HEADING + GRACE + BO + BAD)


def written(path: Path, text: str) -> Path:
    """A file whose date is a week before the world's Monday."""
    path.write_text(text, encoding="utf-8")
    then = MONDAY.timestamp() - 7 * 86_400
    os.utime(path, (then, then))
    return path


def people(world: World) -> dict[str | None, Candidate]:
    with world.parts.database.read() as session:
        return {person.address: person for person in session.scalars(select(Candidate))}


def test_people_come_in_with_their_consent_and_bad_rows_with_a_reason(installation: World, run: Run, file: Path) -> None:
    done = run("candidates", "import", file, "--source", "ats", "--map", "email=E-Mail")

    assert done.exit_code == 1
    assert "2 taken in, 0 known before." in done.output
    assert "Columns passed over: Shoe size." in done.output
    found = people(installation)
    assert set(found) == {"grace@mail.example", "bo@mail.example"}
    grace = found["grace@mail.example"]
    assert (grace.first_name, grace.country, grace.skills) == ("Grace", "DK", ["python", "sql"])
    assert (grace.tags, found["bo@mail.example"].tags) == (["alumni", "nordic"], None)
    with installation.parts.database.read() as session:
        standing = read_standings(session, installation.parts, [grace], installation.now)[grace.id]
        words = [(row.topic, row.wording, row.at.date().isoformat()) for row in session.scalars(select(Consent))]
    assert standing.joined == {Topic.TALENT_NETWORK, Topic.OPENINGS, Topic.EVENTS}
    assert ("events", "form-2025", "2025-11-03") in words
    with file.with_name("people.csv.refused.csv").open(encoding="utf-8", newline="") as refused:
        rows = list(csv.DictReader(refused))
    assert [(row["line"], row["why"].partition(":")[0], row["first_name"]) for row in rows] == [
        ("4", "email", "Xi"),
        ("5", "topics", "Yu"),
        ("6", "topics", "Li"),
    ]
    installation.pass_days(30)
    assert installation.sent == []


def test_the_same_file_twice_changes_nothing(installation: World, run: Run, file: Path) -> None:
    run("candidates", "import", file, "--map", "email=E-Mail")
    done = run("candidates", "import", file, "--map", "email=E-Mail", "--json")

    assert json.loads(done.output)["counts"]["known"] == 2
    with installation.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Consent)) == 3


def test_a_dry_run_tells_what_would_change_and_changes_nothing(installation: World, run: Run, file: Path) -> None:
    installation.tell("candidate.updated", candidate={"id": "g0", "email": "grace@mail.example", "first_name": "Grete"})
    installation.tell("candidate.opted_out", candidate={"id": "b0", "email": "bo@mail.example"})
    written(
        file, HEADING + GRACE + BO.replace(",,,,,,44", ",,,insight,2025-11-03,form-2025,44") + "n1,nu@mail.example,Nu,,,,,,,9\n"
    )

    done = run("candidates", "import", file, "--map", "email=E-Mail", "--as-of", "2026-02-01", "--dry-run")

    assert "1 would be new, 2 would change, 0 would not." in done.output
    assert "country of 2" in done.output
    assert "first_name of 2" in done.output
    assert "tags of 1" in done.output
    assert "Yeses that would count: 1 to events, 1 to openings." in done.output
    assert "Yeses that do not count, since a no of theirs stands: 1." in done.output
    assert {person.first_name for person in people(installation).values()} == {"Grete", None}
    assert done.exit_code == 0


def test_what_the_file_says_is_as_old_as_the_file_and_lifts_no_no(installation: World, run: Run, file: Path) -> None:
    installation.tell("candidate.updated", candidate={"id": "g1", "email": "grace@mail.example", "first_name": "Grete"})
    with installation.parts.database.write() as session:
        grace = session.merge(people(installation)["grace@mail.example"])
        say_no(session, installation.parts, grace, Reason.UNSUBSCRIBED, how="test", now=installation.now)

    run("candidates", "import", file, "--source", "ats", "--map", "email=E-Mail")

    grace = people(installation)["grace@mail.example"]
    assert (grace.first_name, grace.country, grace.no_reason, grace.joined_at) == ("Grete", "DK", "unsubscribed", None)


def test_an_import_says_like_its_dry_run_which_yeses_do_not_count_and_says_so_once(
    installation: World, run: Run, file: Path
) -> None:
    installation.tell("candidate.opted_out", candidate={"id": "g0", "email": "grace@mail.example"})
    said = "Yeses that do not count, since a no of theirs stands: 2."

    assert said in run("candidates", "import", file, "--map", "email=E-Mail", "--dry-run").output
    assert said in run("candidates", "import", file, "--map", "email=E-Mail").output
    assert "do not count" not in run("candidates", "import", file, "--map", "email=E-Mail").output


@pytest.mark.parametrize("how", [["--dry-run"], []])
def test_an_id_that_the_file_gave_to_another_address_is_refused_and_nobody_becomes_somebody_else(
    installation: World, run: Run, tmp_path: Path, how: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "z1,Zoe@mail.example,Zoe\nz2,xi@mail.example,Xi\nz1,zoe@mail.example,Zoe\nz1,yan@mail.example,Yan\nz1,,Zoe\n"
    file = written(tmp_path / "people.csv", "id,email,first_name\n" + rows)
    monkeypatch.setattr("worker.cli._candidates_file.AT_ONCE", 2)

    done = run("candidates", "import", file, *how)

    assert done.exit_code == 1
    assert "line 5: id: line 2 gives it to another address; two people need two ids" in done.output
    assert set(people(installation)) == (set() if how else {"zoe@mail.example", "xi@mail.example"})


def test_an_id_at_odds_is_refused_though_the_rows_before_it_went_in_by_an_earlier_run(
    installation: World, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"p{number},p{number}@mail.example\n" for number in range(10))
    file = written(tmp_path / "people.csv", "id,email\n" + rows + "p1,hugo@mail.example\n")
    monkeypatch.setattr("worker.cli._candidates_file.AT_ONCE", 10)
    cut_off_in_the_second_batch(monkeypatch)
    run("candidates", "import", file)

    done = run("candidates", "import", file)

    assert "line 12: id: line 3 gives it to another address" in done.output
    assert "hugo@mail.example" not in people(installation)


def test_refused_rows_that_are_refused_again_have_their_line_and_reason_once(installation: World, run: Run, file: Path) -> None:
    run("candidates", "import", file, "--map", "email=E-Mail")
    refused = file.with_name("people.csv.refused.csv")

    again = run("candidates", "import", refused, "--map", "email=E-Mail")

    assert "Columns passed over: Shoe size." in again.output
    [heading, *rows] = csv.reader(refused.with_name(f"{refused.name}.refused.csv").read_text().splitlines())
    assert heading == ["line", "why", *HEADING.strip().split(",")]
    assert [row[2] for row in rows] == ["x1", "x2", "x3"]


def test_what_is_wrong_is_said_without_the_words_of_a_library(installation: World, run: Run, file: Path) -> None:
    done = run("candidates", "import", file, "--map", "email=E-Mail")
    file.write_bytes("id,email,first_name\no1,bo@mail.example,Søren\n".encode("latin-1"))
    unreadable = run("candidates", "import", file)

    assert "email: not an e-mail address" in done.output
    assert f"{file} cannot be read as utf-8" in unreadable.output or "cannot be read on" in unreadable.output
    assert "(byte 0xf8 is not utf-8). Try --encoding latin-1" in unreadable.output


def test_an_import_that_was_cut_off_goes_on_where_it_was(
    installation: World, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"p{number},p{number}@mail.example,P,DK,,,,,,40\n" for number in range(25))
    file = written(tmp_path / "people.csv", HEADING + BAD + rows)
    monkeypatch.setattr("worker.cli._candidates_file.AT_ONCE", 10)
    cut_off_in_the_second_batch(monkeypatch)

    first = run("candidates", "import", file, "--map", "email=E-Mail")
    second = run("candidates", "import", file, "--map", "email=E-Mail")

    assert "Stopped after 10 rows; the same command goes on from there." in first.output
    assert "25 taken in, 0 known before." in second.output
    assert len(people(installation)) == 25
    assert file.with_name("people.csv.refused.csv").read_text().count("\n") == 4
    assert not file.with_name("people.csv.imported").exists()


def cut_off_in_the_second_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C before the second batch; after that nothing is in the way."""
    whole, calls = candidates_import.import_rows, count(1)

    def once(*arguments: Any) -> list[candidates_import.Refused]:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr("worker.cli.candidates.import_rows", once)


def test_what_is_exported_can_be_imported_elsewhere(installation: World, run: Run, tmp_path: Path) -> None:
    installation.tell(
        "candidate.opted_in", candidate=ADA | {"first_name": "=cmd()", "tags": ["Nordic", "alumni"]}, wording="form-1"
    )
    out = tmp_path / "out.csv"

    assert "1 person written" in run("candidates", "export", out).output

    (row,) = csv.DictReader(out.read_text(encoding="utf-8").splitlines())
    assert (row["id"], row["source"], row["topics"], row["consent_wording"]) == ("ada", "ats", "talent_network", "form-1")
    assert (row["first_name"], row["tags"]) == ("'=cmd()", "alumni; nordic")
    assert out.stat().st_mode & 0o077 == 0
    written(out, out.read_text(encoding="utf-8"))
    preview = run("candidates", "import", out, "--source", "ats", "--as-of", "2026-03-01", "--dry-run")
    assert "0 would be new, 0 would change, 1 would not." in preview.output


def test_a_heading_that_says_nobody_is_refused_with_the_way_out() -> None:
    with pytest.raises(BadHeading, match="--map email=COLUMN"):
        read_heading(["Name", "Shoe size"], {})
    with pytest.raises(BadHeading, match="no such column"):
        read_heading(["Name"], {"email": "Mail"})
    heading = read_heading(["Vorname", "E-Mail", "Sprache"], {})
    assert heading.places == {"first_name": 0, "email": 1, "locale": 2}


def test_rows_are_ordinary_events_of_the_inbox(installation: World, run: Run, file: Path) -> None:
    run("candidates", "import", file, "--map", "email=E-Mail")

    with installation.parts.database.read() as session:
        rows = session.scalars(select(InboxEvent)).all()
    assert {(row.door, row.state) for row in rows} == {("import", "recorded")}
    assert all(json.loads(row.body)["data"]["silent"] for row in rows)
