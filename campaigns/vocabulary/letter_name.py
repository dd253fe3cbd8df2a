"""Letter names: how a campaign file names a letter, its own or another campaign's."""

from __future__ import annotations

import re

_LETTER = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


def letter_named(name: str) -> str:
    """The name itself, "<campaign>.<step>". Raises ValueError for another kind of name."""
    if not _LETTER.match(name):
        raise ValueError(f"{name!r} names no letter; write it as 'campaign.step'")
    return name
