"""Words of strangers' servers, safe to keep and to log."""

from __future__ import annotations

import re

LONGEST_REASON = 300
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]+@[^\s<>\"',;:()\[\]]+")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


def without_addresses(text: str, longest: int = LONGEST_REASON) -> str:
    """The text on one line, without addresses or control characters, cut to `longest`."""
    short = _UNPRINTABLE.sub(" ", text[: 4 * longest])
    return " ".join(_ADDRESS.sub("(address)", short).split())[:longest]
