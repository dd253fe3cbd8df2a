"""The scene a story plays in: who can be cast, when things happen, and the sentences every story is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from demo.script.chance import Chance
from demo.script.days import AFTERNOON, MORNING, Days
from demo.script.diary import ATS, HR, Diary
from demo.script.feedback import FEEDBACK
from demo.script.jobs import Job, jobs_in
from demo.script.person import Cast, Person
from demo.script.recruiters import Recruiter, recruiter_for

Data = Mapping[str, object]
NOTHING_MORE: Data = {}


@dataclass(frozen=True, slots=True)
class Way:
    """One application: who, for what, with whom."""

    id: str
    person: Person
    job: Job
    recruiter: Recruiter

    def snapshot(self, stage: str) -> dict[str, object]:
        """What the applicant tracking system says of it."""
        return {"id": self.id, "stage": stage, "job": self.job.snapshot()}


@dataclass(slots=True)
class Scene:
    """All that a story needs."""

    chance: Chance
    cast: Cast
    days: Days
    diary: Diary
    _applications: int = 0

    def at(self, index: int, person: Person, plus: int = 0) -> datetime:
        """The decision day of that number, at an hour when that person's recruiter works."""
        return self.days.day(index, AFTERNOON if person.home.office == "newyork" else MORNING, plus)

    def first_day(self, needs: int) -> int:
        """A decision day to begin on, so that `needs` more follow where the script is long enough."""
        return self.chance.number(0, max(0, self.days.count - 1 - needs))

    def way(self, person: Person, job: Job | None = None, recruiter: Recruiter | None = None) -> Way:
        """A new application of theirs."""
        self._applications += 1
        wanted = job or self.chance.pick(jobs_in(person.home.language))
        return Way(f"a-{self._applications:04d}", person, wanted, recruiter or recruiter_for(person.home.office, self.chance))

    def about(
        self, kind: str, way: Way, at: datetime, stage: str, *, told_at: datetime | None = None, more: Data = NOTHING_MORE
    ) -> None:
        """An event of the applicant tracking system about an application."""
        person = way.person
        data: dict[str, object] = {
            "candidate": person.snapshot(person.ats_id, skills=list(way.job.skills)),
            "application": way.snapshot(stage),
            "recruiter": way.recruiter.snapshot(told_at or at),
        }
        self.diary.tell(kind, at, {**data, **more}, source=ATS, told_at=told_at)

    def of(
        self,
        kind: str,
        person: Person,
        at: datetime,
        *,
        source: str = ATS,
        told_at: datetime | None = None,
        more: Data = NOTHING_MORE,
    ) -> None:
        """An event about a person, from either system."""
        known_as = person.ats_id if source == ATS else person.hr_id
        self.diary.tell(kind, at, {"candidate": person.snapshot(known_as), **more}, source=source, told_at=told_at)

    def goes_through(self, way: Way, index: int, stage: str) -> int:
        """They apply, and get as far as `stage` before the next decision day, which is returned; in the small script, later."""
        self.about("candidate.applied", way, self.at(index, way.person), "applied")
        later = {
            "screen": ("screen",),
            "interview": ("screen", "interview"),
            "onsite": ("screen", "onsite"),
            "final": ("screen", "final"),
        }
        last = index
        for reached, (days, plus) in zip(later.get(stage, ()), self.days.steps(len(later.get(stage, ()))), strict=True):
            self.about("candidate.advanced", way, self.at(index + days, way.person, plus), reached)
            last = index + days
        return last + 1

    def reject(
        self, way: Way, index: int, stage: str, *, plus: int = 0, with_feedback: bool = False, silent: bool = False
    ) -> None:
        """They are turned down; with feedback if their recruiter wrote some."""
        more: dict[str, object] = {"silent": True} if silent else {}
        if with_feedback:
            said = self.chance.pick(FEEDBACK[way.person.home.language][way.job.family])
            more["feedback"] = said.snapshot()
        self.about("candidate.rejected", way, self.at(index, way.person, plus), stage, more=more)

    def hire(self, way: Way, at: datetime, start: date) -> None:
        """They are hired, or their start date moves."""
        placement = {"start_date": start.isoformat(), "job_title": way.job.title}
        self.about("candidate.hired", way, at, "offer", more={"placement": placement})

    def hire_of_old(self, person: Person, at: datetime, start: date, title: str, *, silent: bool = False) -> None:
        """The HR system tells of a hire of an earlier year."""
        recruiter = recruiter_for(person.home.office, self.chance).snapshot(at)
        placement = {"start_date": start.isoformat(), "job_title": title}
        more: dict[str, object] = {"placement": placement, "recruiter": recruiter}
        if silent:
            more["silent"] = True
        self.of("candidate.hired", person, at, source=HR, more=more)
