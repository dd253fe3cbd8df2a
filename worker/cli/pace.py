"""`rapport pace`: how many letters have left and may leave, and how near the brake is."""

from __future__ import annotations

import typer

from worker.cli._opening import opened
from worker.cli._options import AsJson
from worker.cli._printing import console, print_json, table, when
from worker.engine.pace_view import PaceState, Used, read_pace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("pace", rich_help_panel="Operations")(pace)


def pace(as_json: AsJson = False) -> None:
    """Show how many letters have left the sending domain and may leave now, its warm-up, and how near the brake is.

    Example: rapport pace
    """
    with opened() as parts, parts.database.read() as session:
        state = read_pace(session, parts)
    if as_json:
        print_json(state)
        return
    columns = ("to", "this hour", "today", "may leave now", "turns given until")
    title = f"Letters from {state.domain}"
    console().print(table(title, columns, [_row(used) for used in state.used], numbers=columns[1:4]))
    for line in _lines(state):
        typer.echo(line)


def _row(used: Used) -> tuple[object, ...]:
    free = "any number" if used.may_leave_now is None else used.may_leave_now
    hour, day = _of(used.in_hour, used.limits.hour), _of(used.in_day, used.limits.day)
    return used.name, hour, day, free, when(used.next_turn)


def _of(count: int, limit: int | None) -> str:
    return f"{count:,}" if limit is None else f"{count:,} of {limit:,}"


def _lines(state: PaceState) -> list[str]:
    lines = []
    if state.warm_up_day is not None:
        begun = f"day {state.warm_up_day} of {state.warm_up_days}" if state.warm_up_day > 0 else "not begun yet"
        lines.append(f"Warm-up: {begun}.")
    day = state.day
    lines.append(f"Last 24 hours: {day.sent:,} sent.")
    for what, count, limit in (
        ("came back", day.bounced, state.brake and state.brake.bounces),
        ("complained of", day.complained, state.brake and state.brake.complaints),
        ("put off by other servers", day.deferred, state.brake and state.brake.deferrals),
    ):
        past = f"; sending stops past {limit:.1%}" if limit else ""
        lines.append(f"  {count:,} {what} ({count / max(day.sent, count, 1):.1%}{past})")
    if state.brake is None:
        lines.append("No brake is set.")
    if state.rests_until is not None:
        lines.append(f"Sending rests until {when(state.rests_until)}: other mail servers ask us to slow down.")
    if state.on_hold_by is not None:
        lines.append(f"On hold by {state.on_hold_by}. To go on: rapport resume")
    return lines
