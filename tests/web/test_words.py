"""Words: each language says everything, with the same places to fill; and what people agreed to is known by its version."""

from __future__ import annotations

import hashlib
import json
from string import Formatter

import pytest

from campaigns.vocabulary import Topic
from emails.consent_words import consent_words, words_of
from web.language import language_for, language_name, locales
from web.page import load_words

RELEASED = {
    "join-1": "a164b41c72c04701",
    "preferences-1": "8cfcf61418277be6",
    "renew-1": "baad81269109e161",
    "sign_up-1": "c9cdbc3337428629",
}
"""What people agreed to is known by its version: other words are a new file, and an old one never changes."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", locales())
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


@pytest.mark.parametrize("locale", locales())
def test_each_topic_has_a_name(locale: str) -> None:
    words = load_words(locale)

    assert set(words["topics"]) == {f"{topic.value}{suffix}" for topic in Topic for suffix in ("", "_hint")}


def test_other_words_to_agree_to_are_another_version() -> None:
    found = {name: json.dumps(dict(words), sort_keys=True) for name, words in consent_words().items()}

    assert {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in found.items()} == RELEASED


@pytest.mark.parametrize("version", sorted(RELEASED))
def test_what_is_agreed_to_is_said_in_each_language(version: str) -> None:
    words = consent_words()[version]

    assert set(words) == set(locales())
    assert {frozenset(places(text)) for text in words.values()} == {frozenset({"company"})}
    assert words_of(version, "xx") == words["en"]
    assert words_of("upstream's own words", "en") is None


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


@pytest.mark.parametrize(
    ("locale", "names"), [("en", "Dansk (Danish)"), ("da", "Dansk"), ("de", "Dansk (Dänisch)"), ("sv", "Dansk (danska)")]
)
def test_a_language_is_called_as_its_speakers_do_and_as_the_reader_does(locale: str, names: str) -> None:
    assert language_name("da", locale) == names
