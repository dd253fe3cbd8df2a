"""Where somebody lives, from what upstream told."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from babel.core import get_global

from worker.rules.place import Place, country_of_zone, place_of, zone_of_country


def of(zone: str | None = None, country: str | None = None) -> Place:
    return place_of(zone, country, None, default_zone="Europe/Copenhagen", default_country="DK")


@pytest.mark.parametrize(
    ("zone", "country", "expected_zone", "expected_country"),
    [
        ("Asia/Tokyo", "DK", "Asia/Tokyo", "DK"),
        ("Europe/Berlin", None, "Europe/Berlin", "DE"),
        ("Asia/Calcutta", None, "Asia/Calcutta", "IN"),
        ("UTC", None, "UTC", None),
        (None, "de", "Europe/Berlin", "DE"),
        (None, "US", "America/New_York", "US"),
        (None, "AU", "Australia/Sydney", "AU"),
        (None, "BR", "America/Sao_Paulo", "BR"),
        (None, "CA", "America/Toronto", "CA"),
        (None, "RU", "Europe/Moscow", "RU"),
        (None, "ES", "Europe/Madrid", "ES"),
        (None, "XX", "Europe/Copenhagen", "XX"),
        (None, None, "Europe/Copenhagen", "DK"),
        ("Mars/Olympus", None, "Europe/Copenhagen", "DK"),
        ("America", None, "Europe/Copenhagen", "DK"),
        ("../etc/passwd", "JP", "Asia/Tokyo", "JP"),
    ],
)
def test_the_persons_zone_then_their_countrys_then_ours(
    zone: str | None, country: str | None, expected_zone: str, expected_country: str | None
) -> None:
    place = of(zone, country)
    assert (place.zone.key, place.country) == (expected_zone, expected_country)


def test_every_country_has_a_zone_that_exists() -> None:
    countries = [code for code in get_global("territory_zones") if code.isalpha() and code != "ZZ"]
    assert len(countries) > 240
    for country in countries:
        zone = zone_of_country(country)
        assert zone is not None, country
        ZoneInfo(zone)
        assert country == "XK" or country_of_zone(zone) == country


def test_a_wrong_default_is_said_aloud() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        place_of(None, None, None, default_zone="Mars/Olympus", default_country=None)
