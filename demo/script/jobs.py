"""The positions people apply for, in the language of the place they are in."""

from __future__ import annotations

from dataclasses import dataclass

from demo.script.chance import Chance


@dataclass(frozen=True, slots=True)
class Job:
    """One position. `opens` and `closes` are weeks of the script; a week that never comes means it stays open."""

    id: str
    title: str
    family: str
    language: str
    location: str
    skills: tuple[str, ...]
    opens: int = 0
    closes: int = 99

    def snapshot(self) -> dict[str, object]:
        """What upstream says of it."""
        return {
            "id": self.id, "title": self.title, "skills": list(self.skills), "location": self.location,
            "url": f"https://jobs.northwind.example/{self.id.lower()}",
        }  # fmt: skip


JOBS: tuple[Job, ...] = (
    Job("NW-101", "Data Engineer", "data", "da", "København", ("python", "sql", "airflow")),
    Job("NW-102", "Backendudvikler", "backend", "da", "Aarhus", ("java", "postgresql", "kafka"), closes=30),
    Job("NW-103", "UX-designer", "design", "da", "København", ("figma", "brugertest", "designsystemer"), closes=38),
    Job("NW-104", "Økonomicontroller", "finance", "da", "Odense", ("budget", "rapportering", "excel"), closes=20),
    Job("NW-105", "Key Account Manager", "sales", "da", "København", ("salg", "forhandling", "crm")),
    Job("NW-106", "Logistikplanlægger", "operations", "da", "Fredericia", ("planlægning", "sap", "transport"), opens=8),
    Job("NW-201", "Data Engineer (m/w/d)", "data", "de", "Berlin", ("python", "sql", "spark")),
    Job("NW-202", "Softwareentwickler Backend (m/w/d)", "backend", "de", "München", ("java", "spring", "postgresql")),
    Job("NW-203", "Produktdesigner (m/w/d)", "design", "de", "Berlin", ("figma", "prototyping", "nutzertests"), closes=32),
    Job("NW-204", "Controller (m/w/d)", "finance", "de", "Wien", ("budgetierung", "berichtswesen", "excel"), closes=24),
    Job("NW-205", "Vertriebsleiter (m/w/d)", "sales", "de", "Hamburg", ("vertrieb", "verhandlung", "crm"), opens=6),
    Job("NW-206", "Supply-Chain-Planer (m/w/d)", "operations", "de", "Zürich", ("planung", "sap", "logistik")),
    Job("NW-301", "Senior Data Engineer", "data", "en", "London", ("python", "sql", "dbt")),
    Job("NW-302", "Backend Engineer", "backend", "en", "New York", ("go", "postgresql", "kubernetes")),
    Job("NW-303", "Product Designer", "design", "en", "London", ("figma", "research", "prototyping"), closes=34),
    Job("NW-304", "Financial Controller", "finance", "en", "Singapore", ("ifrs", "budgeting", "excel"), opens=4),
    Job("NW-305", "Account Executive", "sales", "en", "New York", ("negotiation", "crm", "saas"), closes=42),
    Job("NW-306", "Operations Planner", "operations", "en", "Sydney", ("planning", "sap", "logistics")),
)

LATER: tuple[Job, ...] = (
    Job("NW-107", "Analytics Engineer", "data", "da", "København", ("python", "sql", "dbt"), opens=18),
    Job("NW-108", "Platformudvikler", "backend", "da", "Aarhus", ("java", "postgresql", "kubernetes"), opens=27),
    Job("NW-109", "Servicedesigner", "design", "da", "København", ("figma", "brugertest"), opens=33),
    Job("NW-110", "Salgschef", "sales", "da", "København", ("salg", "crm"), opens=39),
    Job("NW-207", "Data Platform Engineer (m/w/d)", "data", "de", "Berlin", ("python", "sql", "kafka"), opens=21),
    Job("NW-208", "Backend-Entwickler Zahlungen (m/w/d)", "backend", "de", "München", ("java", "spring"), opens=30),
    Job("NW-209", "UX-Researcher (m/w/d)", "design", "de", "Berlin", ("figma", "nutzertests"), opens=36, closes=45),
    Job("NW-307", "Staff Data Engineer", "data", "en", "London", ("python", "sql", "dbt"), opens=24),
    Job("NW-308", "Site Reliability Engineer", "backend", "en", "New York", ("go", "kubernetes"), opens=33),
    Job("NW-309", "Finance Business Partner", "finance", "en", "Singapore", ("budgeting", "excel", "ifrs"), opens=42),
)
"""Positions that open during the year, for members of the network to hear of; nobody applies for them in the script."""


HIRING = {
    "da": ("Teamleder, data", "Udviklingschef"),
    "de": ("Teamleitung Entwicklung", "Leitung Datenplattform"),
    "en": ("Head of Data", "Engineering Manager"),
}
"""Roles somebody grows into that come with a team to build."""


def grown_into(language: str, chance: Chance) -> str:
    """The title of somebody who moves up: every other one gets a team."""
    return chance.pick(HIRING[language]) if chance.share(0.5) else chance.pick(jobs_in(language)).title


def jobs_in(language: str, family: str | None = None) -> tuple[Job, ...]:
    """The positions advertised in a language, all or those of one family."""
    return tuple(job for job in JOBS if job.language == language and family in (None, job.family))
