"""Conditions: a named yes or no about the person, asked when a step is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.vocabulary.facts import STAGES, Facts
from campaigns.vocabulary.topic import Topic


@dataclass(frozen=True, slots=True)
class Condition:
    """A question with a name that `rapport why` can print."""

    name: str
    holds: Callable[[Facts], bool]

    def __str__(self) -> str:
        return self.name


def reached(stage: str) -> Condition:
    """The application got at least as far as `stage`. Raises ValueError for a stage without a place in the order."""
    if stage not in STAGES:
        raise ValueError(f"unknown stage {stage!r}; known, in order: {', '.join(STAGES)}")
    later = frozenset(STAGES[STAGES.index(stage) :])
    return Condition(f"reached {stage}", lambda facts: facts.stage in later)


def joined(topic: Topic) -> Condition:
    """The person said yes to `topic` themselves."""
    return Condition(f"joined {topic.value}", lambda facts: topic in facts.joined)


def both(first: Condition, second: Condition) -> Condition:
    """Both hold."""
    return Condition(f"{first} and {second}", lambda facts: first.holds(facts) and second.holds(facts))


has_feedback = Condition("has feedback", lambda facts: facts.has_feedback)
has_calendar = Condition("recruiter has a calendar link", lambda facts: facts.has_calendar)
replied = Condition("replied", lambda facts: facts.replied)
good_experience = Condition("had a good experience", lambda facts: facts.good_experience)
