"""Context: what an enrollment remembers of the event that started it, for its letters to say."""

from __future__ import annotations

from typing import Any

from campaigns.vocabulary.facts import STAGES
from schemas.event import Event
from schemas.events.candidate_applied import CandidateApplied
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_role_changed import CandidateRoleChanged
from schemas.snapshot import Application, FeedbackFor, Placement, Recruiter

_MOST_ROLES = 5


def context_of(event: Event) -> dict[str, Any]:
    """Roles, stage, feedback, recruiter, application and dates of an event, as JSON values."""
    data = event.data
    application = getattr(data, "application", None)
    placement = getattr(data, "placement", None)
    recruiter = getattr(data, "recruiter", None)
    feedback = getattr(data, "feedback", None)
    context: dict[str, Any] = {"roles": []}
    if isinstance(application, Application):
        context |= {"application": application.id, "stage": application.stage}
        context["roles"] = [application.job.title] if application.job else []
        context["job_ids"] = [application.job.id] if application.job else []
    if isinstance(placement, Placement) and placement.job_title:
        context["job_title"] = placement.job_title
    if isinstance(recruiter, Recruiter):
        context["recruiter"] = recruiter.model_dump(mode="json")
    if isinstance(feedback, FeedbackFor):
        context["feedback"] = feedback.for_candidate.model_dump(mode="json")
    return context | _of_its_own_kind(event)


def _of_its_own_kind(event: Event) -> dict[str, Any]:
    """What only one kind of event says."""
    if isinstance(event, CandidateRoleChanged) and event.data.placement.job_title:
        return {"new_role": event.data.placement.job_title}
    if isinstance(event, CandidateLeft):
        placement = event.data.placement
        end = placement.end_date if placement and placement.end_date else event.time.date()
        return {"left_on": end.isoformat()}
    if isinstance(event, CandidateApplied):
        return {"applied_on": event.time.date().isoformat()}
    return {}


def add_role(context: dict[str, Any], event: Event) -> dict[str, Any]:
    """The same context, naming one more role; the first one stays first, and the furthest stage is kept."""
    more = context_of(event)
    roles = list(dict.fromkeys([*context.get("roles", []), *more["roles"]]))[:_MOST_ROLES]
    jobs = list(dict.fromkeys([*context.get("job_ids", []), *more.get("job_ids", [])]))
    stage = max(context.get("stage"), more.get("stage"), key=_how_far)
    feedback = context.get("feedback") or more.get("feedback")
    return context | {"roles": roles, "job_ids": jobs, "stage": stage} | ({"feedback": feedback} if feedback else {})


def _how_far(stage: str | None) -> int:
    """A stage of upstream's own, without a place in the order, says more than none."""
    known = (stage or "").casefold()
    return STAGES.index(known) if known in STAGES else -1 if stage else -2
