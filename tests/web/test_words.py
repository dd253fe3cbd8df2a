"""Words: each language says everything, with the same places to fill; and what people agreed to is known by its version."""

from __future__ import annotations

import hashlib
import json
from string import Formatter

import pytest

from campaigns.vocabulary import Topic
from web.language import LOCALES, language_for
from web.page import load_words
from worker.engine.preferences_wish import JOIN_WORDING, PREFERENCES_WORDING

AGREED_TO = {
    "preferences-1": ("preferences", "confirm", "topics", "often"),
    "join-1": ("join", "confirm", "topics"),
}
HASHES = {"preferences-1": "6fa6c82fa1b72354", "join-1": "bdbb5bfdcfb48a96"}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_says_everything_with_the_same_places(locale: str) -> None:
    english, words = load_words("en"), load_words(locale)

    assert {section: set(texts) for section, texts in words.items()} == {
        section: set(texts) for section, texts in english.items()
    }
    for section, texts in words.items():
        for key, text in texts.items():
            assert places(text) == places(english[section][key]), f"{section}.{key}"
            assert text.strip() == text
            assert text


@pytest.mark.parametrize("locale", LOCALES)
def test_each_topic_and_each_language_has_a_name(locale: str) -> None:
    words = load_words(locale)

    assert set(words["languages"]) == set(LOCALES)
    assert set(words["topics"]) == {f"{topic.value}{suffix}" for topic in Topic for suffix in ("", "_hint")}


def test_other_words_to_agree_to_are_another_version() -> None:
    """Consent is recorded with the version of the words: change them, and the version has to be raised."""
    assert set(AGREED_TO) == {PREFERENCES_WORDING, JOIN_WORDING}
    found = {}
    for version, sections in AGREED_TO.items():
        said = {locale: {section: load_words(locale)[section] for section in sections} for locale in LOCALES}
        found[version] = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
    assert found == HASHES


@pytest.mark.parametrize(
    ("known", "header", "expected"),
    [
        ("da", "de", "da"),
        ("de-AT", None, "de"),
        (None, "da", "da"),
        (None, "fr, de;q=0.4, da;q=0.8", "da"),
        (None, "fr", "en"),
        (None, "de;q=0", "en"),
        (None, "de;q=nonsense, da", "da"),
        (None, ",;;=,", "en"),
        ("xx", "de", "de"),
        (None, None, "en"),
    ],
)
def test_a_page_speaks_the_readers_language(known: str | None, header: str | None, expected: str) -> None:
    assert language_for(known, header, "en") == expected
