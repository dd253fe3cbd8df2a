"""Frames: a letter's page as one reader's program shows it, whatever the browser that the gallery is looked at in."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (320, 640)
"""A small phone, and the reading pane of a desktop, in CSS pixels."""

_QUERY = re.compile(r"@media\s*\(prefers-color-scheme:\s*(dark|light)\)")
_SCHEMES = re.compile(r"((?:supported-)?color-schemes?[\"']?\s*(?::|content=[\"'])\s*)light dark")
_IMAGE = re.compile(r"<img\b[^>]*>")
_MADE_UP = re.compile(r"\ssrc=\"https://[\w.-]+\.example/[^\"]*\"")
_SVG = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 56 56'{more}%3E{drawn}%3C/svg%3E"
_FACE = _SVG.format(
    more="",
    drawn="%3Crect width='56' height='56' fill='%23b9c9c4'/%3E%3Ccircle cx='28' cy='22' r='10' fill='%23f6f2ea'/%3E"
    "%3Cellipse cx='28' cy='52' rx='19' ry='17' fill='%23f6f2ea'/%3E",
)
_BOARD = _SVG.format(
    more=" preserveAspectRatio='none'", drawn="%3Crect y='14' width='56' height='28' rx='3' fill='%238fa6a0'/%3E"
)
"""A face that nobody has, and a board without a name, for pictures at made-up addresses."""
_SOURCE = re.compile(r"(<img\b[^>]*?)\ssrc=(?:\"[^\"]*\"|'[^']*')")


def as_shown(html: str, scheme: Scheme, *, images: bool = True) -> str:
    """The page as it looks in that colour scheme, with or without pictures."""
    chosen = _QUERY.sub(lambda found: f"@media {'all' if found[1] == scheme else 'not all'}", html)
    chosen = _SCHEMES.sub(rf"\g<1>{scheme}", chosen)
    return with_stand_ins(chosen) if images else _SOURCE.sub(r"\1", chosen)


def with_stand_ins(html: str) -> str:
    """The page with something to see where a sample, or an example brand, names a picture that is not there."""
    return _IMAGE.sub(_stand_in, html)


def _stand_in(image: re.Match[str]) -> str:
    # A photo beside a name has no alt text; what has one is a logo, or shows something.
    drawn = _FACE if 'alt=""' in image[0] else _BOARD
    return _MADE_UP.sub(f' src="{drawn}"', image[0])
