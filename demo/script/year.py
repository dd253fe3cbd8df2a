"""The year: which stories are told, how often, and what the company does meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from demo.script.chance import Chance
from demo.script.days import START, Days
from demo.script.diary import Diary, Event
from demo.script.evenings import EVENINGS, INVITED_BY, ONLINE
from demo.script.jobs import JOBS, LATER
from demo.script.person import Cast
from demo.script.recruiters import JONAS, RECRUITERS, ROSA, TEAM_ADDRESS
from demo.script.scene import Scene
from demo.script.stories import changed_minds, declined, disorder, identities, of_old, placed, wishes

DEFAULT_SEED = 2026

Story = Callable[[Scene], None]
_PLOT: Sequence[tuple[Story, int, int]] = (
    (declined.declined, 118, 9),
    (declined.declined_late, 26, 3),
    (declined.declined_three_times, 4, 1),
    (declined.declined_in_silence, 4, 1),
    (declined.still_waiting, 10, 1),
    (changed_minds.taken_back, 6, 1),
    (changed_minds.applies_again, 10, 1),
    (changed_minds.keeps_trying, 6, 0),
    (changed_minds.withdrew, 8, 1),
    (placed.hired, 24, 2),
    (placed.starts_later, 6, 1),
    (placed.hire_taken_back, 3, 1),
    (placed.left_early, 3, 0),
    (placed.moved_up, 4, 0),
    (of_old.hired_years_ago, 24, 2),
    (of_old.hired_on_a_leap_day, 2, 0),
    (of_old.hired_last_autumn, 10, 5),
    (of_old.hired_and_recorded_only, 4, 1),
    (of_old.left_after_years, 3, 1),
    (of_old.grew_over_years, 3, 1),
    (wishes.joined_the_network, 14, 2),
    (wishes.wants_nothing, 3, 1),
    (wishes.wants_no_invitations, 2, 0),
    (wishes.may_not_be_mailed, 3, 0),
    (identities.known_twice, 3, 1),
    (identities.wants_to_be_forgotten, 4, 1),
    (identities.known_to_both_systems, 3, 0),
    (identities.moves_to_another_address, 4, 1),
    (identities.little_known, 6, 1),
    (disorder.applied_after_all, 4, 1),
    (disorder.old_news_of_a_move, 2, 0),
    (disorder.rejection_taken_back_before_it_came, 3, 0),
    (wishes.joined_last_year, 26, 4),
    (wishes.joined_with_a_mailbox_that_answers, 3, 0),
)
"""Each story, how often it is told in a year, and how often in the small script."""
_REPEATED = 0.03
_A_SEASON = 13
"""Weeks."""


@dataclass(frozen=True, slots=True)
class Script:
    """All that happens, and how each address behaves."""

    events: Sequence[Event]
    people: Mapping[str, str]
    days: Days

    def lines(self) -> str:
        """The events as JSON lines."""
        return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in self.events)

    def personas(self) -> str:
        """Address to persona, as the sandbox reads it."""
        return json.dumps(self.people, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_script(seed: int = DEFAULT_SEED, *, small: bool = False) -> Script:
    """A year with about 300 people, or six weeks with about 40. The same seed always gives the same script."""
    days = Days(weeks=6, every=1) if small else Days()
    cast, diary = Cast(seed), Diary(days.end)
    scene = Scene(Chance(seed, "scene"), cast, days, diary)
    _jobs(scene)
    _community(scene)
    for story, in_a_year, in_small in _PLOT:
        for number in range(in_small if small else in_a_year):
            scene.chance = Chance(seed, story.__name__, number)
            story(scene)
    _recruiter_leaves(scene)
    _told_twice(scene, Chance(seed, "told twice"))
    staff = {recruiter.email: "recruiter" for recruiter in RECRUITERS} | {JONAS.email: "silent", TEAM_ADDRESS: "recruiter"}
    return Script(diary.events(), cast.personas | staff, days)


def _jobs(scene: Scene) -> None:
    """Positions open at the start or later, and some close."""
    for job in (*JOBS, *(job for job in LATER if job.opens < scene.days.weeks)):
        opened = START if job.opens == 0 else scene.days.day(job.opens // scene.days.every)
        scene.diary.tell("job.opened", opened, {"job": job.snapshot()})
        if job.closes < scene.days.weeks or (scene.days.weeks < 10 and job is JOBS[0]):
            week = min(job.closes, scene.days.weeks - 2)
            scene.diary.tell("job.closed", scene.days.day(week // scene.days.every), {"job": job.snapshot()})


def _community(scene: Scene) -> None:
    """What the company invites members to; one evening moves, one is called off. A short script has one, online."""
    short = scene.days.weeks < _A_SEASON
    for evening in (ONLINE,) if short else EVENINGS:
        announced = scene.days.count // 2 if short else evening.announced // scene.days.every
        at, later = scene.days.day(announced), scene.days.day(announced, plus=INVITED_BY)
        scene.diary.tell("community.announced", at, {"event": evening.snapshot(at), "recruiter": ROSA.snapshot(at)})
        if evening.moves_to:
            elsewhere = evening.moved().snapshot(at)
            scene.diary.tell("community.announced", later, {"event": elsewhere, "recruiter": ROSA.snapshot(later)})
        if evening.called_off:
            scene.diary.tell("community.called_off", later, {"event": {"id": evening.id}})


def _recruiter_leaves(scene: Scene) -> None:
    """When one recruiter has left, upstream says so with the people that were theirs."""
    if JONAS.last_day is None or JONAS.last_day > scene.days.end:
        return
    theirs = [person for person in scene.cast.people if person.home.office == JONAS.office][:5]
    index = next(i for i in range(scene.days.count) if scene.days.day(i) > JONAS.last_day)
    for person in theirs:
        moment = scene.at(index, person)
        scene.of("candidate.updated", person, moment, more={"recruiter": JONAS.snapshot(moment)})


def _told_twice(scene: Scene, chance: Chance) -> None:
    """Upstream repeats some events: at once, or on a later decision day."""
    for which in range(len(scene.diary)):
        if chance.share(_REPEATED):
            scene.diary.tell_again(which, scene.days.day(chance.number(1, scene.days.count - 1)))
    scene.diary.tell_again(0, START)
