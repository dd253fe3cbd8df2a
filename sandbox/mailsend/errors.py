"""SendGrid's error JSON: `{"errors": [{"message", "field", "help"}]}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import orjson

HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message."


class MailError(NamedTuple):
    """One thing that is wrong; `field` as in `personalizations.3.to.0.email`, `help` the anchor of SendGrid's page."""

    message: str
    field: str | None = None
    help: str | None = None


def error_body(errors: Sequence[MailError]) -> bytes:
    """The body of a refusal."""
    return orjson.dumps(
        {"errors": [{"message": e.message, "field": e.field, "help": HELP + e.help if e.help else None} for e in errors]}
    )
