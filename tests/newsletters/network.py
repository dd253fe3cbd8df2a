"""Made-up members of the talent network, and an issue for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from tests.world import World
from worker.engine.newsletter_check import approve_issue, check_issue
from worker.engine.newsletter_control import start_issue
from worker.engine.newsletter_issue import find_issue
from worker.engine.newsletter_send import send_newsletter
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice
from worker.store.models.message import Message
from worker.store.models.newsletter import NewsletterIssue

SLUG = "2026-11"
LOCALES = ("en", "da", "de")


def join(world: World, count: int, **more: Any) -> list[dict[str, Any]]:
    """So many people who joined a month ago."""
    before = world.now - timedelta(days=30)
    people = [
        {
            "id": world.parts.new_id(), "address": f"reader{number}@mail.example", "address_key": f"reader{number}@mail.example",
            "first_name": f"Ada {number}", "last_name": "Byron", "locale": LOCALES[number % 3], "country": "DK", "skills": [],
            "facts_at": before, "created_at": before, "joined_at": before, "tracking": True, "may_be_mailed": True,
            "tempo": "steady",
        } | more
        for number in range(count)
    ]  # fmt: skip
    choices = [{"candidate_id": one["id"], "topic": "talent_network", "wanted": True, "at": before} for one in people]
    with world.parts.database.write() as session:
        session.execute(insert(Candidate), people)
        session.execute(insert(TopicChoice), choices)
    return people


def approved(world: World, slug: str = SLUG) -> None:
    """An issue, made by Rosa and approved by Freja."""
    check_issue(world.parts, slug, "Rosa")
    approve_issue(world.parts, slug, "Freja")


def send(world: World, slug: str = SLUG) -> None:
    """Approved, started, and everything that follows at once."""
    approved(world, slug)
    start_issue(world.parts, slug, "Freja")
    world.drain()


def work(world: World, slug: str = SLUG) -> None:
    """One worker works page after page, as its hints would have it."""
    while send_newsletter(world.parts, slug):
        pass


def issue(world: World, slug: str = SLUG) -> NewsletterIssue:
    with world.parts.database.read() as session:
        return find_issue(session, slug)


def ledger(world: World) -> list[Message]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Message).where(Message.kind == "newsletter").order_by(Message.key)))


def states(world: World) -> dict[str, int]:
    with world.parts.database.read() as session:
        query = select(Message.state, func.count()).where(Message.kind == "newsletter").group_by(Message.state)
        return {state: count for state, count in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def addresses(world: World) -> list[str]:
    """To whom newsletters went, sorted; somebody who got two stands here twice."""
    return sorted(letter.to.address for letter in world.sent)
