"""Enroll: start, move or stop one person's way through one campaign."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns.vocabulary import Anchor, Campaign, OncePer
from schemas.event import Event
from worker.engine.context import add_role, context_of
from worker.engine.decide import decision
from worker.engine.fold_placement import NO_APPLICATION
from worker.engine.handoff_overtaken import overtake
from worker.engine.parts import Parts
from worker.engine.plan import Anchors, Stand, due, first_stand, next_stand, priority_of, spoken
from worker.rules.calendar import add_delay
from worker.rules.ordered_id import ordered_id
from worker.rules.place import Place
from worker.rules.reasons import Reason
from worker.store.insert import made
from worker.store.models.candidate import Application, Candidate, Placement
from worker.store.models.enrollment import Enrollment

_NEWS = ("stage", "recruiter", "roles")
"""What later word on an application may say anew."""


@dataclass(slots=True)
class Reacting:
    """One campaign, reacting to one batch: who it is about, and what is known of them."""

    session: Session
    parts: Parts
    campaign: Campaign
    now: datetime
    candidates: dict[UUID, Candidate]
    enrollments: dict[UUID, list[Enrollment]]
    placements: dict[UUID, list[Placement]]
    stopped_at: dict[UUID, datetime]
    """When, by upstream's clock, the last event happened that stops this campaign for a person."""
    applications: dict[tuple[str, str], Application]
    """By source and upstream's id; read only for campaigns that are gone through once per application."""
    decisions: list[dict[str, Any]] = field(default_factory=list)
    begun: list[Enrollment] = field(default_factory=list)
    """New ways, written as rows at the end of the batch."""

    def say(self, candidate: Candidate, action: str, reason: Reason, seq: int) -> None:
        """Keep a decision about this campaign."""
        self.decisions.append(decision(candidate.id, self.now, action, reason, campaign=self.campaign.name, inbox_seq=seq))


def react_to(reacting: Reacting, event: Event, seq: int, candidate: Candidate) -> None:
    """Stop what the event stops, move what it moves, start what it starts; each with its reason."""
    campaign = reacting.campaign
    if isinstance(event, tuple(campaign.stops_on)):
        _stop(reacting, event, seq, candidate)
    if campaign.anchor is Anchor.START_DATE:
        _redate(reacting, seq, candidate)
    starts = isinstance(event, tuple(campaign.starts_on))
    if starts and campaign.anchor is Anchor.LAST_WORD and _hear_word(reacting, event, seq, candidate):
        return
    if starts or _gives_a_first_date(reacting, event, candidate):
        _start(reacting, event, seq, candidate)


def _key(campaign: Campaign, event: Event, placement: Placement | None) -> str:
    if campaign.once_per is OncePer.PLACEMENT and placement is not None:
        return f"placement {placement.key}"
    if campaign.once_per is OncePer.APPLICATION:
        application = getattr(event.data, "application", None)
        return f"application {application.id if application else event.id}"
    return f"event {event.source}/{event.id}"


def _placement_of(reacting: Reacting, event: Event, candidate: Candidate) -> Placement | None:
    active = reacting.placements.get(candidate.id, [])
    application = getattr(event.data, "application", None)
    named = [placement for placement in active if application is not None and placement.key == application.id]
    return max(named or active, key=lambda placement: placement.as_of, default=None)


def _gives_a_first_date(reacting: Reacting, event: Event, candidate: Candidate) -> bool:
    """An update that brings the start date of a placement nobody could be enrolled for without one."""
    if reacting.campaign.anchor is not Anchor.START_DATE or event.type not in reacting.campaign.event_types:
        return False
    placement = _placement_of(reacting, event, candidate)
    if placement is None or placement.start_date is None or isinstance(event, tuple(reacting.campaign.stops_on)):
        return False
    key = _key(reacting.campaign, event, placement)
    return not any(enrollment.key == key for enrollment in reacting.enrollments.get(candidate.id, ()))


def _start(reacting: Reacting, event: Event, seq: int, candidate: Candidate) -> None:
    campaign = reacting.campaign
    placement = _placement_of(reacting, event, candidate) if campaign.once_per is OncePer.PLACEMENT else None
    reason = _why_not(reacting, event, candidate, placement)
    if reason is not None:
        if reason is Reason.ALREADY_ENROLLED:
            _tell_running(reacting, event, candidate)
        reacting.say(candidate, "skip", reason, seq)
        return
    key = _key(campaign, event, placement)
    way = 1 + sum(1 for known in reacting.enrollments.get(candidate.id, ()) if known.key == key)
    anchors = _anchors(reacting.parts, candidate, event.time, placement.start_date if placement else None)
    stand, missed = first_stand(campaign, anchors, reacting.now)
    if stand is None:
        reacting.say(candidate, "skip", Reason.BEFORE_WE_KNEW, seq)
        return
    enrollment = _enrollment(reacting, event, candidate, key, way, anchors, stand)
    reacting.begun.append(enrollment)
    reacting.enrollments.setdefault(candidate.id, []).append(enrollment)
    detail = f"dates that had passed before we knew: {len(missed)}" if missed else None
    reacting.decisions.append(
        decision(
            candidate.id,
            reacting.now,
            "enroll",
            Reason.ENROLLED,
            enrollment=enrollment,
            until=stand.due_at,
            inbox_seq=seq,
            detail=detail,
        )
    )


def _enrollment(
    reacting: Reacting, event: Event, candidate: Candidate, key: str, way: int, anchors: Anchors, stand: Stand
) -> Enrollment:
    return made(
        Enrollment,
        id=ordered_id(event.time, f"{candidate.id}/{reacting.campaign.name}/{way}/{key}"),
        candidate_id=candidate.id,
        campaign=reacting.campaign.name,
        key=key,
        way=way,
        state="active",
        step=stand.step.id,
        occurrence=stand.occurrence,
        anchor_at=event.time,
        anchor_date=anchors.day,
        started_at=reacting.now,
        due_at=stand.due_at,
        wake_at=stand.due_at,
        priority=priority_of(stand.step),
        attempts=0,
        context=context_of(event),
    )


def _why_not(reacting: Reacting, event: Event, candidate: Candidate, placement: Placement | None) -> Reason | None:
    """Why this event starts nothing; None when it does."""
    campaign = reacting.campaign
    if event.data.silent:
        return Reason.SILENT_EVENT
    if candidate.no_reason is not None:
        return Reason(candidate.no_reason)
    if _is_superseded(reacting, event, candidate):
        return Reason.SUPERSEDED
    if campaign.anchor is Anchor.START_DATE and (placement is None or placement.start_date is None):
        return Reason.NO_DATE
    if _already(reacting, event, candidate, placement):
        return Reason.ALREADY_ENROLLED
    return None


def _is_superseded(reacting: Reacting, event: Event, candidate: Candidate) -> bool:
    """Whether something later stops what this would start. For one application, only what became of that application."""
    application = getattr(event.data, "application", None)
    if reacting.campaign.once_per is OncePer.APPLICATION and application is not None:
        known = reacting.applications.get((event.source, application.id))
        stops = {stop.type_name for stop in reacting.campaign.stops_on}
        return known is not None and f"candidate.{known.status}" in stops and known.status_at > event.time
    return reacting.stopped_at.get(candidate.id, event.time) > event.time


def _already(reacting: Reacting, event: Event, candidate: Candidate, placement: Placement | None) -> bool:
    """Whether they go, or went, through it. A way that was stopped does not count: what stopped it began something new.

    Neither does, once per candidate, a way that was over when such a thing happened: they applied again since.
    """
    campaign = reacting.campaign
    ways = [known for known in reacting.enrollments.get(candidate.id, ()) if known.state != "stopped"]
    if campaign.once_per is not OncePer.CANDIDATE:
        key = _key(campaign, event, placement)
        return any(known.key == key for known in ways)
    if campaign.within is None:
        return bool(ways)
    place = _place(reacting.parts, candidate)
    began_anew = reacting.stopped_at.get(candidate.id)
    for known in ways:
        if began_anew is not None and known.anchor_at < began_anew <= event.time:
            continue
        first, second = sorted((known.anchor_at, event.time))
        if second < add_delay(first, campaign.within, place):
            return True
    return False


def _tell_running(reacting: Reacting, event: Event, candidate: Candidate) -> None:
    """Turned down for another role in the same days: the one letter names them all."""
    for known in reacting.enrollments.get(candidate.id, ()):
        if known.state == "active" and isinstance(event, tuple(reacting.campaign.starts_on)):
            known.context = add_role(known.context, event)


def _stop(reacting: Reacting, event: Event, seq: int, candidate: Candidate) -> None:
    """Stop every way through this campaign that began before the event happened."""
    application = getattr(event.data, "application", None)
    only: tuple[str, ...] = ()
    if reacting.campaign.once_per in (OncePer.APPLICATION, OncePer.PLACEMENT) and application is not None:
        only = (f"application {application.id}", f"placement {application.id}", f"placement {NO_APPLICATION}")
    for enrollment in reacting.enrollments.get(candidate.id, ()):
        if enrollment.state != "active" or enrollment.anchor_at > event.time:
            continue
        if only and enrollment.key not in only:
            continue
        _overtake(reacting, event, enrollment, candidate)
        enrollment.state, enrollment.reason = "stopped", Reason.STOPPED_BY_EVENT.value
        enrollment.ended_at, enrollment.lease = reacting.now, None
        reacting.decisions.append(
            decision(
                candidate.id,
                reacting.now,
                "stop",
                Reason.STOPPED_BY_EVENT,
                enrollment=enrollment,
                inbox_seq=seq,
                detail=event.type,
            )
        )


def _overtake(reacting: Reacting, event: Event, enrollment: Enrollment, candidate: Candidate) -> None:
    """What a colleague was asked to do for it is overtaken by the event."""
    if enrollment.reason == Reason.AWAITING_HANDOFF.value:
        enrollment.reason = None
        overtake(reacting.session, reacting.parts, candidate, enrollment, event.type)


def _hear_word(reacting: Reacting, event: Event, seq: int, candidate: Candidate) -> bool:
    """Word on the application ends the silence: whatever is still to come is counted anew. False when none was waiting."""
    key = _key(reacting.campaign, event, None)
    waiting = [known for known in reacting.enrollments.get(candidate.id, ()) if known.state == "active" and known.key == key]
    for enrollment in waiting:
        if enrollment.anchor_at >= event.time:
            continue
        _overtake(reacting, event, enrollment, candidate)
        enrollment.anchor_at = event.time
        said = context_of(event)
        enrollment.context = enrollment.context | {name: said[name] for name in _NEWS if said.get(name)}
        _move_to(reacting, enrollment, seq, candidate)
    return bool(waiting)


def _redate(reacting: Reacting, seq: int, candidate: Candidate) -> None:
    """The start date moved, so what is still to come moves with it."""
    starts = {f"placement {placement.key}": placement.start_date for placement in reacting.placements.get(candidate.id, ())}
    for enrollment in reacting.enrollments.get(candidate.id, ()):
        day = starts.get(enrollment.key)
        if enrollment.state != "active" or day is None or day == enrollment.anchor_date:
            continue
        enrollment.anchor_date = day
        _move_to(reacting, enrollment, seq, candidate)


def _move_to(reacting: Reacting, enrollment: Enrollment, seq: int, candidate: Candidate) -> None:
    """The step they stand at is due by the anchor they have now."""
    campaign = reacting.campaign
    anchors = _anchors(reacting.parts, candidate, enrollment.anchor_at, enrollment.anchor_date)
    _, step = campaign.step_at(enrollment.step)
    enrollment.due_at = due(campaign, step, enrollment.occurrence, anchors)
    enrollment.wake_at, enrollment.lease = enrollment.due_at, None
    until = enrollment.due_at
    moved = decision(candidate.id, reacting.now, "redate", Reason.REDATED, enrollment=enrollment, until=until, inbox_seq=seq)
    reacting.decisions.append(moved)


def _place(parts: Parts, candidate: Candidate) -> Place:
    return parts.place_of(candidate.zone, candidate.country, candidate.region)


def _anchors(parts: Parts, candidate: Candidate, at: datetime, day: date | None) -> Anchors:
    return Anchors(at, day, _place(parts, candidate), candidate.id.hex)


def anchors_of(parts: Parts, candidate: Candidate, enrollment: Enrollment) -> Anchors:
    """What an enrollment's steps are counted from, now."""
    return _anchors(parts, candidate, enrollment.anchor_at, enrollment.anchor_date)


def stand_after(parts: Parts, campaign: Campaign, candidate: Candidate, enrollment: Enrollment, now: datetime) -> Stand | None:
    """What comes after the step that is over now; None when the campaign is."""
    anchors = spoken(campaign, anchors_of(parts, candidate, enrollment), now)
    return next_stand(campaign, enrollment.step, enrollment.occurrence, anchors)
