"""Colours: whether one can be read upon another."""

from __future__ import annotations

LEAST_CONTRAST = 4.5
"""WCAG 2.1, success criterion 1.4.3 (AA), for text of usual size."""


def contrast(front: str, back: str) -> float:
    """The contrast ratio of two colours '#rrggbb' as WCAG 2.1 defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
