"""Where a word of a campaign is written, so that a mistake in it can be found."""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = str(Path(__file__).parent)


def written_at() -> str:
    """The file and line outside this package that is speaking, as "<file>, line <n>"."""
    frame = sys._getframe(1)  # noqa: SLF001 - the standard library's own way to look up the stack, cheap enough for every step
    while frame.f_back is not None and frame.f_code.co_filename.startswith((_HERE, "<")):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}, line {frame.f_lineno}"
