"""What came of letters, by campaign, step, language and week."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from rich.console import Console
from sqlalchemy import event as sql_event

from tests.conftest import Run
from tests.newsletters.network import join, send
from tests.reading.adas_story import hear, tell_adas_story
from tests.world import World
from worker.cli._csv import csv_text
from worker.cli._printing import figures
from worker.engine.lookup import NotFound
from worker.engine.report_grouped import By, read_grouped
from worker.rules.signal_kind import SignalKind

BO = {"id": "bo", "email": "bo@mail.example", "locale": "da", "zone": "Europe/Copenhagen", "country": "DK"}


def test_letters_are_grouped_by_campaign_step_language_and_week(world: World) -> None:
    tell_adas_story(world)
    world.pass_days(7)
    world.reject(candidate=BO, application_id="app-bo")
    world.pass_days(4)
    (bo,) = [one for one in world.messages() if one.address == "bo@mail.example"]
    hear(world, bo, SignalKind.SOFT_BOUNCED)
    hear(world, bo, SignalKind.UNSUBSCRIBED)
    hear(world, bo, SignalKind.COMPLAINED)

    whole = read_grouped(world.parts, By.CAMPAIGN).groups["post_rejection"]
    assert (whole["sent"], whole["opened by people"], whole["opened by machines"], whole["clicked by people"]) == (2, 1, 1, 1)
    assert (whole["soft bounces"], whole["complaints"], whole["unsubscribes"], whole["replies: human"]) == (1, 1, 1, 1)
    assert list(read_grouped(world.parts, By.STEP).groups) == ["post_rejection.thank_you"]
    by_locale = read_grouped(world.parts, By.LOCALE)
    assert {locale: counts["sent"] for locale, counts in by_locale.groups.items()} == {"da": 1, "en": 1}
    assert by_locale.columns[-1] == "replies: human"
    by_week = read_grouped(world.parts, By.WEEK).groups
    assert {week: counts["sent"] for week, counts in by_week.items()} == {"2026-01-05": 1, "2026-01-19": 1}
    assert read_grouped(world.parts, By.WEEK, since=world.now).groups == {}
    with pytest.raises(NotFound):
        read_grouped(world.parts, By.STEP, "post_rejektion")


def test_the_number_of_queries_is_the_same_for_one_letter_as_for_many(world: World) -> None:
    counts = []
    for number in (1, 5):
        for one in range(number):
            world.reject(
                candidate={**BO, "id": f"{number}-{one}", "email": f"{number}-{one}@mail.example"},
                application_id=f"{number}-{one}",
            )
        world.pass_days(4)
        statements: list[str] = []

        def count(*args: object, into: list[str] = statements) -> None:
            into.append(str(args[2]))

        sql_event.listen(world.parts.database.engine, "before_cursor_execute", count)
        read_grouped(world.parts, By.WEEK)
        sql_event.remove(world.parts.database.engine, "before_cursor_execute", count)
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0


def test_the_report_is_printed_as_a_table_as_json_and_as_csv(installation: World, run: Run) -> None:
    tell_adas_story(installation)

    assert "post_rejection" in run("report", "--by", "campaign").stdout
    assert json.loads(run("report", "--by", "locale", "--json").stdout)["groups"]["en"]["sent"] == 1
    heading, row = csv.reader(io.StringIO(run("report", "--by", "step", "--csv").stdout))
    assert (heading[:2], row[:2]) == (["step", "sent"], ["post_rejection.thank_you", "1"])
    assert run("report", "--csv").stdout.splitlines()[0].startswith("campaign,sent")
    assert run("report", "--csv", "--json").exit_code == 2


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1"])
def test_a_cell_that_looks_like_a_formula_is_made_harmless(formula: str) -> None:
    assert csv_text(["name", "count"], [[formula, -1]]).splitlines()[1] == f"'{formula},-1"


def test_figures_of_a_whole_year_keep_to_the_width_of_a_terminal_and_leave_none_out() -> None:
    names = [f"2026-{month:02}" for month in range(1, 13)]
    screen = Console(width=80, record=True, file=io.StringIO())

    for part in figures("", names, [("sent", *range(100, 112)), ("opened by machines", *[0] * 12)], screen.width):
        screen.print(part)

    lines = [line.split() for line in screen.export_text().splitlines()]
    assert [name for line in lines for name in line if name.startswith("2026-")] == names
    assert [int(cell) for line in lines if line[:1] == ["sent"] for cell in line[1:]] == list(range(100, 112))


def test_the_report_says_of_newsletters_only_what_is_true_of_them(installation: World, run: Run) -> None:
    installation.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    join(installation, 1)
    send(installation)

    shown = run("report", "--campaign", "newsletter").stdout

    assert "sent" in shown
    assert "began" not in shown
    assert "there now" not in shown
