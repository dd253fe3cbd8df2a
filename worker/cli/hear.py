"""`rapport hear`: mails from files through the pipeline, and stored mails again when the rules have improved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from worker.cli._opening import fail, opened
from worker.cli._options import AsJson
from worker.cli._printing import clean, console, print_json, table
from worker.engine.hear_mail_again import hear_again, hear_file
from worker.engine.lookup import short
from worker.engine.parts import Parts
from worker.store.models.signal import Reply

_STANDARD_INPUT = Path("-")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Operations")(hear)


def hear(
    files: Annotated[list[Path] | None, typer.Argument(help="Mails as files (.eml); `-` is standard input.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Work all stored mails anew, by today's rules.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hear mails from files: stored first, then understood and acted upon, like any mail that comes in. Twice is once.

    With --again every stored mail is worked anew; what it did before it does not do twice, and nothing is sent again.

    Example: rapport hear answers/*.eml
    """
    if again == bool(files):
        fail("Say which mails: rapport hear FILE…, or rapport hear --again for those that are stored.")
    with opened() as parts:
        if again:
            _hear_again(parts, as_json)
        else:
            _hear_files(parts, files or [], as_json)


def _hear_files(parts: Parts, files: list[Path], as_json: bool) -> None:
    raws = [(file, _bytes_of(file)) for file in files]
    heard = [(file, hear_file(parts, raw)) for file, raw in raws]
    if as_json:
        print_json([{"file": str(file), **_told(reply)} for file, reply in heard])
        return
    for file, reply in heard:
        if reply is None:
            typer.echo(f"{clean(file)}: stored, and could not be worked yet; it is tried again. See: rapport alarms")
            continue
        whose = f"about {reply.candidate_id}" if reply.candidate_id else "about nobody we know"
        typer.echo(clean(f"{file}: {reply.classed_as}, {whose} ({'; '.join(reply.evidence)})"))


def _told(reply: Reply | None) -> dict[str, object]:
    if reply is None:
        return {"classed_as": None}
    names = ("id", "classed_as", "evidence", "candidate_id", "message_id", "new_text")
    return {name: getattr(reply, name) for name in names}


def _bytes_of(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == _STANDARD_INPUT else file.read_bytes()
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.")


def _hear_again(parts: Parts, as_json: bool) -> None:
    result = hear_again(parts)
    if as_json:
        print_json(result)
        return
    if result.changes:
        rows = [(short(one.reply_id), one.was, one.now, "yes" if one.wish_found else "") for one in result.changes]
        console().print(table("Taken for something else now", ("mail", "before", "now", "a wish to stop found"), rows))
    typer.echo(f"{result.heard} heard again, {len(result.changes)} taken for something else now.")
