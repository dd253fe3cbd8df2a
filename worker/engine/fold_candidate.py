"""Folding candidate events into what is known of people. What happened earlier never overwrites what a later one said."""

from __future__ import annotations

from datetime import datetime

from schemas.event import Event
from schemas.events.candidate_erased import CandidateErased
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_merged import CandidateMerged
from schemas.events.candidate_opted_in import CandidateOptedIn
from schemas.events.candidate_opted_out import CandidateOptedOut
from schemas.events.candidate_role_changed import CandidateRoleChanged
from schemas.events.candidate_unhired import CandidateUnhired
from schemas.events.candidate_updated import CandidateUpdated
from schemas.snapshot import Application as ApplicationSnapshot
from schemas.snapshot import Candidate as Snapshot
from worker.engine import fold_placement
from worker.engine.erase import erase
from worker.engine.merge import merge
from worker.engine.opt import opt_in, opt_out
from worker.engine.people import People
from worker.store.insert import made
from worker.store.models.candidate import Application, Candidate

_FACTS = ("first_name", "last_name", "locale", "zone", "country", "region", "may_be_mailed")


def fold(people: People, event: Event) -> Candidate | None:
    """Fold one event. Returns the candidate it is about; None when nothing is kept of them."""
    if isinstance(event, CandidateErased):
        known = people.get(event.source, event.data.candidate.id)
        if known is not None:
            people.flush()
            erase(people.session, people.parts, known, people.now)
            people.forget(known)
        return None
    snapshot = getattr(event.data, "candidate", None)
    if not isinstance(snapshot, Snapshot):
        return None
    candidate = _find_or_make(people, event.source, snapshot, event.time)
    _fold_facts(people, candidate, event, snapshot)
    application = getattr(event.data, "application", None)
    if isinstance(application, ApplicationSnapshot):
        _fold_application(people, candidate, event, application)
    if isinstance(event, CandidateMerged):
        winner = _find_or_make(people, event.source, event.data.into, event.time)
        _fold_facts(people, winner, event, event.data.into)
        return _merged(people, candidate, winner)
    return _fold_by_type(people, candidate, event)


def _fold_by_type(people: People, candidate: Candidate, event: Event) -> Candidate:
    if isinstance(event, CandidateHired | CandidateUpdated | CandidateRoleChanged):
        fold_placement.started_or_moved(people, candidate, event)
    elif isinstance(event, CandidateLeft | CandidateUnhired):
        fold_placement.ended(people, candidate, event)
    elif isinstance(event, CandidateOptedIn):
        opt_in(people, candidate, event)
    elif isinstance(event, CandidateOptedOut):
        opt_out(people, candidate, event)
    return candidate


def _find_or_make(people: People, source: str, snapshot: Snapshot, at: datetime) -> Candidate:
    """By upstream id; else by address, since two upstream ids with one address are one person; else a new one."""
    known = people.get(source, snapshot.id)
    if known is not None:
        return known
    found = people.at_address(snapshot.email) if snapshot.email else None
    candidate = found or people.make(snapshot, at)
    people.bind(source, snapshot.id, candidate)
    return candidate


def _merged(people: People, loser: Candidate, winner: Candidate) -> Candidate:
    if loser.id == winner.id:
        return winner
    people.flush()
    merge(people.session, loser, winner, people.now)
    people.rebind(loser.id, winner.id)
    people.forget(loser)
    return winner


def _fold_facts(people: People, candidate: Candidate, event: Event, snapshot: Snapshot) -> None:
    newer = event.time >= candidate.facts_at
    for name in _FACTS:
        said = getattr(snapshot, name)
        if said is not None and (newer or getattr(candidate, name) is None):
            setattr(candidate, name, said)
    if snapshot.skills and (newer or not candidate.skills):
        people.skilled(candidate, snapshot.skills)
    if snapshot.tags is not None and (newer or candidate.tags is None):
        candidate.tags = sorted({tag.casefold() for tag in snapshot.tags})
    if snapshot.wishes is not None and (newer or candidate.wishes is None):
        candidate.wishes = snapshot.wishes.model_dump(mode="json")
    recruiter = getattr(event.data, "recruiter", None)
    if recruiter is not None and (newer or candidate.recruiter is None):
        candidate.recruiter = recruiter.model_dump(mode="json")
    if snapshot.email and (newer or candidate.address is None):
        _fold_address(people, candidate, snapshot.email)
    if newer:
        candidate.facts_at = event.time


def _fold_address(people: People, candidate: Candidate, address: str) -> None:
    """An address that changes is followed. Somebody else's stays theirs: only `candidate.merged` makes two people one."""
    owner = people.at_address(address)
    if owner is not None and owner.id != candidate.id:
        return
    if candidate.address != address:
        people.move_address(candidate, address)


def _fold_application(people: People, candidate: Candidate, event: Event, said: ApplicationSnapshot) -> None:
    ref = (event.source, said.id)
    known = people.applications.get(ref)
    if known is None:
        ids = {"source": event.source, "upstream_id": said.id, "candidate_id": candidate.id}
        known = made(Application, **ids, status="", status_at=event.time)
        people.add(known)
        people.applications[ref] = known
    elif known.status_at > event.time:
        return
    known.status = event.type.removeprefix("candidate.")
    known.status_at = event.time
    known.stage = said.stage or known.stage
    if said.job is not None:
        known.job_id, known.job_title = said.job.id, said.job.title
