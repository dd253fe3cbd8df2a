"""Template tags: the two sets of delimiters. Square ones assemble files; curly ones print values, after MJML is done."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import Environment, StrictUndefined

from emails.cleaning import safe_url
from emails.values import LetterValues
from emails.wording import Wording, lines, paragraphs, says

VALUE_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
ASSEMBLY_TAG = re.compile(r"\[%.*?%\]|\[\[.*?\]\]|\[#.*?#\]", re.DOTALL)
ALLOWED = frozenset(field.name for field in fields(LetterValues))
"""The only names a letter can print."""
PARTS_OF = {
    name: frozenset(field.name for field in fields(kind))
    for name, hint in get_type_hints(LetterValues).items()
    for kind in (get_args(hint) or (hint,))
    if is_dataclass(kind) and get_origin(hint) is not tuple
}
"""What each value that has parts is made of, such as `sender.name`."""


class MissingValue(ValueError):
    """A letter prints something that is not there; it must ask `{% if … %}` first."""


def _never_none(value: object) -> object:
    if value is None:
        raise MissingValue("the letter prints a value that is None")
    return value


def value_environment(wording: Wording, *, escape: bool) -> Environment:
    """Pass two: fills in values, strictly, by one language's wording; escaped for HTML or plain."""
    environment = Environment(
        # MJML's CSS has "{#", which would open Jinja's usual comment.
        comment_start_string="{#{#",
        comment_end_string="#}#}",
        undefined=StrictUndefined,
        finalize=_never_none,
        autoescape=escape,  # noqa: S701 - False only for subject and text part
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = {
        "greeting": wording.greeting,
        "listed": wording.listed,
        "long_date": wording.long_date,
        "when": wording.when,
        "stage_phrase": wording.stage_phrase,
        "stage_name": wording.stage_name,
        "counted": wording.counted,
        "plural": wording.plural,
        "ordinal": wording.ordinal,
        "says": says,
        "lines": lines,
        "paragraphs": paragraphs,
        "safe_url": safe_url,
    }
    environment.filters.update(filters)
    return environment
