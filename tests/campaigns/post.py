"""Post: what reached somebody's mailbox, and when, in words short enough to compare."""

from __future__ import annotations

from sqlalchemy import select

from tests.world import World
from worker.store.models.decision import Decision


def letters(world: World, campaign: str) -> list[str]:
    """The letters of one campaign that left, as "<step> <day>", oldest first."""
    left = [one for one in world.messages() if one.campaign == campaign and one.sending_at]
    return [f"{one.step} {one.sending_at:%Y-%m-%d}" for one in left if one.sending_at]


def why_not(world: World, campaign: str) -> set[str]:
    """The reasons for which letters of one campaign did not leave."""

    with world.parts.database.read() as session:
        query = select(Decision.reason).where(Decision.campaign == campaign, Decision.action.in_(["skip", "stop"]))
        return set(session.scalars(query))
