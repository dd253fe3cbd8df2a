"""Without a Chromium the browser tests are skipped with word of how to get one, unless one is required."""

from __future__ import annotations

import pytest

from tests.web import browsing


@pytest.mark.parametrize(("required", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_without_a_browser_somebody_is_told_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setattr(browsing, "find_chromium", lambda _: None)
    monkeypatch.setenv("RAPPORT_REQUIRE_BROWSER", required)

    with pytest.raises(outcome, match="apt-get install chromium"), browsing.a_browser():
        pass
