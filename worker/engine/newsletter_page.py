"""Working a page, first half: who of it gets the issue now, in one transaction that ends with `sending` committed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from worker.delivery.batch import BatchLetter
from worker.engine.channel import read_channel
from worker.engine.decide import keep
from worker.engine.newsletter_claim import Claimed
from worker.engine.newsletter_desk import RENEWED, Desk, decide_safely
from worker.engine.newsletter_people import Person, lock_people, read_readers, waiting_of
from worker.engine.newsletter_reader import Editions, batch_of, edition_of, message_key
from worker.engine.pace import PaceDesk
from worker.engine.parts import Parts
from worker.rules.newsletter_state import IssueState
from worker.store.insert import insert_many, table_of
from worker.store.many import UpdateMany, among
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message
from worker.store.models.newsletter import NewsletterContent, NewsletterIssue, NewsletterPage

_MESSAGE = table_of(Message)
_CHANGED = ("attempts", *RENEWED)
_AGAIN = UpdateMany(
    {"the_id": _MESSAGE.c.id.type} | {f"the_{name}": _MESSAGE.c[name].type for name in _CHANGED},
    lambda given: (
        update(_MESSAGE).where(_MESSAGE.c.id == given["the_id"]).values({name: given[f"the_{name}"] for name in _CHANGED})
    ),
)
_LETTERS_ONLY = 99
"""Handoffs have a priority above this; a newsletter never yields to one."""


def prepare_page(parts: Parts, claimed: Claimed) -> list[BatchLetter]:
    """The letters of a claimed page, committed as `sending`; none for a page that somebody else holds by now, or that waits.

    One transaction: lock the people, read all that the gate looks at, decide for each, write the ledger.
    """
    now = parts.now()
    with parts.database.write() as session:
        page = session.get(NewsletterPage, claimed.page_id, with_for_update=True)
        if page is None or page.lease != claimed.lease or page.state != "claimed":
            return []
        issue = session.get_one(NewsletterIssue, page.issue_id)
        if issue.state != IssueState.SENDING.value:
            page.held_until = now  # whoever lets the issue go on finds it at once
            return []
        people = lock_people(session, issue, page, now)
        desk = _desk(session, parts, issue, page, people)
        for reader in read_readers(session, parts, people, desk.topic, now):
            decide_safely(desk, page, reader)
        _write(desk, page)
        return [batch_of(parts, issue, copies) for copies in desk.copies.values()]


def _desk(session: Session, parts: Parts, issue: NewsletterIssue, page: NewsletterPage, people: Sequence[Person]) -> Desk:
    now = parts.now()
    ids = [person.id for person in people]
    contents = session.scalars(select(NewsletterContent).where(NewsletterContent.issue_id == issue.id))
    first = select(Enrollment.candidate_id).where(
        among(session, Enrollment.candidate_id, ids),
        Enrollment.state == "active",
        Enrollment.due_at <= now,
        Enrollment.priority <= _LETTERS_ONLY,
    )
    keys = [message_key(issue.slug, person.address_key) for person in people if person.address_key]
    waiting: dict[UUID | None, Message] = {}
    if page.until is None:
        waited = select(Message).where(*waiting_of(issue, page), among(session, Message.candidate_id, ids)).with_for_update()
        waiting = {row.candidate_id: row for row in session.scalars(waited)}
    taken = set(session.scalars(select(Message.key).where(among(session, Message.key, keys))))
    return Desk(
        session=session,
        parts=parts,
        now=now,
        issue=issue,
        editions=Editions(map(edition_of, contents)),
        channel=read_channel(session, parts),
        pace=PaceDesk(session, parts, now),
        first=frozenset(session.scalars(first)),
        taken=frozenset(taken - {row.key for row in waiting.values()}),
        waiting={owner: row for owner, row in waiting.items() if owner is not None},
    )


def _write(desk: Desk, page: NewsletterPage) -> None:
    session = desk.session
    session.flush()
    if desk.dropped:
        session.execute(delete(Message).where(Message.id.in_(desk.dropped)))
    insert_many(session, Message, desk.rows)
    _AGAIN.run(session, desk.again)
    keep(session, desk.decisions)
    desk.pace.save()
    page.left, page.counts = sum(len(copies) for copies in desk.copies.values()), dict(desk.counts)
    page.state = "leaving" if page.left else "done"
    page.worked_at = desk.now
    session.flush()
