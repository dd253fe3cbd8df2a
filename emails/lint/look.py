"""Look: what decides how an element is drawn, apart from what it says. Few among many places, so each is reckoned once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """An element's tag, classes and styles, within those of what it stands in. Two that are equal are one object."""

    parent: Look | None
    tag: str
    classes: frozenset[str]
    style: str
    bgcolor: str

    def upwards(self) -> Iterator[Look]:
        """Itself and what it stands in, innermost first."""
        look: Look | None = self
        while look is not None:
            yield look
            look = look.parent


@lru_cache(maxsize=1 << 16)
def look_of(parent: Look | None, tag: str, classes: str, style: str, bgcolor: str) -> Look:
    """The one look with these attributes."""
    return Look(parent, tag, frozenset(classes.split()), style, bgcolor)
