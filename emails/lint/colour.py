"""Colour: what CSS names, as '#rrggbb', laid over what is behind it."""

from __future__ import annotations

from tinycss2.color3 import parse_color

WHITE = "#ffffff"
BLACK = "#000000"


def read_colour(text: str, behind: str = WHITE) -> str | None:
    """The colour that a value of `color`, `background` or `bgcolor` names; None where it names none."""
    for word in (text, *text.split()):
        found = parse_color(word)
        if found is not None and found != "currentColor":
            back = [int(behind[at : at + 2], 16) / 255 for at in (1, 3, 5)]
            over = float(found.alpha)
            mixed = [
                part * over + under * (1 - over) for part, under in zip((found.red, found.green, found.blue), back, strict=True)
            ]
            return "#" + "".join(f"{round(part * 255):02x}" for part in mixed)
    return None
