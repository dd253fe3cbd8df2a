"""The people of the script, and how their mail programs and they themselves will behave."""

from __future__ import annotations

from dataclasses import dataclass, replace

from demo.script.chance import Chance
from demo.script.homes import HOMES, Home, homes_of
from demo.script.names import FIRST, LAST, local_part

LANGUAGES = ("da", "de", "en")
PERSONAS: tuple[tuple[str, int], ...] = (
    ("reader", 25), ("clicker", 18), ("silent", 16), ("privacy_proxy", 11), ("replier", 9), ("scanner", 7), ("out_of_office", 5),
    ("unsubscriber", 4), ("bouncer", 2), ("stopper", 2), ("full_mailbox", 2), ("complainer", 1),
    ("robot_mailbox", 3), ("complains_by_mail", 1),
)  # fmt: skip
"""Kinds of people the sandbox can play, with how many of a hundred are like that. Each occurs in each language."""

_DOMAINS = {
    "da": ("brev.example", "post.example"),
    "de": ("postfach.example", "briefe.example"),
    "en": ("mail.example", "inbox.example"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One candidate. `left_out` names the facts that upstream does not tell."""

    number: int
    first_name: str
    last_name: str
    email: str
    home: Home
    persona: str
    left_out: frozenset[str] = frozenset()

    @property
    def ats_id(self) -> str:
        """How the applicant tracking system knows them."""
        return f"c-{self.number:04d}"

    @property
    def hr_id(self) -> str:
        """How the HR system knows them."""
        return f"e-{self.number:04d}"

    def snapshot(self, id_: str, **more: object) -> dict[str, object]:
        """What upstream says of them under that id."""
        said: dict[str, object] = {
            "id": id_, "email": self.email, "first_name": self.first_name, "last_name": self.last_name,
            "locale": self.home.locale, "zone": self.home.zone, "country": self.home.country, "region": self.home.region,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value is not None and name not in self.left_out} | more

    def without(self, *facts: str) -> Person:
        """The same person, of whom upstream knows less."""
        return replace(self, left_out=frozenset(facts))


class Cast:
    """Casts people: no two with one address, and soon one of each kind in each language."""

    def __init__(self, seed: int) -> None:
        self._chance = Chance(seed, "cast")
        self.people: list[Person] = []
        self.personas: dict[str, str] = {}
        self._deck = [(language, persona) for language in LANGUAGES for persona, _ in PERSONAS]
        self._chance.mix(self._deck)

    def anyone(self) -> Person:
        """Somebody: first one of each kind in each language, then as it comes."""
        if self._deck:
            language, persona = self._deck.pop()
            return self.somebody(language=language, persona=persona)
        return self.somebody()

    def somebody(self, *, language: str | None = None, persona: str | None = None) -> Person:
        """Somebody of that language and kind, or of any."""
        chance = self._chance
        home = chance.weighted(homes_of(language) if language else HOMES)
        kind = persona or chance.weighted(PERSONAS)
        first, last = chance.pick(FIRST[home.language]), chance.pick(LAST[home.language])
        address = self._free_address(first, last, chance.pick(_DOMAINS[home.language]))
        person = Person(len(self.people) + 1, first, last, address, home, kind)
        self.people.append(person)
        self.personas[address] = kind
        return person

    def second_address(self, person: Person) -> str:
        """Another address of the same person, where they behave the same."""
        address = self._free_address(person.first_name, person.last_name, "new.example")
        self.personas[address] = person.persona
        return address

    def _free_address(self, first: str, last: str, domain: str) -> str:
        wanted = local_part(first, last)
        address, number = f"{wanted}@{domain}", 1
        while address in self.personas:
            number += 1
            address = f"{wanted}{number}@{domain}"
        return address
