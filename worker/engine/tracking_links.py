"""Our own tracked links and pixel: put into a letter just before it leaves, and read back when somebody follows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.delivery.transport import OutgoingLetter
from worker.engine.newsletter_links import newsletter_link
from worker.engine.parts import Parts
from worker.rules.tokens import Purpose
from worker.store.insert import insert_new
from worker.store.models.tracked_link import TrackedLink

_LINK = re.compile(r'(<a\s[^>]*?\bhref=")(https?://[^"]+)"', re.IGNORECASE)
_END = re.compile(r"</body\s*>", re.IGNORECASE)


def with_own_links(parts: Parts, letter: OutgoingLetter, known: Sequence[str] = ()) -> tuple[OutgoingLetter, tuple[str, ...]]:
    """The letter with its content links led through our own door, with a pixel, and the provider's tracking off; and
    where its links lead, by number.

    Links to our own pages (unsubscribe, preferences, join) and the plain text stay as they are. `known` is where the links
    of an earlier attempt lead: their numbers stay, since that attempt may have reached its reader.
    """
    base, keyring = parts.policy.base_url, parts.keyring
    numbers = {url: number for number, url in enumerate(known)}

    def led(found: re.Match[str]) -> str:
        url = unescape(found[2])
        if url.startswith(f"{base}/"):
            return found[0]
        number = numbers.setdefault(url, len(numbers))
        return f'{found[1]}{base}/l/{keyring.numbered_token(Purpose.LINK, letter.message_id, number)}"'

    html = _LINK.sub(led, letter.html) if letter.track_clicks else letter.html
    if letter.track_opens:
        html = _with_pixel(html, f"{base}/o/{keyring.token(Purpose.PIXEL, letter.message_id)}.gif")
    return replace(letter, html=html, track_opens=False, track_clicks=False), tuple(numbers)


def _with_pixel(html: str, address: str) -> str:
    pixel = f'<img src="{address}" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px" />'
    end = _END.search(html)
    return html + pixel if end is None else html[: end.start()] + pixel + html[end.start() :]


def keep_links(session: Session, links: Mapping[UUID, Sequence[str]]) -> None:
    """Store where the links of each letter lead. A number that is stored already stays as it is."""
    rows = [
        {"message_id": message_id, "number": number, "url": url}
        for message_id, urls in links.items()
        for number, url in enumerate(urls)
    ]
    insert_new(session, TrackedLink, rows)


def read_links(session: Session, message_id: UUID) -> tuple[str, ...]:
    """Where the links of a letter lead, by number."""
    query = select(TrackedLink.url).where(TrackedLink.message_id == message_id).order_by(TrackedLink.number)
    return tuple(session.scalars(query))


def target_of(parts: Parts, token: str) -> tuple[UUID, str] | None:
    """The letter and the stored address behind a link's token; None for a token we did not sign, or a letter that is gone."""
    named = parts.keyring.read_numbered(Purpose.LINK, token)
    if named is None:
        return None
    with parts.database.read() as session:
        link = session.get(TrackedLink, named)
        if link is not None:
            return link.message_id, link.url
        url = newsletter_link(session, *named)
        return (named[0], url) if url is not None else None
