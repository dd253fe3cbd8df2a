"""Merge: two records turned out to be one person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from worker.engine.decide import decision, keep
from worker.rules.reasons import Reason
from worker.rules.skill import skill_key
from worker.store.models.candidate import Application, Candidate, Placement, UpstreamRef
from worker.store.models.consent import Consent, TopicChoice
from worker.store.models.decision import Decision
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.inbox import InboxEvent
from worker.store.models.message import Message
from worker.store.models.outbound import OutboundDelivery
from worker.store.models.signal import Reply, Signal
from worker.store.skills import keep_skills

_MOVED = (UpstreamRef, Application, Message, Signal, Reply, Handoff, Decision, Consent, InboxEvent, OutboundDelivery)


def merge(session: Session, loser: Candidate, winner: Candidate, now: datetime) -> None:
    """Everything of `loser` becomes `winner`'s, and `loser` is gone.

    A no of either holds for both. Where both have said something on a topic, a no wins. A campaign both are in goes on
    once: the loser's enrollment ends, since the winner hears it already. The caller holds both rows.
    """
    if loser.no_reason and not winner.no_reason:
        winner.no_reason, winner.no_at = loser.no_reason, loser.no_at
    winner.may_be_mailed = winner.may_be_mailed and loser.may_be_mailed
    winner.tracking = winner.tracking and loser.tracking
    for name in ("first_name", "last_name", "locale", "zone", "country", "region", "recruiter", "wishes", "wish_locale"):
        if getattr(winner, name) is None:
            setattr(winner, name, getattr(loser, name))
    winner.tags = sorted({*(winner.tags or ()), *(loser.tags or ())}) or None
    _merge_skills(session, loser, winner)
    _merge_wishes(loser, winner)
    winner.joined_at = max(filter(None, (winner.joined_at, loser.joined_at)), default=None)
    if loser.paused_until is not None and (winner.paused_until is None or loser.paused_until > winner.paused_until):
        winner.paused_until, winner.pause_reason = loser.paused_until, loser.pause_reason
    _merge_choices(session, loser, winner)
    _merge_placements(session, loser, winner)
    _merge_enrollments(session, loser, winner, now)
    for model in _MOVED:
        session.execute(update(model).where(model.candidate_id == loser.id).values(candidate_id=winner.id))
    keep(session, [decision(winner.id, now, "merge", Reason.MERGED, detail="two upstream records became one person")])
    address, key = loser.address, loser.address_key
    session.flush()
    session.execute(delete(Candidate).where(Candidate.id == loser.id))
    session.expunge(loser)
    if winner.address is None and address is not None:
        winner.address, winner.address_key = address, key
    session.flush()


def _merge_skills(session: Session, loser: Candidate, winner: Candidate) -> None:
    theirs = {skill_key(skill) for skill in winner.skills}
    winner.skills = [*winner.skills, *(skill for skill in loser.skills if skill_key(skill) not in theirs)]
    keep_skills(session, {winner.id: [skill_key(skill) for skill in winner.skills]})


def _merge_wishes(loser: Candidate, winner: Candidate) -> None:
    """Where both have asked for fewer letters, the fewest."""
    winner.wish_per_30_days = min(filter(None, (winner.wish_per_30_days, loser.wish_per_30_days)), default=None)
    winner.wish_days_between = max(filter(None, (winner.wish_days_between, loser.wish_days_between)), default=None)


def _merge_choices(session: Session, loser: Candidate, winner: Candidate) -> None:
    """Where both have said something, a no wins, and of two yeses the one that holds longer. What one of them only did not
    name gives way to what the other said."""
    theirs = {
        choice.topic: choice for choice in session.scalars(select(TopicChoice).where(TopicChoice.candidate_id == winner.id))
    }
    is_member = any(choice.topic == Topic.TALENT_NETWORK.value and choice.wanted for choice in theirs.values())
    for choice in session.scalars(select(TopicChoice).where(TopicChoice.candidate_id == loser.id)).all():
        known = theirs.get(choice.topic)
        if known is None and (choice.said or not is_member):
            _copy(choice, made := TopicChoice(candidate_id=winner.id, topic=choice.topic))
            session.add(made)
        elif known is not None and choice.said and (_is_stronger(choice, known) or not known.said):
            _copy(choice, known)


def _is_stronger(choice: TopicChoice, known: TopicChoice) -> bool:
    if choice.wanted != known.wanted:
        return not choice.wanted
    return known.expires_at is not None and (choice.expires_at is None or choice.expires_at > known.expires_at)


def _copy(choice: TopicChoice, onto: TopicChoice) -> None:
    onto.wanted, onto.said, onto.at = choice.wanted, choice.said, choice.at
    onto.expires_at, onto.renew_at = choice.expires_at, choice.renew_at


def _merge_placements(session: Session, loser: Candidate, winner: Candidate) -> None:
    theirs = set(session.scalars(select(Placement.key).where(Placement.candidate_id == winner.id)))
    for placement in session.scalars(select(Placement).where(Placement.candidate_id == loser.id)).all():
        if placement.key not in theirs:
            session.execute(
                update(Placement)
                .where(Placement.candidate_id == loser.id, Placement.key == placement.key)
                .values(candidate_id=winner.id)
            )


def _merge_enrollments(session: Session, loser: Candidate, winner: Candidate, now: datetime) -> None:
    rows = session.scalars(select(Enrollment).where(Enrollment.candidate_id.in_([loser.id, winner.id]))).all()
    running = {_runs_as(row) for row in rows if row.candidate_id == winner.id and row.state == "active"}
    taken = {(row.campaign, row.key, row.way) for row in rows if row.candidate_id == winner.id}
    for row in rows:
        if row.candidate_id != loser.id:
            continue
        if row.state == "active" and _runs_as(row) in running:
            row.state, row.reason, row.ended_at, row.lease = "stopped", Reason.MERGED.value, now, None
        while (row.campaign, row.key, row.way) in taken:
            row.way += 1
        taken.add((row.campaign, row.key, row.way))
        row.candidate_id = winner.id
    session.flush()


def _runs_as(row: Enrollment) -> tuple[str, str | None]:
    """What goes on once for one person: a campaign; of those for many, a campaign about one opening or event."""
    return row.campaign, row.key if "subject" in row.context else None
