"""`rapport lint`: what is wrong with the letters, with file and line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from emails.lint.finding import Finding, Severity
from worker.cli._options import AsJson
from worker.cli._printing import counted, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lint", rich_help_panel="Letters")(lint)


def lint(
    letter: Annotated[str, typer.Argument(metavar="CAMPAIGN.STEP", help="Only this letter; without it, all.")] = "",
    brand: Annotated[str, typer.Option(envvar="RAPPORT_BRAND", help="In whose looks: a name, or a .toml file.")] = "",
    as_json: AsJson = False,
) -> None:
    """Check every letter and newsletter, in every language with every sample: links, the way out, contrast, plain text and more.

    Status 1 on any error; warnings do not fail. Needs no settings, and sends nothing.

    Example: rapport lint post_rejection.thank_you
    """
    from campaigns.vocabulary import CampaignMistake, discover_campaigns
    from emails.brand import load_brand
    from emails.letters import load_letters
    from emails.lint.run import lint_letters
    from emails.mistake import LetterMistake
    from emails.newsletter_sample import lint_issues
    from worker.cli._opening import fail
    from worker.engine.check_letters import check_known, check_letters

    try:
        looks = load_brand(brand) if brand else None
        letters = load_letters(brand=looks)
        campaigns = discover_campaigns().values()
        check_letters(campaigns, letters)
        if letter:
            letters.locales(letter)  # raises where there is none
        found = lint_letters(only=letter or None, brand=looks)
        if not _errors(found):  # else a letter may not even compile, and that is said first
            check_known(campaigns, letters)
    except (CampaignMistake, LetterMistake) as mistake:
        fail(mistake)
    if not letter:
        found += lint_issues(looks)
    if as_json:
        print_json([_plain(finding) for finding in found])
    else:
        _tell(found, letter)
    raise typer.Exit(1 if _errors(found) else 0)


def _tell(found: list[Finding], letter: str) -> None:
    for finding in found:
        is_error = finding.severity is Severity.ERROR
        where = f"{_near(finding.place.file)}:{finding.place.line}:"
        typer.secho(f"{where} {finding.severity}: {finding.problem} [{finding.check}]", fg="red" if is_error else "yellow")
        typer.echo(f"    {finding.remedy}.{_seen(finding)}")
    errors = _errors(found)
    warnings = len(found) - errors
    said = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}" if found else f"{letter or 'Every letter'} is in order."
    typer.echo(said)


def _errors(found: list[Finding]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in found)


def _plain(finding: Finding) -> dict[str, object]:
    return {
        "file": str(_near(finding.place.file)),
        "line": finding.place.line,
        "severity": finding.severity,
        "check": finding.check,
        "problem": finding.problem,
        "remedy": finding.remedy,
        "seen_in": finding.seen_in,
    }


def _near(file: Path) -> Path:
    return Path(os.path.relpath(file)) if file.is_relative_to(Path.cwd()) else file


def _seen(finding: Finding) -> str:
    first, more = finding.seen_in[:1], len(finding.seen_in) - 1
    return f" Seen in {first[0]}{f' and {more} more' if more > 0 else ''}." if first else ""
