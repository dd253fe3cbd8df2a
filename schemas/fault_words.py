"""What is wrong with an event, in words for whoever wrote it: pydantic's own speak to programmers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import ValidationError

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "datetime": "not an instant such as 2026-03-12T09:30:00+01:00",
        "timezone": "an instant without its offset from UTC; write it such as 2026-03-12T09:30:00+01:00",
        "date": "not a date such as 2026-03-12",
    }
)
"""By the first word of pydantic's error type."""


def faults_of(error: ValidationError) -> list[tuple[str, str]]:
    """Each field that is wrong, as a path with dots, and why; nothing of what was said there is repeated."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return [(".".join(map(str, problem["loc"])), _said(problem["type"], problem["msg"])) for problem in problems]


def _said(kind: str, message: str) -> str:
    return _WORDS.get(kind.partition("_")[0]) or message.removeprefix("Value error, ")
