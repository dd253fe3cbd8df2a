"""Conditions: a named yes or no about the person, asked when a step is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.vocabulary.delay import Delay
from campaigns.vocabulary.facts import STAGES, Facts
from campaigns.vocabulary.hiring_role import is_hiring_role
from campaigns.vocabulary.letter_name import letter_named
from campaigns.vocabulary.topic import Topic


@dataclass(frozen=True, slots=True)
class Condition:
    """A question with a name that `rapport why` can print."""

    name: str
    holds: Callable[[Facts], bool]
    looks_back: bool = False
    """It asks what has become of the person, which is read for it alone."""
    parts: tuple[Condition, ...] = ()
    """What it is made of, where all of them must hold."""

    @property
    def needs(self) -> frozenset[str]:
        """The names of all that must hold for it to hold, its own included."""
        return frozenset({self.name}).union(*(part.needs for part in self.parts))

    def __str__(self) -> str:
        return self.name


def reached(stage: str) -> Condition:
    """The application got at least as far as `stage`. Raises ValueError for a stage without a place in the order."""
    if stage not in STAGES:
        raise ValueError(f"unknown stage {stage!r}; known, in order: {', '.join(STAGES)}")
    later = frozenset(STAGES[STAGES.index(stage) :])
    return Condition(f"reached {stage}", lambda facts: (facts.stage or "").casefold() in later)


def joined(topic: Topic) -> Condition:
    """The person said yes to `topic` themselves."""
    return Condition(f"joined {topic.value.replace('_', ' ')}", lambda facts: topic in facts.joined)


def sent(letter: str) -> Condition:
    """They had this letter, "<campaign>.<step>", in the last 400 days. Raises ValueError for another kind of name."""
    name = letter_named(letter)
    return Condition(f"had {name}", lambda facts: name in facts.sent)


def turned_down_within(span: Delay) -> Condition:
    """They were turned down in the last so many days. Raises ValueError for another unit."""
    if span.unit != "days":
        raise ValueError("turned_down_within counts days: turned_down_within(days(90))")

    def lately(facts: Facts) -> bool:
        since = facts.life.days_since_turned_down
        return since is not None and since < span.count

    return Condition(f"turned down within {span}", lately, looks_back=True)


def both(first: Condition, second: Condition) -> Condition:
    """Both hold."""
    asks = first.looks_back or second.looks_back
    return Condition(f"{first} and {second}", lambda facts: first.holds(facts) and second.holds(facts), asks, (first, second))


def either(first: Condition, *others: Condition) -> Condition:
    """At least one of them holds."""
    those = (first, *others)
    asks = any(one.looks_back for one in those)
    return Condition(" or ".join(one.name for one in those), lambda facts: any(one.holds(facts) for one in those), asks)


has_feedback = Condition("has feedback", lambda facts: facts.has_feedback)
has_calendar = Condition("recruiter has a calendar link", lambda facts: facts.has_calendar)
replied = Condition("replied", lambda facts: facts.replied)
good_experience = Condition("had a good experience", lambda facts: facts.good_experience)
called_off = Condition("the event is called off", lambda facts: facts.called_off)
moved_into_hiring_role = Condition("moved into a role that hires", lambda facts: is_hiring_role(facts.new_role))
applying = Condition("has an application under way", lambda facts: facts.life.applying, looks_back=True)
placed = Condition("works where we placed them", lambda facts: facts.life.placed, looks_back=True)
hired_again = Condition("was hired since", lambda facts: facts.life.hired_since, looks_back=True)
left_placement = Condition("left the job since", lambda facts: facts.life.left_since, looks_back=True)
complained = Condition("complained about a letter", lambda facts: facts.life.complained, looks_back=True)
