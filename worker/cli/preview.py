"""`rapport preview`: every letter in the browser while it is written; pictures of them; and what the tests hold them to."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from worker.gallery.shelf import Shelf


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("preview", rich_help_panel="Letters")(preview)


def preview(
    letter: Annotated[str, typer.Argument(metavar="CAMPAIGN.STEP", help="Such as post_rejection.thank_you; else all.")] = "",
    locale: Annotated[str, typer.Option(help="In this language; for --screenshots only this one.")] = "",
    sample: Annotated[str, typer.Option(help="How much is known about the person: rich, medium, bare or one of its own.")] = "",
    open_it: Annotated[
        bool, typer.Option("--open/--no-open", help="Or only serve it; a single letter is written to a file.")
    ] = True,
    port: Annotated[int, typer.Option(help="The gallery's port on loopback; 0 is any free one.")] = 0,
    screenshots: Annotated[Path | None, typer.Option(help="Write pictures of the letters into this folder instead.")] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Keep the letters as they are now as tests/snapshots.")] = False,
) -> None:
    """Open the gallery: every letter and newsletter with made-up values, on phone and desktop, light and dark, and linted.

    It follows the files while they are edited, and can send a test to an address. Needs no settings until then.

    Example: rapport preview post_rejection.thank_you --locale da
    """
    from emails.brand import load_brand
    from emails.mistake import LetterMistake
    from worker.gallery.shelf import Shelf

    brand = os.environ.get("RAPPORT_BRAND", "")
    shelf = Shelf(lambda: load_brand(brand) if brand else None)
    try:
        if locale:
            _check_locale(shelf, letter, locale)
        if approve:
            _approve()
        elif screenshots is not None:
            _picture(shelf, letter, locale, sample, screenshots)
        elif letter and not open_it:
            _write(shelf, letter, locale, sample)
        else:
            _serve(shelf, letter, locale, sample, port, show=open_it)
    except LetterMistake as mistake:
        print(mistake, file=sys.stderr)
        raise typer.Exit(1) from None


def _check_locale(shelf: Shelf, letter: str, locale: str) -> None:
    """English in place of what was asked for would look like a letter that nobody translated."""
    from emails.mistake import LetterMistake

    there = shelf.locales_of(letter) if letter else shelf.locales()
    if locale.replace("_", "-").partition("-")[0].lower() not in there:
        raise LetterMistake(
            f"{letter or 'No letter'} is {'not ' if letter else ''}written in {locale!r}", f"There are: {', '.join(there)}"
        )


def _serve(shelf: Shelf, letter: str, locale: str, sample: str, port: int, *, show: bool) -> None:
    from worker.cli._opening import fail
    from worker.gallery.serve import PortTaken, serve

    path = f"/letters?locale={locale or 'en'}&sample={sample or 'rich'}"
    if letter:
        shown = shelf.show(letter, locale or "en", sample or "rich")
        path = f"/letters/{shown.name}/{shown.locale}/{shown.sample}"
    try:
        serve(shelf, _send_test, port, path, show=show, say=typer.echo)
    except PortTaken as taken:
        fail(taken)


def _send_test(letter: str, locale: str, sample: str, to: str) -> str:
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from worker.app import build_parts
    from worker.engine.letter_try import try_letter
    from worker.settings import load_settings
    from worker.settings_error import SettingsError

    try:
        parts = build_parts(load_settings())
    except SettingsError as error:
        return f"Not sent: {error}"
    try:
        return try_letter(parts, letter, locale, sample, to)
    except (OperationalError, ProgrammingError):
        return "Not sent: the database is not ready for it. Start it with: rapport up (or migrate it: rapport migrate)"
    finally:
        parts.database.close()


def _write(shelf: Shelf, letter: str, locale: str, sample: str) -> None:
    from worker.embedded import data_dir_of
    from worker.gallery.file import write_page

    typer.echo(write_page(shelf, letter, locale or "en", sample or "rich", data_dir_of(os.environ) / "preview"))


def _picture(shelf: Shelf, letter: str, locale: str, sample: str, directory: Path) -> None:
    from worker.cli._opening import fail
    from worker.gallery.screenshots import NoBrowser, take_screenshots

    shown = [
        shelf.show(name, one, other)
        for name in ([letter] if letter else shelf.names())
        for one in shelf.locales_of(name)
        for other in shelf.samples(name)
        if locale in ("", one) and sample in ("", other)
    ]
    if not shown:
        fail("There is no such letter in that language, with that sample.")
    try:
        taken = sum(1 for _ in take_screenshots(shown, directory))
    except NoBrowser as missing:
        fail(missing)
    typer.echo(f"{taken} pictures in {directory}")


def _approve() -> None:
    """In the example brand's looks, whatever this installation's are: the tests know no other."""
    from emails.letters import load_letters
    from worker.gallery.approve import FOLDER, approve, expected, expected_issues

    if not FOLDER.parent.is_dir():
        raise typer.BadParameter("belongs to a source tree, which has tests/", param_hint="--approve")
    letters = load_letters()
    done = approve(expected(letters) | expected_issues(letters.brand))
    for path in done.written:
        typer.echo(f"written  {path}")
    for path in done.removed:
        typer.echo(f"removed  {path}")
    typer.echo(f"{len(done.written)} written, {len(done.removed)} removed. Look at them: git status -uall tests/snapshots")
