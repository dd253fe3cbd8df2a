"""Audiences: for whom a campaign starts when an event is about no single person."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.vocabulary.letter_name import letter_named
from campaigns.vocabulary.topic import Topic


@dataclass(frozen=True, slots=True)
class Matching:
    """The members of the network whom an opening fits best: at most so many, best first, spread over days."""

    at_most: int
    a_day: int

    def __str__(self) -> str:
        return f"the members it fits best, at most {self.at_most}, {self.a_day} a day"


@dataclass(frozen=True, slots=True)
class Members:
    """Everybody who said yes to a topic, and whom the event is for."""

    topic: Topic

    def __str__(self) -> str:
        return f"everybody who joined {self.topic.value} and whom it is for"


@dataclass(frozen=True, slots=True)
class Invited:
    """Everybody who had an invitation to a community event that says something else than is so now."""

    letter: str

    def __str__(self) -> str:
        return f"everybody to whom {self.letter} said otherwise"


Audience = Matching | Members | Invited


def matching(*, at_most: int, a_day: int) -> Matching:
    """The members whom an opening fits best. Raises ValueError below one."""
    if at_most < 1 or a_day < 1:
        raise ValueError("matching(at_most=…, a_day=…): both are at least 1")
    return Matching(at_most, a_day)


def members(topic: Topic) -> Members:
    """Everybody who joined `topic`. Raises ValueError for a topic that nobody joins."""
    if not topic.needs_opt_in:
        raise ValueError(f"nobody joins {topic.value}: silence means yes to it, and an invitation needs a yes of their own")
    return Members(topic)


def invited(letter: str) -> Invited:
    """Everybody whom the letter "<campaign>.<step>" invited. Raises ValueError for another kind of name."""
    return Invited(letter_named(letter))
