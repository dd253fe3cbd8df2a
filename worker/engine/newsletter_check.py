"""Check and approve: an issue's folder made into letters as they would leave, and, once somebody says yes, kept as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.discovery import discover_segments
from campaigns.vocabulary.segment import Segment
from emails.lint.finding import Finding
from emails.mistake import LetterMistake
from emails.newsletter import Issue, load_issue
from emails.newsletter_lint import errors_of, lint_issue
from emails.newsletter_make import MadeLetter, make_letters
from emails.values import CommunityEvent, LetterValues, Links, OpenRole, Sender
from worker.engine.letter_values import read_openings
from worker.engine.lookup import nearest
from worker.engine.newsletter_issue import NotNow, find_issue, note, take_step
from worker.engine.parts import Parts
from worker.rules.newsletter_state import IssueState, Step, why_not_approved_by
from worker.store.models.community_event import CommunityEvent as EventRow
from worker.store.models.newsletter import NewsletterContent, NewsletterIssue
from worker.store.segment import readers


@dataclass(frozen=True, slots=True)
class Checked:
    """An issue that can be sent as it is, what it says, and to how many."""

    issue: Issue
    segment: Segment
    audience: int
    letters: tuple[MadeLetter, ...]
    findings: tuple[Finding, ...]
    """What lint says; with errors among them the issue stays a draft."""
    state: str


def check_issue(parts: Parts, slug: str, by: str, root: Path | None = None) -> Checked:
    """Make every letter of the issue, lint it, count whom it is for, and note it. An approval before this is taken back.

    `root` is where issues lie, if not in `emails/newsletters`. Raises `LetterMistake` for what cannot be sent, and `NotNow` for
    an issue that is under way or over.
    """
    issue = load_issue(slug, root)
    segment, topic = segment_of(issue), topic_of(issue)
    with parts.database.write() as session:
        values = values_for_all(session, parts, issue)
        made = make(parts, issue, values)
        found = lint_issue(issue, made, values, parts.policy.base_url)
        wrong = len(errors_of(found))
        size = count_audience(session, parts, topic, segment)
        row = _row_of(session, parts, issue, by)
        state = IssueState.DRAFT if wrong else IssueState.CHECKED
        row.state, row.content_hash = state.value, issue.content_hash
        row.topic, row.segment, row.approved_by, row.audience = topic.value, segment.name, None, size
        said = f"{wrong} to mend" if wrong else f"{len(made)} letters for {size} people"
        note(session, parts, row, by, "checked", said)
    return Checked(issue, segment, size, tuple(made), tuple(found), state.value)


def approve_issue(parts: Parts, slug: str, by: str, root: Path | None = None) -> Checked:
    """Keep the letters as they are now, under the approver's name: these are what is sent, whatever happens to the files.

    Raises `NotNow` when the files are not those that were checked, when the name is not enough, or when it is not its turn.
    """
    issue = load_issue(slug, root)
    segment, topic = segment_of(issue), topic_of(issue)
    with parts.database.write() as session:
        row = take_step(session, slug, Step.APPROVE)
        if row.content_hash != issue.content_hash:
            raise NotNow(f"The files have changed since they were checked: rapport newsletter check {slug}")
        size = count_audience(session, parts, topic, segment)
        refused = why_not_approved_by(by, row.made_by, size)
        if refused is not None:
            raise NotNow(refused)
        values = values_for_all(session, parts, issue)
        made = make(parts, issue, values)
        found = lint_issue(issue, made, values, parts.policy.base_url)
        if errors_of(found):
            raise NotNow(f"Lint has something to say by now: rapport newsletter check {slug}")
        _keep_letters(session, row, made)
        row.state, row.approved_by, row.audience = IssueState.APPROVED.value, by, size
        row.plan = {
            "expires_days": issue.data.expires_days,
            "holdout": issue.data.holdout,
            "variants": list(issue.variants),
            "test": issue.data.test.model_dump() if issue.data.test else None,
            "public": issue.data.public,
            "sender": issue.data.sender.name if issue.data.sender else parts.policy.company,
            "sentence": segment.sentence,
        }
        note(session, parts, row, by, "approved", f"{size} people; {segment.sentence}")
    return Checked(issue, segment, size, tuple(made), tuple(found), IssueState.APPROVED.value)


def segment_of(issue: Issue) -> Segment:
    """The segment an issue names. Raises `LetterMistake`."""
    return segment_named(issue.data.segment, issue.folder / "issue.toml")


def topic_of(issue: Issue) -> Topic:
    """The topic an issue names: one that people said yes to. Raises `LetterMistake`."""
    return topic_named(issue.data.topic, issue.folder / "issue.toml")


def segment_named(name: str, file: Path | None = None) -> Segment:
    """The segment of that name, said in a file or typed. Raises `LetterMistake` with the nearest name."""
    known = discover_segments()
    if name not in known:
        raise LetterMistake(f"there is no segment {name!r}", nearest(name, known), file=file)
    return known[name]


def topic_named(name: str, file: Path | None = None) -> Topic:
    """The topic of that name, one that people opt in to. Raises `LetterMistake` with the nearest name."""
    known = [topic.value for topic in Topic if topic.needs_opt_in]
    if name not in known:
        raise LetterMistake(f"{name!r} is no topic that people opt in to", nearest(name, known), file=file)
    return Topic(name)


def count_audience(session: Session, parts: Parts, topic: Topic, segment: Segment) -> int:
    """How many people the segment holds now, of those whose yes to the topic holds. Pauses, tempo, budget are the gate's."""
    return session.scalar(readers(topic, segment.who, parts.now())) or 0


def make(parts: Parts, issue: Issue, values: LetterValues) -> list[MadeLetter]:
    """The issue's letters, under tags that nobody can know before. Raises `LetterMistake`."""
    return make_letters(issue, values, parts.policy.base_url, parts.new_id().hex[:16], parts.letters.brand)


def values_for_all(session: Session, parts: Parts, issue: Issue) -> LetterValues:
    """What is the same for everybody."""
    policy, signed = parts.policy, issue.data.sender
    team = Sender(name=policy.company, email=policy.team_address, is_team=True)
    openings = read_openings(session)[: issue.data.openings]
    return LetterValues(
        company=policy.company,
        postal_address=policy.postal_address,
        sender=team if signed is None else Sender(signed.name, signed.email, signed.title, signed.phone, None, signed.photo_url),
        links=Links(policy.base_url, policy.base_url, policy.base_url),
        open_roles=tuple(OpenRole(opening.title, opening.location, opening.url) for opening in openings),
        events=_events(session, parts, issue.data.events),
    )


def _events(session: Session, parts: Parts, count: int) -> tuple[CommunityEvent, ...]:
    query = (
        select(EventRow).where(EventRow.starts_at > parts.now(), ~EventRow.called_off).order_by(EventRow.starts_at).limit(count)
    )
    return tuple(
        CommunityEvent(
            title=row.title,
            starts_at=row.starts_at.astimezone(ZoneInfo(row.zone)),
            ends_at=row.ends_at.astimezone(ZoneInfo(row.zone)) if row.ends_at else None,
            place=row.place,
            description=row.description,
            url=row.url,
        )
        for row in (session.scalars(query).all() if count else ())
    )


def _row_of(session: Session, parts: Parts, issue: Issue, by: str) -> NewsletterIssue:
    """The issue's row; whoever checks a folder first is taken to have made it."""
    if session.scalar(select(NewsletterIssue.id).where(NewsletterIssue.slug == issue.slug)) is None:
        row = NewsletterIssue(
            id=parts.new_id(),
            slug=issue.slug,
            state=IssueState.DRAFT.value,
            topic=issue.data.topic,
            segment=issue.data.segment,
            made_by=by,
            made_at=parts.now().astimezone(UTC),
            plan={},
            walked=False,
            phase="all",
        )
        session.add(row)
        session.flush()
        note(session, parts, row, by, "made")
    take_step(session, issue.slug, Step.CHECK)
    return find_issue(session, issue.slug)


def _keep_letters(session: Session, row: NewsletterIssue, made: list[MadeLetter]) -> None:
    session.execute(delete(NewsletterContent).where(NewsletterContent.issue_id == row.id))
    session.add_all(
        NewsletterContent(
            issue_id=row.id,
            locale=letter.locale,
            variant=letter.variant,
            nonce=letter.tags.nonce,
            subject=letter.subject,
            preview=letter.preview,
            html=letter.html,
            text=letter.text,
            public_html=letter.public_html,
            links=list(letter.links),
        )
        for letter in made
    )
