"""Whereabouts: whether a job's location, in free text, is where somebody lives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from emails.languages import languages
from worker.rules.place import country_of_zone

_ANYWHERE = ("remote", "anywhere", "hjemmefra", "fjernarbejde", "homeoffice", "home office", "ortsunabhängig", "hybrid or remote")
_WORD = re.compile(r"[^\W\d_]+")


class Whereabouts(Enum):
    """Where a job is, seen from where a person lives."""

    HERE = "here"
    ANYWHERE = "anywhere"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


def whereabouts(location: str | None, country: str | None, zone: str | None) -> Whereabouts:
    """Read from names of countries, in the languages we write in, and of the cities that name time zones (CLDR).

    A place that is neither is unknown, and held neither for nor against anybody.
    """
    if not location:
        return Whereabouts.UNKNOWN
    if is_anywhere(location):
        return Whereabouts.ANYWHERE
    home = country or (country_of_zone(zone) if zone else None)
    named = {spot.country for spot in _named_in(location)}
    if home is None or not named:
        return Whereabouts.UNKNOWN
    return Whereabouts.HERE if home in named else Whereabouts.ELSEWHERE


def is_anywhere(location: str | None) -> bool:
    """Whether a location says that the work can be done from wherever one is."""
    text = " ".join((location or "").casefold().split())
    return any(word in text for word in _ANYWHERE)


def lies_in(location: str, place: str) -> bool:
    """Whether a job's location and a place are the same, or one is a part of the other: by their words, else by the city
    or country that they name, in whichever of our languages."""
    said, asked = f" {_plain(location)} ", f" {_plain(place)} "
    if asked in said or said in asked:
        return True
    return any(
        here == there or (here.country == there.country and None in (here.zone, there.zone))
        for here in _named_in(location)
        for there in _named_in(place)
    )


class _Spot(NamedTuple):
    """A country, or a city that names a time zone."""

    country: str
    zone: str | None = None


def _named_in(text: str) -> frozenset[_Spot]:
    words = _plain(text).split()
    known = _places()
    spans = (
        " ".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, min(start + 4, len(words)) + 1)
    )
    return frozenset(known[span] for span in spans if span in known)


@cache
def _places() -> Mapping[str, _Spot]:
    """What each name of a country or zone city stands for. Where a city has the name of a country, the country wins."""
    zones = {zone: territory for zone, territory in get_global("zone_territories").items() if territory != "001"}
    places = {_plain(zone.rpartition("/")[2].replace("_", " ")): _Spot(country, zone) for zone, country in zones.items()}
    for language in languages():
        spoken = Locale(language)
        for zone, names in spoken.time_zones.items():
            if zone in zones and "city" in names:  # København, Kopenhagen
                places[_plain(names["city"])] = _Spot(zones[zone], zone)
        for territory, name in spoken.territories.items():
            if len(territory) == 2:  # ISO 3166-1; longer ones are parts of the world
                places[_plain(name)] = _Spot(territory)
    return places


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))
