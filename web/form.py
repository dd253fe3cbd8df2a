"""The fields of a small form, as a browser posts it without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

_MOST_FIELDS = 50


def fields_of(body: bytes) -> Mapping[str, Sequence[str]]:
    """Each field's values, urlencoded. What is no form, or too long for one of ours, has no fields."""
    try:
        return parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}


def first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    """The field's first value; empty when it is not there."""
    return next(iter(fields.get(name, ())), "")
