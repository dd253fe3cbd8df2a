"""Place: where a person lives, as far as clocks and holidays are concerned."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

# IANA's table lists a country's zones by geography first, people second. Where its first line is not where most people
# live, we say so. XK is in common use for Kosovo and not in the table at all.
_MOST_PEOPLE_LIVE_IN = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The clock and the calendar that hold for one person."""

    zone: ZoneInfo
    country: str | None = None
    """ISO 3166-1 alpha-2, for holidays."""
    region: str | None = None
    """ISO 3166-2 subdivision without the country, such as 'BY', for holidays."""
    own_days: frozenset[date] = frozenset()
    """Days on which this installation writes to nobody."""


@lru_cache(maxsize=4096)
def place_of(
    zone: str | None,
    country: str | None,
    region: str | None,
    *,
    default_zone: str,
    default_country: str | None,
    own_days: frozenset[date] = frozenset(),
) -> Place:
    """The person's own zone, else their country's, else the installation's.

    A country with several zones stands for the one where most people live. The country, if unknown, is the zone's; the
    installation's only for those of whom we know neither. An unknown name counts as none.
    Raises `ZoneInfoNotFoundError` when even `default_zone` is no IANA zone.
    """
    own_zone = _zone(zone)
    known_country = country.upper() if country else None
    by_country = _zone(zone_of_country(known_country)) if known_country else None
    if known_country is None:
        known_country = country_of_zone(zone) if zone and own_zone else default_country
    return Place(own_zone or by_country or ZoneInfo(default_zone), known_country, region, own_days)


def zone_of_country(country: str) -> str | None:
    """The IANA zone where most people of a country live; None for a country IANA does not list."""
    return _MOST_PEOPLE_LIVE_IN.get(country) or _first_zones().get(country)


@lru_cache(maxsize=1024)
def country_of_zone(zone: str) -> str | None:
    """The country an IANA zone, or an older name of one, lies in; None for zones without one, such as UTC."""
    current = get_global("zone_aliases").get(zone, zone)
    country: str | None = get_global("zone_territories").get(current)
    return country if country and country.isalpha() and country != "ZZ" else None


def _zone(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as "America"
        return None


@lru_cache(maxsize=1)
def _first_zones() -> Mapping[str, str]:
    """Country to its first zone, from the `zone.tab` that the tzdata package keeps up to date."""
    table = (importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    first: dict[str, str] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _coordinates, zone = line.split("\t")[:3]
            first.setdefault(country, zone)
    return MappingProxyType(first)
