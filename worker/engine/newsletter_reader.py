"""One reader's copy of an issue: its ledger row, and what stands in it for them alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from typing import Any
from uuid import UUID, uuid5

from campaigns.vocabulary import Topic
from emails.newsletter import best_locale
from emails.newsletter_tags import Tags, greeting_values, tags_of
from worker.delivery.batch import BatchLetter, BatchRecipient
from worker.delivery.transport import Mailbox
from worker.engine.newsletter_people import Person
from worker.engine.outgoing import SHARED_HEADERS, locale_by
from worker.engine.parts import Parts
from worker.rules.tokens import Purpose
from worker.store.models.newsletter import NEWSLETTER, NewsletterContent, NewsletterIssue

_LINK = re.compile(r'(<a\s[^>]*?\bhref=")(https?://[^"]+)"', re.IGNORECASE)
_END = re.compile(r"</body\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edition:
    """One of the approved letters, in plain values: a thousand copies look at it many times each."""

    locale: str
    variant: str
    subject: str
    html: str
    text: str
    links: tuple[str, ...]
    tags: Tags


class Editions:
    """The letters of an issue that were approved, found by language and variant."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self._all = {(one.locale, one.variant): one for one in editions}
        self._found: dict[tuple[str, str], Edition] = {}

    def best(self, wanted: str, variant: str) -> Edition:
        """The one for a reader of that language. Raises LookupError for a variant that was not approved."""
        found = self._found.get((wanted, variant))
        if found is None:
            written = tuple(locale for locale, one in self._all if one == variant)
            if not written:
                raise LookupError(f"no variant {variant!r} was approved")
            found = self._found[wanted, variant] = self._all[best_locale(wanted, written), variant]
        return found


@dataclass(frozen=True, slots=True)
class Copy:
    """What one reader gets: which of the approved letters, and what is theirs."""

    edition: Edition
    tracked: bool
    recipient: BatchRecipient


def edition_of(content: NewsletterContent) -> Edition:
    """An approved letter as it is kept."""
    tags, links = tags_of(content.nonce), tuple(content.links)
    return Edition(content.locale, content.variant, content.subject, content.html, content.text, links, tags)


def message_id_of(issue_id: UUID, address_key: str | None) -> UUID:
    """The id of the letter of this issue to this address: always the same, and opaque."""
    return uuid5(issue_id, address_key or "")


def message_key(slug: str, address_key: str | None) -> str:
    """The key under which an issue goes to an address once."""
    return f"newsletter/{slug}/{address_key or ''}"


def copy_of(parts: Parts, person: Person, topic: Topic, editions: Editions, variant: str, message_id: UUID) -> Copy:
    """The copy for one reader. Raises LookupError for a variant that was not approved.

    Its mail program's own button ends the topic: that is the list it is on (RFC 8058).
    """
    policy, token = parts.policy, parts.keyring.token
    edition = editions.best(locale_by(parts, person.wish_locale, person.locale, person.country), variant)
    tags, unsubscribe = edition.tags, token(Purpose.UNSUBSCRIBE, message_id)
    values = greeting_values(tags, partial(parts.letters.greeting, edition.locale), person.first_name, person.last_name)
    values[tags.unsubscribe] = unsubscribe
    values[tags.preferences] = token(Purpose.PREFERENCES, message_id)
    values[tags.reply] = parts.keyring.reply_local_part(message_id)
    tracked = person.tracking and (policy.track_opens or policy.track_clicks)
    if tracked and policy.own_tracking:
        values |= _own_tokens(parts, edition, message_id)
    name = " ".join(filter(None, (person.first_name, person.last_name))) or None
    headers = {"List-Unsubscribe": f"<{policy.base_url}/u/{unsubscribe}?topic={topic.value}>"}
    return Copy(edition, tracked, BatchRecipient(message_id, Mailbox(person.address or "", name), headers, values))


def _own_tokens(parts: Parts, edition: Edition, message_id: UUID) -> dict[str, str]:
    tokens: dict[str, str] = {}
    tags = edition.tags
    if parts.policy.track_clicks:
        numbered = parts.keyring.numbered_token
        tokens |= {tags.link(number): numbered(Purpose.LINK, message_id, number) for number in range(len(edition.links))}
    if parts.policy.track_opens:
        tokens[tags.pixel] = parts.keyring.token(Purpose.PIXEL, message_id)
    return tokens


def batch_of(parts: Parts, issue: NewsletterIssue, copies: list[Copy]) -> BatchLetter:
    """The letter to all who get the same words and are tracked alike."""
    edition, tracked = copies[0].edition, copies[0].tracked
    policy, own = parts.policy, parts.policy.own_tracking
    signed = str(issue.plan.get("sender") or policy.company)
    return BatchLetter(
        sender=Mailbox(policy.sender.address, signed),
        reply_to=Mailbox(f"{edition.tags.reply}@{policy.reply_domain}", signed),
        subject=edition.subject,
        html=_with_own_links(parts, edition) if tracked and own else edition.html,
        text=edition.text,
        recipients=tuple(copy.recipient for copy in copies),
        headers=SHARED_HEADERS,
        track_opens=tracked and policy.track_opens and not own,
        track_clicks=tracked and policy.track_clicks and not own,
    )


def _with_own_links(parts: Parts, edition: Edition) -> str:
    """Its links led through our own door, and a pixel; the tokens are each reader's own."""
    base, tags = parts.policy.base_url, edition.tags
    numbers = {url: number for number, url in enumerate(edition.links)}

    def led(found: re.Match[str]) -> str:
        number = numbers.get(unescape(found[2]))
        return found[0] if number is None else f'{found[1]}{base}/l/{tags.link(number)}"'

    html = _LINK.sub(led, edition.html) if parts.policy.track_clicks else edition.html
    end = _END.search(html)
    if not parts.policy.track_opens or end is None:
        return html
    pixel = f'<img src="{escape(base)}/o/{tags.pixel}.gif" width="1" height="1" alt="" style="display:block;border:0" />'
    return html[: end.start()] + pixel + html[end.start() :]


def ledger_row(slug: str, person: Person, key: str, copy: Copy, **state: Any) -> dict[str, Any]:
    """The ledger's row for a copy."""
    edition = copy.edition
    return {
        "id": copy.recipient.message_id,
        "key": key,
        "kind": NEWSLETTER,
        "candidate_id": person.id,
        "enrollment_id": None,
        "campaign": NEWSLETTER,
        "step": slug,
        "occurrence": 1,
        "locale": edition.locale,
        "variant": edition.variant,
        "address": copy.recipient.to.address,
        "subject": edition.subject,
        "lease": None,
        "wake_at": None,
        "sending_at": None,
        "reason": None,
        "attempts": 0,
        "trackable": copy.tracked,
        "link_count": len(edition.links),
        "machine_touched": False,
        **state,
    }
