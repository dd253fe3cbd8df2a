"""What is kept as a code is told in words."""

from __future__ import annotations

import pytest

from tests.conftest import Run
from tests.world import World
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


def test_a_no_by_the_mail_programs_button_is_told_without_its_code(installation: World, run: Run) -> None:
    installation.reject()
    installation.pass_days(5)
    installation.signal("unsubscribed_one_click", installation.messages()[0])

    consent, suppression = run("consent", "show", "ada").stdout, run("suppression", "list").stdout

    assert "They unsubscribed with" in consent
    assert "They unsubscribed with their mail program's own button" in suppression
    assert "one_click" not in consent + suppression
