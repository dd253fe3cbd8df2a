"""The `rapport` command. Each file here adds its commands: it has a function `register(app)`, and is found, not listed."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import typer

from campaigns.vocabulary.mistake import CampaignMistake
from emails.mistake import LetterMistake
from worker.settings_error import SettingsError

_REFUSED = 2


def build() -> typer.Typer:
    """The command with all its subcommands."""
    app = typer.Typer(
        name="rapport",
        help="Keeps a recruiting team in touch, humanely, with the people it has met.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_whole)
    for found in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda module: module.name):
        if not found.name.startswith("_"):
            importlib.import_module(f"{__name__}.{found.name}").register(app)
    return app


def main() -> None:
    """Run the command of this process's arguments; settings, campaigns and letters that cannot be used end it with status 2."""
    try:
        build()()
    except (SettingsError, CampaignMistake, LetterMistake) as error:
        print(error, file=sys.stderr)
        sys.exit(_REFUSED)


def _whole() -> None:
    """Keeps a recruiting team in touch, humanely, with the people it has met."""
