"""Segments: who an issue of a newsletter is for, said as a sentence, and asked of the database as one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from campaigns.vocabulary.facts import STAGES
from campaigns.vocabulary.written_at import written_at


class Who:
    """A condition on people. Conditions combine with `&`, `|` and `~`."""

    __slots__ = ()

    says: ClassVar[str]
    """Completes "people who …"; `{0.name}` stands for what the condition holds under that name."""

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        return self.says.format(self)

    def __and__(self, other: Who) -> Who:
        return AllOf(self, other)

    def __or__(self, other: Who) -> Who:
        return AnyOf(self, other)

    def __invert__(self) -> Who:
        return NotThose(self)


@dataclass(frozen=True, slots=True)
class Everybody(Who):
    """No condition: everybody who wants the topic."""

    says = "want to hear about it"


@dataclass(frozen=True, slots=True)
class Pair(Who):
    """Two conditions as one; within another kind of pair it is said in brackets."""

    first: Who
    second: Who
    joint: ClassVar[str]

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        said = (
            f"({one.sentence})" if isinstance(one, Pair) and one.joint != self.joint else one.sentence
            for one in (self.first, self.second)
        )
        return f" {self.joint} ".join(said)


class AllOf(Pair):
    """Both hold."""

    __slots__ = ()
    joint = "and"


class AnyOf(Pair):
    """One of the two holds, or both do."""

    __slots__ = ()
    joint = "or"


@dataclass(frozen=True, slots=True)
class NotThose(Who):
    """It does not hold."""

    who: Who

    @property
    def sentence(self) -> str:
        """Completes "people who …"."""
        said = self.who.sentence
        if isinstance(self.who, Pair):
            return f"are not among those who ({said})"
        return f"are not {said.removeprefix('are ')}" if said.startswith("are ") else f"are not among those who {said}"


@dataclass(frozen=True, slots=True)
class Speaks(Who):
    """They are written to in this language, by their own choice, upstream's word or their country."""

    language: str

    says = "read {0.language}"


@dataclass(frozen=True, slots=True)
class LivesIn(Who):
    """Country (ISO 3166-1) and, where given, region of it (ISO 3166-2 without the country)."""

    country: str
    region: str | None = None

    says = "live in {0.place}"

    @property
    def place(self) -> str:
        """As ISO 3166-2 writes it."""
        return self.country if self.region is None else f"{self.country}-{self.region}"


@dataclass(frozen=True, slots=True)
class Knows(Who):
    """They have this skill; case does not matter."""

    skill: str

    says = "know {0.skill}"


@dataclass(frozen=True, slots=True)
class Tagged(Who):
    """Upstream put this tag on them; case does not matter."""

    tag: str

    says = "are tagged {0.tag}"


@dataclass(frozen=True, slots=True)
class Reached(Who):
    """One of their applications got at least as far. Raises ValueError for a stage without a place in the order."""

    stage: str

    says = "came as far as {0.stage}"

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise ValueError(f"unknown stage {self.stage!r}; known, in order: {', '.join(STAGES)}")

    @property
    def stages(self) -> tuple[str, ...]:
        """The stage and those after it."""
        return STAGES[STAGES.index(self.stage) :]


@dataclass(frozen=True, slots=True)
class AliveWithin(Who):
    """They joined, opened, clicked or answered within so many days, themselves."""

    days: int

    says = "gave a sign of life in the last {0.days} days"


@dataclass(frozen=True, slots=True)
class Placed(Who):
    """They work where we placed them."""

    says = "are placed"


@dataclass(frozen=True, slots=True)
class Segment:
    """A named audience. What it says is asked beside the topic: nobody is in it who does not want the topic."""

    name: str
    who: Who
    where: str = field(default_factory=written_at, init=False, repr=False, compare=False)
    """The file and line it is written at."""

    @property
    def sentence(self) -> str:
        """For people: who is in it."""
        return f"People who {self.who.sentence}."
