"""Wishes: what somebody wants to do next, and which openings that rules out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from worker.rules.open_roles import Opening, likeness
from worker.rules.seniority import Seniority
from worker.rules.whereabouts import is_anywhere, lies_in


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person said; empty where they said nothing of it."""

    places: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    seniority: Seniority | None = None
    remote: bool | None = None
    """Whether work that can be done from anywhere suits them."""


def wishes_of(said: dict[str, Any] | None) -> Wishes:
    """What is kept of somebody's wishes, as upstream said it."""
    if not said:
        return Wishes()
    level = said["seniority"]
    return Wishes(tuple(said["places"]), tuple(said["roles"]), Seniority[level.upper()] if level else None, said["remote"])


def against(wishes: Wishes, opening: Opening) -> str | None:
    """The wish that rules an opening out; None when none does. An opening that names no place is in none of the wrong ones."""
    if wishes.roles and wished_role(wishes, opening) is None:
        return f"wishes for other work: {', '.join(wishes.roles)}"
    if is_anywhere(opening.location):
        return "wishes for no work from anywhere" if wishes.remote is False else None
    if wishes.places and opening.location and wished_place(wishes, opening) is None:
        return f"wishes to work elsewhere: {', '.join(wishes.places)}"
    return None


def wished_role(wishes: Wishes, opening: Opening) -> str | None:
    """The role they wish for that it is like."""
    return next((role for role in wishes.roles if likeness(role, (), opening).points), None)


def wished_place(wishes: Wishes, opening: Opening) -> str | None:
    """The place they wish for that it is in."""
    return next((place for place in wishes.places if opening.location and lies_in(opening.location, place)), None)
