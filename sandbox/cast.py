"""Who is who: gives each address a persona, always the same one."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sandbox.config import PeopleMode
from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.mailbox.file import MailboxFile
from sandbox.mailbox.reactions import NewReaction
from sandbox.persona import Arrival, Persona

QUARTER_HOUR = 900


class Cast:
    """Named people come first, then personas that claim a letter, then the dice (`people` = default) or nobody."""

    def __init__(self, file: MailboxFile, personas: Sequence[Persona], people: PeopleMode, seed: int) -> None:
        self.personas = {persona.name: persona for persona in personas}
        self.seed = seed
        self._mode = people
        self._file = file
        self._lock = threading.Lock()
        self._named: dict[str, str] = {row["pattern"]: row["persona"] for row in file.rows("SELECT pattern, persona FROM people")}
        self._drawn = [persona for persona in personas if persona.share]

    def name(self, people: Mapping[str, str]) -> None:
        """Says who somebody is: address, or `*@domain`, to persona. Raises KeyError for a persona that does not exist."""
        for persona in people.values():
            if persona not in self.personas:
                raise KeyError(persona)
        lowered = {pattern.lower(): persona for pattern, persona in people.items()}
        with self._lock, self._file.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO people (pattern, persona) VALUES (?, ?)", list(lowered.items()))
            self._named = self._named | lowered

    def read(self, path: Path) -> None:
        """Names the people of a JSON file."""
        self.name(json.loads(path.read_text(encoding="utf-8")))

    def named(self) -> dict[str, str]:
        """Everybody who was named."""
        return dict(self._named)

    def who(self, letter: Letter) -> Persona | None:
        """Who reads this letter; None when nobody is played."""
        address = letter.to_email.lower()
        if self._named:
            name = self._named.get(address) or self._named.get("*@" + address.rpartition("@")[2])
            if name is not None:
                return self.personas[name]
        if self._mode == "none":
            return None
        claimed = next((persona for persona in self.personas.values() if persona.claims(letter)), None)
        return claimed or self._draw(address)

    def _draw(self, address: str) -> Persona:
        mark = Dice("who", self.seed, address).share() * sum(persona.share for persona in self._drawn)
        for persona in self._drawn:
            mark -= persona.share
            if mark < 0:
                return persona
        return self._drawn[-1]

    def reactions(self, letters: Iterable[Letter]) -> tuple[dict[int, Arrival], list[NewReaction]]:
        """How each letter arrives where that is not plain delivery, and what its reader will do."""
        arrivals: dict[int, Arrival] = {}
        planned: list[NewReaction] = []
        if self._mode == "none" and not self._named:
            return arrivals, planned
        for letter in letters:
            persona = self.who(letter)
            if persona is None:
                continue
            arrivals[letter.id] = persona.arrival
            start = max(letter.at, letter.send_at)
            for plan in persona.plan(letter, Dice("plan", *self.marks(letter))):
                seconds = plan.after.total_seconds()
                due = start if seconds == 0 else math.ceil((start + seconds) / QUARTER_HOUR) * QUARTER_HOUR
                planned.append(NewReaction(letter.id, plan.act, due, plan.args))
        return arrivals, planned

    def marks(self, letter: Letter) -> tuple[object, ...]:
        """What the dice are thrown for: the same letter at the same hour falls the same way in every run."""
        return self.seed, letter.to_email.lower(), letter.subject, int(letter.at) // QUARTER_HOUR
