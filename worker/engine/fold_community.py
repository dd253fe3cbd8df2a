"""Folding the company's own events into what is known of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from schemas.event import Event
from schemas.events.community_announced import CommunityAnnounced
from schemas.events.community_called_off import CommunityCalledOff
from worker.store.models.community_event import CommunityEvent


def fold(session: Session, event: Event) -> None:
    """Remember what was announced, or that it is called off, unless something later is known of it."""
    if not isinstance(event, CommunityAnnounced | CommunityCalledOff):
        return
    known = session.get(CommunityEvent, (event.source, event.data.event.id))
    if known is not None and known.as_of > event.time:
        return
    before = _as_planned(known) if known is not None else None
    if known is None:
        # Word that it is off may come before that of its announcement, which then changes nothing.
        known = CommunityEvent(source=event.source, upstream_id=event.data.event.id, title="", zone="UTC", skills=[])
        known.starts_at, known.revision = event.time, 0
        session.add(known)
    known.called_off, known.as_of = isinstance(event, CommunityCalledOff), event.time
    if isinstance(event, CommunityAnnounced):
        _announce(known, event)
    if before is not None and before != _as_planned(known):
        known.revision += 1


def _as_planned(event: CommunityEvent) -> tuple[datetime, str | None, bool]:
    """What somebody who means to come has to know."""
    return event.starts_at, event.place, event.called_off


def _announce(known: CommunityEvent, event: CommunityAnnounced) -> None:
    said = event.data.event
    known.title, known.place, known.description = said.title, said.place, said.description
    known.starts_at, known.ends_at, known.zone = said.starts_at, said.ends_at, said.zone
    known.url = str(said.url) if said.url else None
    known.accept_url = str(said.accept_url) if said.accept_url else None
    known.country, known.locale, known.skills = said.country, said.locale, list(said.skills)
