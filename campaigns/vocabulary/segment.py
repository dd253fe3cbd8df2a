"""Segments: who an issue of a newsletter is for, said as a sentence, and asked of the database as one query."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.vocabulary.facts import STAGES


class Who:
    """A condition on people. Conditions combine with `&`, `|` and `~`."""

    __slots__ = ()

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        raise NotImplementedError

    def __and__(self, other: Who) -> Who:
        return AllOf(self, other)

    def __or__(self, other: Who) -> Who:
        return AnyOf(self, other)

    def __invert__(self) -> Who:
        return NotThose(self)


@dataclass(frozen=True, slots=True)
class Everybody(Who):
    """No condition: everybody who wants the topic."""

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return "want to hear about it"


@dataclass(frozen=True, slots=True)
class AllOf(Who):
    """Both hold."""

    first: Who
    second: Who

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return f"{_grouped(self.first, AnyOf)} and {_grouped(self.second, AnyOf)}"


@dataclass(frozen=True, slots=True)
class AnyOf(Who):
    """One of the two holds, or both do."""

    first: Who
    second: Who

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return f"{_grouped(self.first, AllOf)} or {_grouped(self.second, AllOf)}"


@dataclass(frozen=True, slots=True)
class NotThose(Who):
    """It does not hold."""

    who: Who

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        said = self.who.sentence
        return f"are not {said.removeprefix('are ')}" if said.startswith("are ") else f"are not among those who {said}"


@dataclass(frozen=True, slots=True)
class Speaks(Who):
    """They are written to in this language, by their own choice, upstream's word or their country."""

    language: str

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return f"read {self.language}"


@dataclass(frozen=True, slots=True)
class LivesIn(Who):
    """Country (ISO 3166-1) and, where given, region of it (ISO 3166-2 without the country)."""

    country: str
    region: str | None = None

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return f"live in {self.country}" + (f"-{self.region}" if self.region else "")


@dataclass(frozen=True, slots=True)
class Knows(Who):
    """They have this skill; case does not matter."""

    skill: str

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return f"know {self.skill}"


@dataclass(frozen=True, slots=True)
class Tagged(Who):
    """Upstream put this tag on them; case does not matter."""

    tag: str

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return f"are tagged {self.tag}"


@dataclass(frozen=True, slots=True)
class Reached(Who):
    """One of their applications got at least as far. Raises ValueError for a stage without a place in the order."""

    stage: str

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise ValueError(f"unknown stage {self.stage!r}; known, in order: {', '.join(STAGES)}")

    @property
    def stages(self) -> tuple[str, ...]:
        """The stage and those after it."""
        return STAGES[STAGES.index(self.stage) :]

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return f"came as far as {self.stage}"


@dataclass(frozen=True, slots=True)
class AliveWithin(Who):
    """They joined, opened, clicked or answered within so many days, themselves."""

    days: int

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return f"gave a sign of life in the last {self.days} days"


@dataclass(frozen=True, slots=True)
class Placed(Who):
    """They work where we placed them."""

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return "are placed"


@dataclass(frozen=True, slots=True)
class Segment:
    """A named audience. What it says is asked beside the topic: nobody is in it who does not want the topic."""

    name: str
    who: Who

    @property
    def sentence(self) -> str:
        """For people: who is in it."""
        return f"People who {self.who.sentence}."


def _grouped(who: Who, kind: type[Who]) -> str:
    return f"({who.sentence})" if isinstance(who, kind) else who.sentence
