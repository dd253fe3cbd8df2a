"""What the classes of settings share: how a field is read from text, and how one is marked as secret."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BeforeValidator
from pydantic.config import JsonDict

SECRET: JsonDict = {"secret": True}
"""`json_schema_extra` of a setting that is masked wherever it is shown, and may come from a file."""


def from_text(parse: Callable[[str], object]) -> BeforeValidator:
    """Read a setting from its text by `parse`; what is no text is taken as it is."""
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)
