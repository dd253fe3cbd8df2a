"""The soak in small: real processes, a kill, a flush, a cut, a pause, bad addresses. In full: make newsletter-soak."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.newsletter_soak import Size, soak

pytestmark = [
    pytest.mark.faults,
    pytest.mark.long,
    pytest.mark.xdist_group("stack"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads memory under /proc"),
]


def test_each_eligible_reader_gets_one_copy_or_is_in_doubt_whatever_goes_wrong(
    postgresql_url: str, redis_url: str, tmp_path: Path
) -> None:
    figures = soak(postgresql_url, redis_url, tmp_path, Size(people=300, page=20, lease=8), lambda _: None)

    assert figures.wrong == ()
    assert figures.refused > 0
    assert figures.sent + figures.in_doubt >= figures.eligible
    assert figures.in_doubt < figures.eligible / 2
