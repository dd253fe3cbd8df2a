"""The issues of a newsletter that passed somebody by: nothing was decided about them, since they were not among its readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.discovery import discover_segments
from worker.engine.newsletter_ask import ask_about
from worker.engine.parts import Parts
from worker.engine.story_entries import Entry, Kind
from worker.engine.story_words import said_step
from worker.store.models.candidate import Candidate
from worker.store.models.decision import Decision
from worker.store.models.newsletter import NEWSLETTER, NewsletterIssue

_MOST = 12
_NOT_AMONG_THEM = "They were not among those it was for when it went out."


def issues_without(session: Session, parts: Parts, person: Candidate) -> Iterator[Entry]:
    """A line for each of the latest issues whose walk passed them by, with what is known of why."""
    about = Decision.candidate_id == person.id, Decision.campaign == NEWSLETTER
    asked = select(Decision.step).where(*about, Decision.step.is_not(None))
    walked = select(NewsletterIssue).where(NewsletterIssue.walked, NewsletterIssue.slug.not_in(asked))
    latest: Sequence[NewsletterIssue] = session.scalars(walked.order_by(NewsletterIssue.started_at.desc()).limit(_MOST)).all()
    for issue in latest:
        if issue.started_at is not None:
            what = f"{NEWSLETTER}: {said_step(issue.slug)} was not for them"
            why = _why(session, parts, person, issue)
            yield Entry(issue.started_at, Kind.DECISION, "passed_by", what, why=why, campaign=NEWSLETTER, step=issue.slug)


def _why(session: Session, parts: Parts, person: Candidate, issue: NewsletterIssue) -> str:
    """What is sure of that time, else what would speak against it now."""
    began = issue.started_at
    if began is not None and person.created_at > began:
        return "We did not know them yet."
    if began is not None and person.joined_at is not None and person.joined_at > began:
        return "They had not joined the talent network yet."
    segment = discover_segments().get(issue.segment)
    if segment is None:
        return _NOT_AMONG_THEM
    keeps = timedelta(days=int(issue.plan.get("expires_days", 7)))
    objection = ask_about(session, parts, person, Topic(issue.topic), segment, keeps)
    if objection is None or objection.waits:
        return _NOT_AMONG_THEM
    return f"{_NOT_AMONG_THEM} As they stand now: {objection.sentence}"
