"""A sample letter: one of the letters with its made-up values, as a colleague asked to see it in a mail program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from emails.mistake import LetterMistake
from emails.render import SUBJECT_CAP, Rendered
from emails.samples import samples
from emails.values import Links
from worker.engine.parts import Parts

SAMPLE_LETTER = "sample_letter"
"""The kind of service mail it goes out as."""


def render_sample(parts: Parts, locale: str, extra: Mapping[str, str]) -> Rendered:
    """The letter `extra` names, with the sample it names; its links lead to our own pages, which know nobody by them.

    Raises `LetterMistake` for a letter or a sample that is not there.
    """
    tried = samples(extra["letter"])
    if extra["sample"] not in tried:
        raise LetterMistake(f"there is no sample {extra['sample']!r}", f"There are: {', '.join(tried)}")
    values = tried[extra["sample"]]
    base = parts.policy.base_url
    theirs = (values.links.unsubscribe, values.links.preferences, values.links.join)
    links = Links(*(base + urlsplit(link).path for link in theirs))
    values = replace(values, company=parts.policy.company, postal_address=parts.policy.postal_address, links=links)
    rendered = parts.letters.render(extra["letter"], locale, values)
    return replace(rendered, subject=f"[test] {rendered.subject}"[:SUBJECT_CAP])
