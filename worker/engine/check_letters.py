"""Check letters: every letter that a campaign sends is written, and can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from campaigns.vocabulary import Campaign, CampaignMistake, Letter
from emails.letters import DEFAULT_LOCALE, Letters
from emails.printed import values_named

_STARTED_BY = {"job": frozenset({"job.opened"}), "event": frozenset({"community.announced"})}
"""Values that only some campaigns know, and what starts those."""


def check_letters(campaigns: Iterable[Campaign], letters: Letters) -> None:
    """Refuse campaigns whose letters are missing. Raises `CampaignMistake`, at the step that sends the letter."""
    for campaign, step, name in _letters_of(campaigns):
        folder = f"emails/{name.replace('.', '/', 1)}"
        said = f"campaign {campaign.name}, step {step.id!r}"
        if name not in letters.names():
            remedy = f"Write {folder}/{DEFAULT_LOCALE}.mjml, and one file for each other language; copy another letter's"
            raise CampaignMistake(f"{said}: the letter is missing", remedy, where=step.where)
        if DEFAULT_LOCALE not in letters.locales(name):
            remedy = f"Write {folder}/{DEFAULT_LOCALE}.mjml: readers of languages we do not write in get English"
            raise CampaignMistake(f"{said}: the letter is not written in English", remedy, where=step.where)


def check_values(campaigns: Iterable[Campaign], letters: Letters) -> None:
    """Compile every letter of the campaigns in every language, and refuse those that print what their campaign never knows.

    Raises `LetterMistake` with the letter's own file and line, or `CampaignMistake`.
    """
    letters.warm()
    check_known(campaigns, letters)


def check_known(campaigns: Iterable[Campaign], letters: Letters) -> None:
    """Refuse letters that compile, and print what their campaign never knows. Raises `CampaignMistake`."""
    for campaign, step, name in _letters_of(campaigns):
        for locale in sorted(letters.locales(name)):
            named = values_named(letters.source(name, locale))
            for value, kinds in _STARTED_BY.items():
                if value in named and not kinds & {event.type_name for event in campaign.starts_on}:
                    raise CampaignMistake(
                        f"campaign {campaign.name}, step {step.id!r}: its letter ({locale}) prints {value!r}",
                        f"Only campaigns that start on {', '.join(sorted(kinds))} know one; take it out of the letter",
                        where=step.where,
                    )


def _letters_of(campaigns: Iterable[Campaign]) -> Iterator[tuple[Campaign, Letter, str]]:
    for campaign in campaigns:
        for step in campaign.letters:
            for folder in step.folders:
                yield campaign, step, f"{campaign.name}.{folder}"
