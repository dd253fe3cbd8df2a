"""The recruiters: six people with a calendar; one of them leaves in June."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from demo.script.chance import Chance

_DOMAIN = "northwind.example"


@dataclass(frozen=True, slots=True)
class Recruiter:
    """One recruiter; `office` decides whom they look after."""

    first_name: str
    last_name: str
    title: str
    phone: str
    office: str
    has_calendar: bool = True
    last_day: datetime | None = None

    @property
    def email(self) -> str:
        """Their address."""
        return f"{self.first_name.lower()}@{_DOMAIN}"

    def snapshot(self, at: datetime) -> dict[str, object]:
        """What upstream says of them at that time."""
        said: dict[str, object] = {
            "name": f"{self.first_name} {self.last_name}", "email": self.email, "title": self.title, "phone": self.phone,
        }  # fmt: skip
        if self.has_calendar:
            said["calendar_url"] = f"https://calendar.{_DOMAIN}/{self.first_name.lower()}"
        if self.last_day is not None and at > self.last_day:
            said["gone"] = True
        return said


ROSA = Recruiter("Rosa", "Lindqvist", "Senior Talent Partner", "+45 70 10 20 31", "copenhagen")
MADS = Recruiter("Mads", "Kjeldsen", "Talent Partner", "+45 70 10 20 32", "copenhagen", has_calendar=False)
HANNAH = Recruiter("Hannah", "Vogt", "Talent Partnerin", "+49 30 5550 1143", "berlin")
JONAS = Recruiter(
    "Jonas", "Brandt", "Talent Partner", "+49 30 5550 1144", "berlin", last_day=datetime(2026, 6, 30, 17, tzinfo=UTC)
)
CLAIRE = Recruiter("Claire", "Whitfield", "Talent Partner", "+44 20 7946 0118", "london")
VIKRAM = Recruiter("Vikram", "Menon", "Talent Partner, Americas and Asia-Pacific", "+1 212 555 0119", "newyork")
RECRUITERS = (ROSA, MADS, HANNAH, JONAS, CLAIRE, VIKRAM)
TEAM_ADDRESS = f"team@{_DOMAIN}"


def recruiter_for(office: str, chance: Chance) -> Recruiter:
    """Who looks after people recruited by an office."""
    there = [recruiter for recruiter in RECRUITERS if recruiter.office == office]
    return chance.pick(there) if there else VIKRAM
