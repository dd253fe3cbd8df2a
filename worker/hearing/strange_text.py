"""Text from strangers' machines, made safe to keep and to print."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def one_line(value: object, longest: int) -> str | None:
    """A text on one line without control characters, at most `longest` characters; None when it is no text or nothing is left."""
    if not isinstance(value, str):
        return None
    return " ".join(_UNPRINTABLE.sub(" ", value[: 4 * longest]).split())[:longest] or None
