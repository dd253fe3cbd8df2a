"""Contrast: words stand out from what is behind them, in light and in dark (WCAG 2.2 AA, 1.4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import get_args

from emails.colours import LEAST_CONTRAST, contrast
from emails.lint.colour import BLACK, WHITE, read_colour
from emails.lint.finding import Finding, Place
from emails.lint.look import Look
from emails.lint.style import Declared, Scheme, declared, style_sheets
from emails.lint.written import Written

_LEAST_FOR_LARGE, _LARGE_PX = 3.0, 24.0
_LINK = {"light": "#0000ee", "dark": "#9e9eff"}
"""What browsers give links that nobody gave a colour."""
_NOT_SHOWN = frozenset({"head", "title", "style", "script"})
_REMEMBERED = 1 << 15


def check_written(written: Written) -> Iterator[Finding]:
    """All words of the page, in both schemes."""
    css = style_sheets(written.page)
    for node in written.page.walk():
        for scheme in get_args(Scheme) if node.speaks else ():
            weak = _weak(css, node.look, scheme)
            if weak:
                problem, said = weak
                place = _place(css, said, written) or written.place_of(node)
                yield Finding(place, problem, "Choose colours further apart")


@lru_cache(maxsize=_REMEMBERED)
def _weak(css: str, look: Look, scheme: Scheme) -> tuple[str, Declared | None] | None:
    """What is wrong with the words of such an element, and the declaration that says their colour."""
    if not _is_shown(css, look, scheme):
        return None
    front, said = _front(css, look, scheme)
    back = _back(css, look, scheme)
    ratio = contrast(front, back)
    least = _LEAST_FOR_LARGE if _size(css, look, scheme) >= _LARGE_PX else LEAST_CONTRAST
    if ratio >= least:
        return None
    return f"words in {front} on {back} are too faint in {scheme} mode ({ratio:.1f} : 1, needs {least:g})", said


def _place(css: str, said: Declared | None, written: Written) -> Place | None:
    """The line of the layout where that colour was said: style sheets arrive on the page as they were written."""
    if said is None or not said.line:
        return None
    line = css.splitlines()[said.line - 1].strip()
    return next(filter(None, (source.made(line) for source in written.sources.values() if "<mj-style" in source.text)), None)


def _is_shown(css: str, look: Look, scheme: Scheme) -> bool:
    for above in look.upwards():
        display = declared(css, above, "display", scheme)
        if above.tag in _NOT_SHOWN or (display and display.value == "none"):
            return False
    return _size(css, look, scheme) > 0


def _front(css: str, look: Look, scheme: Scheme) -> tuple[str, Declared | None]:
    """The colour of its words, and what says so."""
    for above in look.upwards():
        said = declared(css, above, "color", scheme)
        colour = read_colour(said.value, _back(css, look, scheme)) if said else None
        if colour is not None:
            return colour, said
        if above.tag == "a":
            return _LINK[scheme], None
    return BLACK, None


@lru_cache(maxsize=_REMEMBERED)
def _back(css: str, look: Look, scheme: Scheme) -> str:
    """The colour behind it."""
    behind = _back(css, look.parent, scheme) if look.parent is not None else WHITE
    said = [declared(css, look, name, scheme) for name in ("background-color", "background")]
    strongest = sorted(filter(None, said), key=lambda one: one.important, reverse=True)
    values = [one.value for one in strongest] + [look.bgcolor]
    return next(filter(None, (read_colour(value, behind) for value in values if value)), behind)


def _size(css: str, look: Look, scheme: Scheme) -> float:
    """The size of its words in pixels."""
    for above in look.upwards():
        said = declared(css, above, "font-size", scheme)
        pixels = re.fullmatch(r"([\d.]+)px", said.value) if said else None
        if pixels:
            return float(pixels[1])
    return 16.0
