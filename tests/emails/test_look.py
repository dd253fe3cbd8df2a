"""The look, as far as rules can tell: contrast, light and dark, tap sizes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import emails
from emails.samples import samples
from tests.emails.reading import LETTERS

LAYOUT = (Path(emails.__file__).parent / "layouts" / "base.mjml").read_text("utf-8")
LIGHT = [("#2b2926", "#ffffff"), ("#1f5f5b", "#ffffff"), ("#ffffff", "#1f5f5b"), ("#5f5951", "#ffffff"), ("#5f5951", "#f7f3ec")]
DARK = [("#ece6dd", "#242220"), ("#9bd3c8", "#242220"), ("#10211f", "#9bd3c8"), ("#b3aa9e", "#242220"), ("#b3aa9e", "#191816")]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("front", "back"), LIGHT + DARK)
def test_words_stand_out_enough_to_be_read(front: str, back: str) -> None:
    assert front in LAYOUT
    assert back in LAYOUT
    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 5.5  # WCAG AA asks 4.5 of text


def test_a_letter_says_that_it_knows_light_and_dark() -> None:
    html = LETTERS.render("post_rejection.thank_you", "en", samples("post_rejection.thank_you")["rich"]).html
    assert '<meta name="color-scheme" content="light dark" />' in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_links_to_tap_are_tall_enough() -> None:
    assert re.search(r"\.foot a \{[^}]*display: inline-block; padding: 10px", LAYOUT)
    assert 'inner-padding="14px 26px"' in LAYOUT
