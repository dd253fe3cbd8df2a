"""`rapport suppression`: whom we never write to and why; lists in and out; a bounce lifted by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from worker.cli._opening import fail, opened
from worker.cli._options import AsJson
from worker.cli._printing import console, left_out, print_json, table, when
from worker.engine.story_words import said_how
from worker.engine.suppression import Suppressed, Unliftable, explain, lift, list_suppressed
from worker.engine.suppression_file import IMPORTABLE, export_suppressed, import_suppressed
from worker.rules.reasons import Reason

_SHOWN = 50
_LINES_NAMED = 10
Address = Annotated[str, typer.Argument(help="The address.")]
File = Annotated[Path, typer.Argument(help="The file.", dir_okay=False)]


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(no_args_is_help=True, help="Whom we never write to, and why.")
    group.command("list")(show)
    group.command("explain")(explained)
    group.command("import")(bring_in)
    group.command("export")(give_out)
    group.command("lift")(lifted)
    app.add_typer(group, name="suppression", rich_help_panel="People")


def show(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = _SHOWN,
    everything: Annotated[bool, typer.Option("--all", help="Also what was lifted.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what is suppressed, newest first. Addresses are kept as keyed hashes only; `explain` tells about one.

    Example: rapport suppression list
    """
    with opened() as parts, parts.database.read() as session:
        listed = list_suppressed(session, limit=limit, lifted=everything)
    if as_json:
        print_json(listed)
        return
    if not listed.rows:
        typer.echo("Nobody is suppressed.")
        return
    columns = ("hash", "reason", "since (UTC)", "how", "lifted (UTC)")
    cells = [
        (row.address_hash[:12], row.reason.value, when(row.at), said_how(row.source), when(row.lifted_at)) for row in listed.rows
    ]
    console().print(table("Suppressed", columns, cells))
    typer.echo("In force: " + (", ".join(f"{count} {reason}" for reason, count in listed.in_force.items()) or "none") + ".")
    if not everything and (note := left_out(len(listed.rows), sum(listed.in_force.values()), "--limit shows more.")):
        typer.echo(note)


def explained(address: Address, as_json: AsJson = False) -> None:
    """Say why nothing is sent to an address, since when, and whether a colleague can lift it.

    Example: rapport suppression explain ada@mail.example
    """
    with opened() as parts, parts.database.read() as session:
        rows = explain(session, parts, address)
    if as_json:
        print_json(rows)
        return
    if not rows:
        typer.echo("Nothing on the list keeps letters from this address.")
    screen = console()
    for row in rows:
        screen.print(_sentence(row))


def _sentence(row: Suppressed) -> str:
    since = f"{row.reason.sentence} Since {when(row.at)} UTC: {said_how(row.source)}."
    if row.lifted_at is not None:
        return f"Lifted {when(row.lifted_at)} UTC ({row.lifted_by}). Before: {since}"
    return since


def bring_in(
    file: File,
    reason: Annotated[str, typer.Option(help="For lines that do not name one of our reasons.")] = Reason.UNSUBSCRIBED.value,
) -> None:
    """Put a list's addresses on ours: one a line, or CSV with a column `address` or `email`, or our own export.

    Example: rapport suppression import bounces.csv --reason hard_bounced
    """
    if reason not in {one.value for one in IMPORTABLE}:
        fail(f"{reason!r} is no reason for a list. Known: {', '.join(sorted(IMPORTABLE))}.")
    try:
        with opened() as parts, file.open(encoding="utf-8", errors="replace", newline="") as lines:
            result = import_suppressed(parts, lines, reason=Reason(reason), source=f"imported from {file.name}"[:200])
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.")
    typer.echo(f"{result.new} new, {result.known} known before.")
    if result.not_understood:
        lines_named = ", ".join(str(number) for number in result.not_understood[:_LINES_NAMED])
        more = " …" if len(result.not_understood) > _LINES_NAMED else ""
        fail(f"{len(result.not_understood)} lines hold no address and were passed over: {lines_named}{more}.")


def give_out(file: File) -> None:
    """Write the whole list as CSV, with what was lifted. The same secret keys read it again.

    Example: rapport suppression export suppressed.csv
    """
    try:
        with opened() as parts, parts.database.read() as session, file.open("w", encoding="utf-8", newline="") as target:
            count = export_suppressed(session, target)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    typer.echo(f"{count} written to {file}.")


def lifted(
    address: Address,
    by: Annotated[str, typer.Option(help="Your name; it is kept.")],
    reason: Annotated[str, typer.Option(help="How you know that the address is good again; it is kept.")],
) -> None:
    """Write again to an address that came back once. A complaint or an unsubscribe cannot be lifted: that is their own word.

    Example: rapport suppression lift ada@mail.example --by Rosa --reason "She called: the mailbox works"
    """
    if not by.strip() or not reason.strip():
        fail("Say who lifts it, and why: --by NAME --reason WORDS.")
    with opened() as parts:
        try:
            reasons = lift(parts, address, by=by.strip(), because=reason.strip())
        except Unliftable as refused:
            fail(refused)
    typer.echo(f"Lifted: {', '.join(reasons)}. Letters stopped before stay stopped; later ones may go.")
    typer.echo("The mail provider keeps a list of its own: take the address off there too.")
