"""Who is who, by the script alone: which address is whose, where they live at a given time, and which no they said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from demo.script.reading import Line, instant

_ZONE_OF = {"DK": "Europe/Copenhagen", "DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich", "GB": "Europe/London"}
_HERE = ("Europe/Copenhagen", "DK")
"""Zone and country of the installation, for those of whom upstream knows neither."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What was said of somebody's place: when it was true, and when it was told."""

    time: datetime
    told_at: datetime
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives."""

    zone: str
    country: str
    region: str | None


@dataclass(slots=True)
class Person:
    """One person of the script."""

    facts: list[Fact] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    events: list[Line] = field(default_factory=list)

    def home(self, at: datetime) -> Home:
        """Where they live, as far as upstream had told by then; the latest word on each counts."""
        known: dict[str, str] = {}
        for fact in sorted((fact for fact in self.facts if fact.told_at <= at), key=lambda fact: fact.time):
            known.update(fact.said)
        country = known.get("country")
        zone = known.get("zone") or (_ZONE_OF[country] if country else _HERE[0])
        return Home(zone, country or _HERE[1], known.get("region"))


class People:
    """The people of a script, found by address."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._by_ref: dict[tuple[str, str], Person] = {}
        self._by_address: dict[str, Person] = {}
        for line in first_tellings(lines):
            self._hear(line)

    def at(self, address: str) -> Person | None:
        """Whose address it is, or was."""
        return self._by_address.get(address.casefold())

    def everybody(self) -> Sequence[Person]:
        """Each person once."""
        return list({id(person): person for person in self._by_ref.values()}.values())

    def _hear(self, line: Line) -> None:
        data = line.event["data"]
        snapshot = data.get("candidate")
        if snapshot is None:
            return
        person = self._find(line, snapshot)
        if "into" in data:
            self._merge(person, self._find(line, data["into"]))

    def _find(self, line: Line, snapshot: Mapping[str, Any]) -> Person:
        ref = (line.event["source"], snapshot["id"])
        address = snapshot.get("email", "").casefold()
        person = self._by_ref.get(ref) or self._by_address.get(address) or Person()
        self._by_ref[ref] = person
        if address and self._by_address.setdefault(address, person) is person:
            person.addresses.add(address)
        said = {name: snapshot[name] for name in ("zone", "country", "region") if name in snapshot}
        person.facts.append(Fact(instant(line.event["time"]), line.told_at, said))
        person.events.append(line)
        return person

    def _merge(self, loser: Person, winner: Person) -> None:
        if loser is winner:
            return
        winner.addresses |= loser.addresses
        winner.events.extend(loser.events)
        self._by_ref = {ref: winner if person is loser else person for ref, person in self._by_ref.items()}
        self._by_address = {address: winner if person is loser else person for address, person in self._by_address.items()}


def first_tellings(lines: Iterable[Line]) -> Iterator[Line]:
    """Each event once, however often upstream tells it."""
    seen: set[tuple[str, str]] = set()
    for line in lines:
        key = (line.event["source"], line.event["id"])
        if key not in seen:
            seen.add(key)
            yield line
