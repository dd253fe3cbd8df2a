"""Folding hires, leavings and moved start dates into what is known of placements."""

from __future__ import annotations

from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_role_changed import CandidateRoleChanged
from schemas.events.candidate_unhired import CandidateUnhired
from schemas.events.candidate_updated import CandidateUpdated
from worker.engine.people import People
from worker.store.models.candidate import Candidate, Placement

NO_APPLICATION = "-"


def _current(people: People, candidate: Candidate) -> Placement | None:
    active = [placement for placement in people.placements.get(candidate.id, ()) if placement.active]
    return max(active, key=lambda placement: placement.as_of, default=None)


def _keyed(people: People, candidate: Candidate, key: str) -> Placement | None:
    for placement in people.placements.get(candidate.id, ()):
        if placement.key == key:
            return placement
    return None


def _for_hire(people: People, candidate: Candidate, event: CandidateHired) -> Placement:
    """The placement a hire is about: by its application, else the one that is current, else a new one."""
    if event.data.application is not None:
        key = event.data.application.id
        known = _keyed(people, candidate, key)
    else:
        known = _current(people, candidate) or _keyed(people, candidate, NO_APPLICATION)
        key = NO_APPLICATION
    if known is None:
        known = Placement(candidate_id=candidate.id, key=key, active=True, as_of=event.time)
        people.add(known)
        people.placements.setdefault(candidate.id, []).append(known)
    return known


def started_or_moved(
    people: People, candidate: Candidate, event: CandidateHired | CandidateUpdated | CandidateRoleChanged
) -> None:
    """A hire starts a placement; a later hire or update moves its start date; a change of role changes only its title."""
    said = event.data.placement
    known = _for_hire(people, candidate, event) if isinstance(event, CandidateHired) else _current(people, candidate)
    if known is None or said is None or known.as_of > event.time:
        return
    if isinstance(event, CandidateHired):
        known.active, known.end_date = True, None
        application = event.data.application
        if application is not None and application.job is not None:
            known.job_title = application.job.title
    if said.start_date is not None and not isinstance(event, CandidateRoleChanged):
        known.start_date = said.start_date
    known.job_title = said.job_title or known.job_title
    known.as_of = event.time


def ended(people: People, candidate: Candidate, event: CandidateLeft | CandidateUnhired) -> None:
    """Leaving ends every placement that began before; an un-hire takes back the one of its application, else the current one."""
    placements = [placement for placement in people.placements.get(candidate.id, ()) if placement.as_of <= event.time]
    if isinstance(event, CandidateUnhired):
        key = event.data.application.id if event.data.application else None
        current = _current(people, candidate)
        placements = [placement for placement in placements if (placement.key == key if key else placement is current)]
    for placement in placements:
        placement.active = False
        placement.as_of = event.time
        if isinstance(event, CandidateLeft):
            said = event.data.placement
            placement.end_date = said.end_date if said and said.end_date else event.time.date()
