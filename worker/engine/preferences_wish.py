"""A wish for more: what a confirmation link carries, so that nothing is stored of somebody who never confirms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from campaigns.vocabulary import Topic
from emails.consent_words import newest
from worker.engine.preferences import Often

PREFERENCES_WORDING = newest("preferences")
JOIN_WORDING = newest("join")
RENEW_WORDING = newest("renew")
"""Which words were read before the button was pressed: `emails/consent/`."""
_PAGES = {"preferences": "preferences page", "join": "invitation", "renew": "renewal letter"}


@dataclass(frozen=True, slots=True)
class Wish:
    """More letters, or letters in another language: in force only once the person confirms it from their mailbox."""

    topics_on: frozenset[Topic] = frozenset()
    often: Often | None = None
    pause_until: datetime | None = None
    """The pause is to end then; now: at once."""
    locale: str | None = None
    tracking_on: bool = False
    again: bool = False
    """They had said no to everything, and want to hear from us again."""
    wording: str = PREFERENCES_WORDING

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wished for."""
        return replace(self, wording=PREFERENCES_WORDING) == Wish()

    @property
    def source(self) -> str:
        """Where it was wished for."""
        name = self.wording.partition("-")[0]
        return _PAGES.get(name, name)

    def encode(self) -> str:
        """The wish as short text, without anything personal."""
        items = [f"w:{self.wording}", *sorted(f"t:{topic.value}" for topic in self.topics_on)]
        items += [f"o:{self.often.value}"] if self.often is not None else []
        items += [f"p:{int(self.pause_until.timestamp())}"] if self.pause_until is not None else []
        items += [f"l:{self.locale}"] if self.locale is not None else []
        items += ["k"] if self.tracking_on else []
        items += ["y"] if self.again else []
        return ";".join(items)


def decode(text: str) -> Wish:
    """The wish in `text`. Raises ValueError for what this version does not know."""
    wish = Wish()
    for item in text.split(";"):
        letter, _, value = item.partition(":")
        wish = _with(wish, letter, value)
    return wish


def _with(wish: Wish, letter: str, value: str) -> Wish:
    match letter:
        case "w":
            return replace(wish, wording=value)
        case "t":
            return replace(wish, topics_on=wish.topics_on | {Topic(value)})
        case "o":
            return replace(wish, often=Often(value))
        case "p":
            return replace(wish, pause_until=datetime.fromtimestamp(int(value), UTC))
        case "l":
            return replace(wish, locale=value)
        case "k":
            return replace(wish, tracking_on=True)
        case "y":
            return replace(wish, again=True)
    raise ValueError(f"unknown wish {letter!r}")
