"""Options and arguments that many commands share, said in one way."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")]
Who = Annotated[str, typer.Argument(help="An address, an upstream id (`source:id`, or the id alone), or our own id.")]
