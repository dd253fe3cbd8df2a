"""All checks, by the names they have in the summary. Each yields a sentence for everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from demo.checks.after_no import sent_after_no
from demo.checks.evidence import Evidence
from demo.checks.lost import in_doubt, lost_events, lost_letters, to_strangers, unfinished
from demo.checks.outside_hours import outside_hours
from demo.checks.sent_twice import sent_twice
from demo.checks.unheard import unheard
from demo.checks.without_word import without_word

CHECKS: Mapping[str, Callable[[Evidence], Iterator[str]]] = {
    "sent_twice": sent_twice,
    "sent_after_no": sent_after_no,
    "outside_hours": outside_hours,
    "lost_letters": lost_letters,
    "lost_events": lost_events,
    "without_word": without_word,
    "to_strangers": to_strangers,
    "in_doubt": in_doubt,
    "unfinished": unfinished,
    "unheard": unheard,
}


def judge(evidence: Evidence) -> dict[str, list[str]]:
    """What is wrong, by check; an empty list is good."""
    return {name: list(check(evidence)) for name, check in CHECKS.items()}
