"""Every letter, in every language, with rich, medium and bare values."""

from __future__ import annotations

import re
from functools import cache

import pytest

from campaigns.vocabulary.discovery import discover_campaigns
from emails.languages import languages
from emails.render import Rendered
from emails.samples import samples
from tests.emails.reading import ALL, CAMPAIGN_LETTERS, LETTERS, LINKS, Page

SAMPLES = {name: samples(name) for name in sorted(LETTERS.names())}
RENDERED = [(name, locale, sample) for name, locale in ALL for sample in SAMPLES[name]]
_LEFTOVERS = re.compile(r"\{\{|\{%|%\}|\[\[|\[%|\bNone\b|[\x00-\x08\x0b-\x1f]|  \S")


@cache
def seen(name: str, locale: str, sample: str) -> tuple[Rendered, Page]:
    """A letter, and what a mail program makes of it."""
    letter = LETTERS.render(name, locale, SAMPLES[name][sample])
    return letter, Page(letter.html)


@pytest.mark.parametrize(("name", "locale", "sample"), RENDERED)
def test_a_letter_renders_strictly_and_reads_well(name: str, locale: str, sample: str) -> None:
    values = SAMPLES[name][sample]
    letter, page = seen(name, locale, sample)
    assert letter.locale == page.lang == locale
    assert 3 < len(letter.subject) <= 150
    assert "\n" not in letter.subject
    assert 10 < len(letter.preview) <= 200
    for written in (letter.subject, letter.preview, letter.text):
        assert not _LEFTOVERS.search(written), _LEFTOVERS.search(written)
    assert not re.search(r"\{\{|\{%|\[\[|\[%|>None<", letter.html)
    assert len(letter.html.encode()) < 60_000
    assert values.postal_address in page.words
    assert values.postal_address in letter.text
    assert letter.preview in page.words


@pytest.mark.parametrize(("name", "locale", "sample"), RENDERED)
def test_the_text_part_is_plain_and_says_what_the_page_says(name: str, locale: str, sample: str) -> None:
    letter, page = seen(name, locale, sample)
    assert not re.search(r"&\w+;|&#\d+;|</?[a-z]+[ >]", letter.text)
    assert not re.search(r"\n{3}|^[ \n]| [.,;!?]|,,|\.\.|:\s*:", letter.text)
    assert letter.text.count("\n-- \n") == 1
    assert letter.text.endswith("\n")
    visible = " ".join(page.words.split())
    for line in letter.text.splitlines():
        words = re.sub(r"^- |^-- $|:$|: https://\S+| \(https://[^)]+\)|https://\S+", "", line).strip()
        for piece in filter(None, (piece.strip(" .,") for piece in re.split(r"  +", words))):
            assert " ".join(piece.split()) in visible, piece
    for link in page.links:
        assert link in letter.text


@pytest.mark.parametrize(("name", "locale"), CAMPAIGN_LETTERS)
def test_a_letter_says_why_it_came_and_how_to_stop_it(name: str, locale: str) -> None:
    for sample, values in SAMPLES[name].items():
        letter, page = seen(name, locale, sample)
        for link in (values.links.unsubscribe, values.links.preferences):
            assert page.links.count(link) == 1
            assert letter.text.count(link) == 1
        footer = letter.text.split("\n-- \n")[1]
        assert values.company in footer
        assert values.links.unsubscribe in footer


@pytest.mark.parametrize(("name", "locale"), [pair for pair in ALL if pair not in CAMPAIGN_LETTERS])
def test_service_mail_has_nothing_to_unsubscribe_from(name: str, locale: str) -> None:
    for sample, values in SAMPLES[name].items():
        letter, _ = seen(name, locale, sample)
        assert LINKS.unsubscribe not in letter.html + letter.text
        assert values.links.preferences not in letter.html + letter.text


@pytest.mark.parametrize(("name", "locale"), ALL)
def test_a_letter_needs_no_more_than_its_samples_give(name: str, locale: str) -> None:
    assert LETTERS.extras(name, locale) <= set(SAMPLES[name]["rich"].extra)


@pytest.mark.parametrize(("name", "locale"), ALL)
def test_a_letter_asks_nobody_else_for_anything(name: str, locale: str) -> None:
    values = SAMPLES[name]["rich"]
    html = LETTERS.render(name, locale, values).html
    assert not re.search(r"<(link|script|iframe|object|embed|form|video|audio)\b|@import|@font-face|url\(", html)
    assert {picture["src"] for picture in Page(html).pictures} <= {values.sender.photo_url}


def test_each_letter_of_a_campaign_is_written_in_every_language() -> None:
    wanted = {f"{campaign.name}.{letter.id}" for campaign in discover_campaigns().values() for letter in campaign.letters}
    assert wanted
    for name in wanted:
        assert LETTERS.locales(name) == set(languages()), name


def test_no_letter_is_left_without_its_campaign() -> None:
    sent = {f"{one.name}.{name}" for one in discover_campaigns().values() for letter in one.letters for name in letter.folders}

    assert {name for name in LETTERS.names() if not name.startswith("service.")} == sent


def test_each_letter_is_written_in_the_same_languages() -> None:
    assert {LETTERS.locales(name) for name in LETTERS.names()} == {frozenset(languages())}


@pytest.mark.parametrize(("name", "locale"), CAMPAIGN_LETTERS)
def test_a_letter_is_four_to_eight_sentences_long(name: str, locale: str) -> None:
    text = LETTERS.render(name, locale, SAMPLES[name]["bare"]).text.split("\n-- \n")[0]
    sentences = re.findall(r"[^.!?]{12,}[.!?](?=\s)", text)
    assert 4 <= len(sentences) <= 8, sentences
