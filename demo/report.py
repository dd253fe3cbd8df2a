"""What the demo prints at its end: what happened, whether anything was wrong, and where to look."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from demo.figures import Summary
from demo.ground import Ground
from worker.rules.reasons import Reason

_SHOWN = 5
_WIDE = 100
_CHECK_SAYS = {
    "sent_twice": "letters sent twice",
    "sent_after_no": "letters sent after a no",
    "outside_hours": "letters outside the person's hours",
    "lost_letters": "letters lost, or without a record",
    "lost_events": "events lost",
    "without_word": "people turned down who heard nothing",
    "to_strangers": "letters to people nobody told us of",
    "in_doubt": "letters in doubt",
    "unfinished": "things left undone",
    "unheard": "letters that nobody got, or kinds of mail that nobody sent, all year",
}


def print_figures(console: Console, summary: Summary) -> None:
    """What happened."""
    twice = f", {summary.told_twice} of them told again" if summary.told_twice else ""
    doors = ", ".join(f"{number} by {door}" for door, number in summary.events_by_door.items())
    console.print(f"\n[bold]{summary.events} events[/] about {summary.people} people{twice} ({doors})")
    letters = summary.letters
    console.print(f"[bold]{letters['total']} letters[/] to candidates, and {summary.service_mail} mails to colleagues\n")
    came_back = {name: number for name, number in summary.signals.items() if isinstance(number, int)}
    columns = (
        Group(_table("Events", summary.events_by_type)),
        Group(
            _table("Letters by campaign", letters["by_campaign"]),
            _table("Letters by language", letters["by_locale"]),
            _table("Handoffs", summary.handoffs),
        ),
        Group(
            _table("Opens and clicks", _by_whom(summary)),
            _table("What came back", came_back),
            _table("Mail that came in", summary.replies),
            _table("Tempo, in the end", summary.tempo),
        ),
    )
    for beside in (columns,) if console.width >= _WIDE else (columns[:2], columns[2:]):
        grid = Table.grid(padding=(0, 2))
        grid.add_row(*beside)
        console.print(grid)
    _print_not_sent(console, summary.not_sent)


def print_checks(console: Console, problems: Mapping[str, Sequence[str]]) -> None:
    """What the demo's own judgement found; loudly when something is wrong."""
    bad = {name: found for name, found in problems.items() if found}
    if not bad:
        console.print("\n[bold green]All checks are good[/], against the sandbox's own mailbox:")
        for name in problems:
            console.print(f"      0 {_CHECK_SAYS[name]}", highlight=False)
        return
    console.print("\n[bold white on red] SOMETHING IS WRONG [/]")
    for name, found in bad.items():
        console.print(f"[bold red]{len(found)} {_CHECK_SAYS[name]}[/] ({name})")
        for sentence in found[:_SHOWN]:
            console.print(f"  {sentence}", style="red", markup=False, highlight=False)
        if len(found) > _SHOWN:
            console.print(f"  … and {len(found) - _SHOWN} more", style="red")


def print_where_to_look(
    console: Console,
    ground: Ground,
    story: tuple[str, str] | None,
    by_reply: Mapping[str, tuple[str, str]],
    *,
    running: bool,
) -> None:
    """How to see it for yourself."""
    prefix = f"RAPPORT_DATA_DIR={_short(ground.data_dir)} {_ports(ground)}"
    command = f"{_short(Path('.venv/bin/rapport').absolute())}" if Path(".venv/bin/rapport").exists() else "rapport"
    rows = [("The mailbox, as it is now", ground.sandbox_url + "/")] if running else []
    if not running:
        rows.append((f"The mailbox again, at {ground.sandbox_url}/", f"{prefix}{command} sandbox"))
        rows.append(("The whole stack again, so that links in letters work", f"{prefix}{command} up"))
    if story is not None:
        rows.append((f"Why {story[1]} got what they got", f"{prefix}{command} why {story[0]}"))
    kinds: dict[tuple[str, str], list[str]] = {}
    for kind, who in by_reply.items():
        kinds.setdefault(who, []).append(kind.replace("_", " "))
    for (person, name), sent in kinds.items():
        rows.append((f"What came of mail of the kind {', '.join(sent)}: {name}", f"{prefix}{command} why {person}"))
    rows.append(("The funnel of each campaign", f"{prefix}{command} report"))
    rows.append(("All figures", _short(ground.data_dir / "summary.json")))
    console.print("\n[bold]Where to look[/]")
    for what, where in rows:
        console.print(f"  {what}:")
        console.print(f"    {where}", style="cyan", markup=False, highlight=False, soft_wrap=True)


def _short(path: Path) -> str:
    """Relative to where the user stands, where that is shorter."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _ports(ground: Ground) -> str:
    settings = ground.settings
    usual = {"PORT": (settings.port, 8000), "RAPPORT_SANDBOX_PORT": (settings.sandbox_port, 8025)}
    return "".join(f"{name}={port} " for name, (port, default) in usual.items() if port != default)


def _table(title: str, counts: Mapping[str, int]) -> Group:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", min_width=4)
    table.add_column(no_wrap=True)
    for name, number in counts.items():
        table.add_row(str(number), name.replace("_", " "))
    return Group(Text(title, style="bold"), table, Text())


def _by_whom(summary: Summary) -> dict[str, int]:
    return {f"{what} by {whom}": number for what in ("opens", "clicks") for whom, number in summary.signals[what].items()}


def _print_not_sent(console: Console, not_sent: Mapping[str, int]) -> None:
    console.print("[bold]Not sent, and why[/]")
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", min_width=4)
    table.add_column()
    for code, number in not_sent.items():
        table.add_row(str(number), Reason(code).sentence)
    console.print(table)
