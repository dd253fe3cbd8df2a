"""Newsletter variants: tried on some readers first; the better one goes to the rest."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.engine.newsletter_issue import note
from worker.engine.parts import Parts
from worker.rules.ab_test import Tally, judge
from worker.store.models.message import Message
from worker.store.models.newsletter import NEWSLETTER, NewsletterIssue


def end_of_walk(issue: NewsletterIssue, now: datetime) -> datetime | None:
    """Once everybody has been walked past: when the variants are to be compared, if they are."""
    if issue.phase == "test":
        issue.phase = "waiting"
        issue.tested = {"until": (now + timedelta(hours=int(issue.plan["test"]["hours"]))).isoformat()}
    if issue.phase == "waiting" and issue.tested:
        return datetime.fromisoformat(issue.tested["until"])
    return None


def decide_if_due(session: Session, parts: Parts, issue: NewsletterIssue) -> None:
    """Compare the variants when it is time, and walk once more for the rest. The caller holds the issue."""
    if issue.phase != "waiting" or not issue.tested or datetime.fromisoformat(issue.tested["until"]) > parts.now():
        return
    tallies = read_tallies(session, issue, issue.plan["test"]["by"])
    found = judge(tallies, by_default=issue.plan["variants"][0])
    issue.winner, issue.phase, issue.walked, issue.cursor = found.winner, "rest", False, None
    issue.tested = {
        **issue.tested,
        **asdict(found),
        "sentence": found.sentence,
        "tallies": {name: asdict(tally) for name, tally in tallies.items()},
    }
    note(session, parts, issue, "the test", "decided", found.sentence)


def read_tallies(session: Session, issue: NewsletterIssue, by: str) -> dict[str, Tally]:
    """Of each variant: how many were delivered, and how many of those readers clicked or answered, themselves."""
    did = Message.clicked_at if by == "clicks" else Message.replied_at
    query = (
        select(Message.variant, func.count(Message.delivered_at), func.count(did))
        .where(Message.kind == NEWSLETTER, Message.step == issue.slug, Message.delivered_at.is_not(None))
        .group_by(Message.variant)
    )
    found = {variant: Tally(delivered, clicked) for variant, delivered, clicked in session.execute(query)}
    return {variant: found.get(variant, Tally(0, 0)) for variant in issue.plan["variants"]}
