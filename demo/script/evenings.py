"""What the company invites members of the network to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

INVITED_BY = 14
"""Days after it was announced, everybody who will be invited has been."""


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening; `announced` is a week of the script, and three and a half weeks later it takes place."""

    id: str
    title: str
    description: str
    zone: str
    announced: int
    place: str | None = None
    country: str | None = None
    called_off: bool = False
    """Once those who want to come have their invitation."""
    moves_to: str | None = None
    """Another place, told at that time."""

    def moved(self) -> Evening:
        """The same evening, elsewhere."""
        return replace(self, place=self.moves_to)

    def snapshot(self, announced_at: datetime) -> dict[str, object]:
        """What upstream says of it."""
        starts = (announced_at + timedelta(days=23)).replace(hour=16, minute=0)
        said: dict[str, object] = {
            "id": self.id, "title": self.title, "description": self.description, "zone": self.zone,
            "starts_at": _utc(starts), "ends_at": _utc(starts + timedelta(hours=3)), "place": self.place, "country": self.country,
            "url": f"https://events.northwind.example/{self.id.lower()}",
            "accept_url": f"https://events.northwind.example/{self.id.lower()}/accept",
        }  # fmt: skip
        return {name: value for name, value in said.items() if value is not None}


ONLINE = Evening(
    "NE-3",
    "Ask us anything: engineers, designers and their questions",
    "An hour of short stories from our teams, and two for whatever you would like to know. Online, cameras optional.",
    "Europe/Copenhagen",
    announced=30,
)
EVENINGS: tuple[Evening, ...] = (
    Evening(
        "NE-1",
        "En aften om data, der holder til mandag morgen",
        "Tre korte oplæg fra vores dataingeniører, suppe, og tid til at spørge dem om alt.",
        "Europe/Copenhagen",
        announced=21,
        place="Havnegade 12, København",
        country="DK",
        called_off=True,
    ),
    Evening(
        "NE-2",
        "Feierabend mit dem Plattform-Team",
        "Zwei Berichte aus dem Maschinenraum, Brezeln, und Zeit für Ihre Fragen.",
        "Europe/Berlin",
        announced=27,
        place="Torstraße 8, Berlin",
        country="DE",
        moves_to="Kastanienallee 40, Berlin",
    ),
    ONLINE,
    Evening(
        "NE-4",
        "Julefrokost for netværket",
        "Vi laver maden, I tager appetitten med.",
        "Europe/Copenhagen",
        announced=42,
        place="Havnegade 12, København",
    ),
)


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
