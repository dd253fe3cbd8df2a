"""Words: each language says everything, with the same places to fill; and what people agreed to is known by its version."""

from __future__ import annotations

import hashlib
from string import Formatter

import pytest

from campaigns.vocabulary import Topic
from emails.consent_words import consent_words, words_of
from web.language import language_for, language_name, locales
from web.page import load_words

RELEASED = {
    "join-1 da": "3238f5e7ae05c168",
    "join-1 de": "f709252987957631",
    "join-1 en": "1f83e3d11bc69ba1",
    "preferences-1 da": "67d95ce8bda58c75",
    "preferences-1 de": "a9d467a39e37cfb4",
    "preferences-1 en": "95511bcf60700284",
    "renew-1 da": "1b2b080894059327",
    "renew-1 de": "aa0f8075d94627a4",
    "renew-1 en": "f27f1ac44483db66",
    "sign_up-1 da": "d4c4f565352242f0",
    "sign_up-1 de": "1f6ff887c86fd97e",
    "sign_up-1 en": "45e810babf556148",
}
"""What people agreed to is known by its version: other words are a new one, and an old one never changes."""


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
    found = {
        f"{version} {locale}": hashlib.sha256(text.encode()).hexdigest()[:16]
        for version, words in consent_words().items()
        for locale, text in words.items()
    }

    assert RELEASED.items() <= found.items()
    assert set(consent_words()) == {name.split()[0] for name in RELEASED}


@pytest.mark.parametrize("version", sorted(consent_words()))
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
