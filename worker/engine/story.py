"""Story: everything that was decided about one person, in order, each with its reason, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from worker.engine.handoff import name_of
from worker.engine.lookup import find_campaign, find_candidate
from worker.engine.parts import Parts
from worker.engine.story_ended import letters_kept_back
from worker.engine.story_entries import Entry, entries_of
from worker.engine.story_issues import issues_without
from worker.engine.story_now import Coming, now_line, read_now
from worker.engine.story_read import read_story_rows
from worker.store.models.newsletter import NEWSLETTER

MOST_ROWS = 300
"""So many of each kind of row are read unless more is asked for."""


@dataclass(frozen=True, slots=True)
class Story:
    """One person's story. Times are in UTC; `zone` is the person's own."""

    candidate_id: UUID
    name: str
    address: str | None
    zone: ZoneInfo
    campaign: str | None
    told_at: datetime
    entries: tuple[Entry, ...]
    complete_since: datetime | None
    """Older lines were left out; None: it is all there."""
    coming: tuple[Coming, ...]
    now: str


def tell_story(parts: Parts, said: str, campaign: str | None = None, limit: int = MOST_ROWS) -> Story:
    """The story of the person meant by `said`, or its part that concerns one campaign.

    At most `limit` rows of each kind are read, the latest. Raises `NotFound` for a person or a campaign unknown.
    """
    with parts.database.read() as session:
        person = find_candidate(session, parts, said)
        if campaign is not None:
            find_campaign(session, parts, campaign)
        rows = read_story_rows(session, person.id, campaign, limit)
        unsaid = [*letters_kept_back(session, parts, person.id, campaign, limit)]
        if campaign == NEWSLETTER:
            unsaid += issues_without(session, parts, person)
        now = read_now(session, parts, person, campaign)
    return Story(
        candidate_id=person.id,
        name=name_of(person),
        address=person.address,
        zone=now.standing.place.zone,
        campaign=campaign,
        told_at=parts.now(),
        entries=entries_of(rows, campaign, unsaid),
        complete_since=rows.complete_since,
        coming=now.coming,
        now=now_line(now, parts.now()),
    )
