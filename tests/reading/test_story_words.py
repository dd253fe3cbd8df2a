"""What is kept as a code is told in words."""

from __future__ import annotations

import pytest

from worker.engine.story_words import said_how


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("signal unsubscribed_one_click", "They unsubscribed with their mail program's own button"),
        ("unsubscribed by preferences", "unsubscribed on the preferences page"),
        ("upstream ats", "said by ats"),
        ("double opt-in", "double opt-in"),
    ],
)
def test_how_a_word_reached_us_is_said_in_words(kept: str, said: str) -> None:
    assert said_how(kept) == said
