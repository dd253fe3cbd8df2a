"""Matching: a fan-out to the members whom an opening fits best. First the whole audience is looked at, then the best are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Matching, Topic
from worker.engine.fan_out_members import may_hear, members_after
from worker.engine.fan_out_page import PAGE, Walk, enroll_page, hold_people, move_cursor
from worker.rules.calendar import OPENS, next_humane, on_the_day_of
from worker.rules.match import Match, PastApplication, Person, match
from worker.rules.open_roles import Opening
from worker.rules.skill import skill_key
from worker.rules.wishes import wishes_of
from worker.store.membership import wants
from worker.store.models.candidate import Application, Candidate, Job, Placement
from worker.store.models.candidate_skill import CandidateSkill

_NEXT_SHARE = time(12)
"""When a day's share is enrolled: after the morning, so that its letters go out on a morning of their own."""
_SPARE = 2
"""So many times as many are remembered as are told, since some will no longer fit when their day comes."""


def walk_matching(walk: Walk, audience: Matching) -> tuple[bool, int]:
    """One page: of those who have the opening's skills, by skill and key, or of the day's share of the best."""
    if not isinstance(walk.about, Job):
        move_cursor(walk, {}, 0, done=True)
        return False, 0
    if "chosen" in walk.row.cursor:
        return _tell_best(walk, walk.about, audience)
    return _look_at_page(walk, walk.about, audience), 0


def _look_at_page(walk: Walk, job: Job, audience: Matching) -> bool:
    """Score one page of people with one of the skills, and keep the best so far: ids and scores, however many there are.

    Where no skills are asked for, it is the members who are looked through, for somebody whose title names the same work.
    """
    skills: list[str | None] = [*sorted({skill_key(skill) for skill in job.skills})] or [None]
    at = int(walk.row.cursor.get("skill", 0))
    best: list[tuple[int, str]] = [(score, person) for score, person in walk.row.cursor.get("best", [])]
    if at >= len(skills):
        chosen = [person for _score, person in best]
        move_cursor(walk, {"chosen": chosen}, 0, done=not chosen)
        return bool(chosen)
    after = UUID(walk.row.cursor.get("after", UUID(int=0).hex))
    skill = skills[at]
    ids = _with_skill(walk.session, skill, after) if skill else members_after(walk.session, Topic.OPENINGS, after)
    known = {person for _score, person in best}
    found = [(one.score, person.hex) for person, one in _matches(walk, job, ids).items() if person.hex not in known]
    best = sorted([*best, *found], key=lambda pair: (-pair[0], pair[1]))[: audience.at_most * _SPARE]
    more_of_it = len(ids) == PAGE
    move_cursor(
        walk, {"skill": at if more_of_it else at + 1, "after": ids[-1].hex if more_of_it else UUID(int=0).hex, "best": best}, 0
    )
    return True


def _with_skill(session: Session, skill: str, after: UUID) -> Sequence[UUID]:
    """One page of those who have a skill, by key."""
    theirs = select(CandidateSkill.candidate_id).where(CandidateSkill.skill == skill, CandidateSkill.candidate_id > after)
    return session.scalars(theirs.order_by(CandidateSkill.candidate_id).limit(PAGE)).all()


def _tell_best(walk: Walk, job: Job, audience: Matching) -> tuple[bool, int]:
    """Enroll the day's share, best first. Who no longer fits, as they have changed or so has the opening, is passed over."""
    waiting: list[str] = walk.row.cursor["chosen"]
    room = min(audience.a_day, audience.at_most - walk.row.enrolled)
    today, enrolled = waiting[:room], 0
    people = hold_people(walk, [UUID(one) for one in today])
    fitting = _matches(walk, job, list(people))
    if fitting:
        enrolled = enroll_page(
            walk,
            {person: people[person] for person in fitting},
            {person: one.because for person, one in fitting.items()},
            {person: f"{one.score} of 100; {'; '.join(one.reasons)}" for person, one in fitting.items()},
        )
    left = waiting[room:]
    done = not left or walk.row.enrolled + enrolled >= audience.at_most
    if done or enrolled == 0:
        move_cursor(walk, {"chosen": left}, enrolled, done=done)
        return not done, enrolled
    place = walk.parts.place_of(None, None, None)
    tomorrow = next_humane(on_the_day_of(walk.now + timedelta(days=1), OPENS, place), place)
    move_cursor(walk, {"chosen": left}, enrolled, wake_at=on_the_day_of(tomorrow, _NEXT_SHARE, place))
    return False, enrolled


def _matches(walk: Walk, job: Job, ids: Sequence[UUID]) -> dict[UUID, Match]:
    """Those of them who want to hear of openings and whom this one fits."""
    opening = Opening(job.upstream_id, job.title, tuple(job.skills), job.location, job.url)
    found = {}
    for person, facts in _read_people(walk.session, ids, walk.now).items():
        if (one := match(facts, opening, walk.now)) is not None:
            found[person] = one
    return found


def _read_people(session: Session, ids: Sequence[UUID], now: datetime) -> dict[UUID, Person]:
    """What a match looks at, for those of them who joined: three queries."""
    columns = (Candidate.id, Candidate.skills, Candidate.country, Candidate.zone, Candidate.wishes)
    awake = or_(Candidate.paused_until.is_(None), Candidate.paused_until <= now)
    rows = session.execute(select(*columns).where(*may_hear(ids), wants(Topic.OPENINGS, now), awake)).all()
    members = [row.id for row in rows]
    if not members:
        return {}
    past: dict[UUID, list[PastApplication]] = defaultdict(list)
    for one in session.scalars(select(Application).where(Application.candidate_id.in_(members))):
        past[one.candidate_id].append(PastApplication(one.job_id, one.job_title, one.stage, one.status, one.status_at))
    titles: dict[UUID, list[str]] = defaultdict(list)
    placed = set()
    for placement in session.scalars(select(Placement).where(Placement.candidate_id.in_(members))):
        titles[placement.candidate_id] += [placement.job_title] if placement.job_title else []
        placed |= {placement.candidate_id} if placement.active else set()
    return {
        row.id: Person(
            skills=tuple(row.skills),
            titles=(*titles[row.id], *(one.title for one in past[row.id] if one.title)),
            country=row.country,
            zone=row.zone,
            placed=row.id in placed,
            applications=tuple(past[row.id]),
            wishes=wishes_of(row.wishes),
        )
        for row in rows
    }
