"""`rapport hear` and `rapport suppression`, as a colleague types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.hearing.test_mail_heard import REPORT, plain, written
from tests.world import World


def test_mails_from_files_are_heard_once_and_again_by_better_rules(installation: World, run: Run, tmp_path: Path) -> None:
    written(installation)
    mail = tmp_path / "away.eml"
    mail.write_text(plain("talent@northwind.example", "I am out of the office.", more="Auto-Submitted: auto-replied\n"))

    first, second = run("hear", str(mail), "--json"), run("hear", str(mail))
    again = run("hear", "--again")

    [told] = json.loads(first.stdout)
    assert told["classed_as"] == "out_of_office"
    assert told["candidate_id"] == str(installation.candidate().id)
    assert "out_of_office, about" in second.stdout
    assert again.stdout == "1 heard again, 0 taken for something else now.\n"
    assert len(installation.reasons("pause")) == 1


def test_what_cannot_be_read_is_said(installation: World, run: Run, tmp_path: Path) -> None:
    missing = run("hear", str(tmp_path / "none.eml"))
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (1, True)
    assert run("hear").exit_code == 1


def test_the_list_is_shown_explained_exported_imported_and_a_bounce_lifted(installation: World, run: Run, tmp_path: Path) -> None:
    written(installation)
    bounces, out = tmp_path / "bounces.csv", tmp_path / "out.csv"
    bounces.write_text("email,reason\nada@mail.example,550 unknown\nGrace@mail.example,complained\nnot an address,\n")

    imported = run("suppression", "import", str(bounces), "--reason", "hard_bounced")

    assert imported.stdout == "2 new, 0 known before.\n"
    assert imported.stderr.strip().endswith("were passed over: 4.")
    assert "1 complained, 1 hard_bounced" in run("suppression", "list").stdout
    assert "does not exist any more" in run("suppression", "explain", "ADA@mail.example").stdout
    lift = ("--by", "Rosa", "--reason", "she called")
    assert run("suppression", "lift", "grace@mail.example", *lift).exit_code == 1
    assert "Lifted: hard_bounced" in run("suppression", "lift", "ada@mail.example", *lift).stdout
    assert "Lifted" in run("suppression", "explain", "ada@mail.example").stdout
    assert run("suppression", "export", str(out)).stdout.startswith("2 written")
    assert "@" not in out.read_text()
    # An old list does not undo what was lifted since.
    assert run("suppression", "import", str(bounces), "--reason", "hard_bounced").stdout == "0 new, 2 known before.\n"
    assert run("suppression", "import", str(out)).stdout == "0 new, 1 known before.\n"
    installation.pass_days(60)
    assert [letter.to.address for letter in installation.sent][:1] == ["ada@mail.example"]


def test_an_imported_complaint_ends_everything_for_a_person_we_know(installation: World, run: Run, tmp_path: Path) -> None:
    written(installation)
    plain_list = tmp_path / "list.txt"
    plain_list.write_text("\ufeffada@mail.example\n")

    assert run("suppression", "import", str(plain_list), "--reason", "complained").exit_code == 0

    assert installation.candidate().no_reason == "complained"
    assert run("suppression", "import", str(plain_list), "--reason", "ok").exit_code == 1
    installation.pass_days(60)
    assert len(installation.sent) == 1


def test_a_bounce_from_a_file_is_found_by_the_letter_in_it(installation: World, run: Run, tmp_path: Path) -> None:
    written(installation)
    mail = tmp_path / "bounce.eml"
    mail.write_text(
        REPORT.format(to="talent@northwind.example", mid="b1", status="5.1.1", original="Message-ID: <kQ3vX9bTRz2a@x>")
    )

    assert "bounce" in run("hear", str(mail)).stdout
    assert "does not exist any more" in run("suppression", "explain", "ada@mail.example").stdout


@pytest.mark.parametrize(
    "command", ["hear", *(f"suppression {name}" for name in ("list", "explain", "import", "export", "lift"))]
)
def test_each_command_explains_itself_with_an_example(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")

    assert f"Example: rapport {command}" in result.stdout
