"""Match: how well an opening fits somebody we have met, explained in words. The same every time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from worker.rules.open_roles import Opening, is_same_work, likeness, title_key
from worker.rules.seniority import seniority
from worker.rules.skill import skill_key
from worker.rules.whereabouts import Whereabouts, whereabouts
from worker.rules.wishes import Wishes, against, wished_place, wished_role

ENOUGH = 50
"""So many points of a hundred, or the opening is not worth their while."""
FRESH = timedelta(days=30)
"""So long after a no nothing else is put to them, whatever it is."""
SAME_ROLE = timedelta(days=180)
"""So long after a no for a role of that name they hear of no other one of that name."""

_FOR_SKILLS, _FOR_SAME_WORK, _FOR_TITLE, _FOR_SENIORITY, _FOR_PLACE, _FOR_STAGE = 60, 40, 15, 10, 10, 5
_TOO_LOW, _TOO_HIGH, _ELSEWHERE = -25, -10, -40
OVER = ("rejected", "withdrew", "hired", "unhired")
"""The last words on an application that wait for none of ours; any other does, those of event types added since too."""
_CAME_FAR = frozenset({"onsite", "final", "offer"})

FORGOTTEN = timedelta(days=180)
"""An application without any word for so long is under way no more, whatever upstream forgot to say."""


def is_under_way(status: str, status_at: datetime, now: datetime) -> bool:
    """Whether an application with this last word waits for ours."""
    return status not in OVER and now - status_at < FORGOTTEN


@dataclass(frozen=True, slots=True)
class PastApplication:
    """An application of theirs, as last heard of."""

    job_id: str | None
    title: str | None
    stage: str | None
    status: str
    status_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """What a match may look at."""

    skills: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    """Of the job they hold and of those they applied for."""
    country: str | None = None
    zone: str | None = None
    placed: bool = False
    """They work where we placed them."""
    applications: tuple[PastApplication, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True, slots=True)
class Match:
    """How well it fits, from 0 to 100, and why, in words that `rapport why` prints."""

    score: int
    because: tuple[str, ...]
    """The skills they share, as the opening spells them: what the letter may say."""
    reasons: tuple[str, ...]


def match(person: Person, opening: Opening, now: datetime) -> Match | None:
    """The match, or None when the opening is not to be put to them.

    Up to 60 points for the skills asked for that they have, 15 for a title like theirs or one they wish for, 10 for the
    same seniority, 10 for the place, 5 for having come far with us. A step down, two up, or another country cost. Where an
    opening asks for no skills, a title of theirs has to name the same work, which counts 40. Fewer than 50: no match.
    """
    if why_not(person, opening, now) is not None:
        return None
    score, shared, why = _by_skills(person, opening) if opening.skills else _by_name(person, opening)
    if not score:
        return None
    reasons = [why]
    for points, reason in (_title(person, opening), _seniority(person, opening), _place(person, opening), _stage(person)):
        score += points
        reasons += [reason] if reason else []
    return Match(min(score, 100), shared, tuple(reasons)) if score >= ENOUGH else None


def why_not(person: Person, opening: Opening, now: datetime) -> str | None:
    """What forbids to put any such opening to them now; None when nothing does."""
    if person.placed:
        return "works where we placed them"
    for past in person.applications:
        if is_under_way(past.status, past.status_at, now):
            return "has an application under way"
        if past.job_id == opening.job_id:
            return "applied for this very opening"
        if past.status != "rejected":
            continue
        if now - past.status_at < FRESH:
            return "was turned down only lately"
        if past.title and title_key(past.title) == title_key(opening.title) and now - past.status_at < SAME_ROLE:
            return "was turned down for such a role not long ago"
    return against(person.wishes, opening)


def _by_skills(person: Person, opening: Opening) -> tuple[int, tuple[str, ...], str]:
    theirs = {skill_key(skill) for skill in person.skills}
    shared = tuple(skill for skill in opening.skills if skill_key(skill) in theirs)
    points = round(_FOR_SKILLS * len(shared) / len(opening.skills))
    return points, shared, f"knows {', '.join(shared)} ({len(shared)} of {len(opening.skills)} asked for)"


def _by_name(person: Person, opening: Opening) -> tuple[int, tuple[str, ...], str]:
    same = next((title for title in (*person.wishes.roles, *person.titles) if is_same_work(title, opening)), None)
    return (_FOR_SAME_WORK if same else 0), (), f"the same work: {same}"


def _title(person: Person, opening: Opening) -> tuple[int, str]:
    if (wished := wished_role(person.wishes, opening)) is not None:
        return _FOR_TITLE, f"a role they wish for: {wished}"
    alike = next((title for title in person.titles if likeness(title, (), opening).points), None)
    return (_FOR_TITLE, f"a title like theirs: {alike}") if alike else (0, "")


def _seniority(person: Person, opening: Opening) -> tuple[int, str]:
    if (wished := person.wishes.seniority) is not None:
        step = seniority(opening.title) - wished
        if step == 0:
            return _FOR_SENIORITY, "as senior as they wish"
        return (_TOO_LOW, "less senior than they wish") if step < 0 else (_TOO_HIGH, "more senior than they wish")
    if not person.titles:
        return 0, ""
    step = seniority(opening.title) - max(seniority(title) for title in person.titles)
    if step in (0, 1):
        return _FOR_SENIORITY, "as senior as they are" if step == 0 else "a step up for them"
    return (_TOO_LOW, "a step down for them") if step < 0 else (_TOO_HIGH, "far above what they have done")


def _place(person: Person, opening: Opening) -> tuple[int, str]:
    if (wished := wished_place(person.wishes, opening)) is not None:
        return _FOR_PLACE, f"where they wish to work: {wished}"
    match whereabouts(opening.location, person.country, person.zone):
        case Whereabouts.HERE:
            return _FOR_PLACE, f"where they live: {opening.location}"
        case Whereabouts.ANYWHERE:
            return _FOR_PLACE, "can be done from anywhere"
        case Whereabouts.ELSEWHERE:
            return _ELSEWHERE, f"in another country: {opening.location}"
        case Whereabouts.UNKNOWN:
            return 0, ""


def _stage(person: Person) -> tuple[int, str]:
    far = next((past.stage for past in person.applications if past.stage in _CAME_FAR), None)
    return (_FOR_STAGE, f"came as far as {far} with us") if far else (0, "")
