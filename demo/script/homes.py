"""Where people live: language, zone, country and region, as upstream would tell them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Home:
    """A place, and what people there speak. `office` is the office that recruits them."""

    language: str
    locale: str
    zone: str
    country: str
    region: str | None = None
    office: str = "copenhagen"


HOMES: tuple[tuple[Home, int], ...] = (
    (Home("da", "da", "Europe/Copenhagen", "DK"), 34),
    (Home("da", "da-DK", "America/New_York", "US", "NY", office="newyork"), 2),
    (Home("de", "de", "Europe/Berlin", "DE", "BE", office="berlin"), 18),
    (Home("de", "de-DE", "Europe/Berlin", "DE", "BY", office="berlin"), 7),
    (Home("de", "de-AT", "Europe/Vienna", "AT", office="berlin"), 4),
    (Home("de", "de-CH", "Europe/Zurich", "CH", "ZH", office="berlin"), 3),
    (Home("en", "en-GB", "Europe/London", "GB", "ENG", office="london"), 12),
    (Home("en", "en", "Europe/Copenhagen", "DK"), 4),
    (Home("en", "en-US", "America/New_York", "US", "NY", office="newyork"), 7),
    (Home("en", "en-US", "America/Los_Angeles", "US", "CA", office="newyork"), 4),
    (Home("en", "en-SG", "Asia/Singapore", "SG", office="singapore"), 3),
    (Home("en", "en-AU", "Australia/Sydney", "AU", "NSW", office="singapore"), 3),
)
"""With how many of a hundred people live there."""


def homes_of(language: str) -> tuple[tuple[Home, int], ...]:
    """The homes where a language is spoken."""
    return tuple((home, weight) for home, weight in HOMES if home.language == language)
