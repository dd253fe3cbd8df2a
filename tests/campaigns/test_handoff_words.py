"""What colleagues are asked reads right in each language they can have: the ask, and the stage by its name."""

from __future__ import annotations

import pytest

from campaigns.vocabulary import Handoff
from emails.languages import languages
from tests.conftest import MakeWorld

CALLS = {
    "en": ("Please call before the letter goes out", "Got as far as: the day with the team"),
    "da": ("Ring, før brevet bliver sendt", "Nåede til: dagen hos teamet"),
    "de": ("Bitte rufen Sie an", "Gekommen bis: zum Tag beim Team"),
    "sv": ("Ring innan brevet skickas", "Kom till: dagen hos teamet"),
}
READS = {
    "en": "Please read the letter before it goes out",
    "da": "Læs brevet, før det bliver sendt",
    "de": "Bitte lesen Sie den Brief",
    "sv": "Läs brevet innan det skickas",
}
FEEDBACK = {"for_candidate": {"strengths": ["You found the missing index in ten minutes."]}}


@pytest.mark.parametrize("locale", languages())
def test_rosa_is_asked_to_call_in_her_language(make_world: MakeWorld, locale: str) -> None:
    world = make_world(default_locale=locale)
    world.reject(stage="Onsite")
    world.pass_days(0.5)

    (mail,) = world.service
    for said in CALLS[locale]:
        assert said in mail.text
    assert "nsite" not in mail.text


@pytest.mark.parametrize("locale", languages())
def test_rosa_is_asked_to_read_a_letter_in_her_language(make_world: MakeWorld, locale: str) -> None:
    world = make_world(default_locale=locale, approve_feedback=True)
    world.reject(feedback=FEEDBACK, stage="take-home task")
    world.pass_days(2.2)

    (mail,) = world.service
    assert READS[locale] in mail.text
    assert "take-home task" in mail.text, "what we have no words for is called what upstream calls it"
    assert (READS["en"] in mail.text) is (locale == "en")


def test_an_ask_in_one_language_is_said_as_it_is_and_a_missing_one_in_english() -> None:
    plain = Handoff("call", ask="Ring.")
    several = Handoff("call", ask={"en": "Call.", "da": "Ring."})

    assert [plain.ask_in(locale) for locale in ("en", "da")] == ["Ring.", "Ring."]
    assert [several.ask_in(locale) for locale in ("en", "da", "da-DK", "sv")] == ["Call.", "Ring.", "Ring.", "Call."]
