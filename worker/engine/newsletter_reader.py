"""One reader's copy of an issue: its ledger row, and what stands in it for them alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from typing import Any
from uuid import UUID, uuid5

from emails.newsletter import best_locale
from emails.newsletter_tags import Tags, greeting_values, tags_of
from worker.delivery.batch import BatchLetter, BatchRecipient
from worker.delivery.transport import Mailbox
from worker.engine.outgoing import locale_of
from worker.engine.parts import Parts
from worker.engine.standing import Standing
from worker.rules.tokens import Purpose
from worker.store.models.newsletter import NewsletterContent, NewsletterIssue

_LINK = re.compile(r'(<a\s[^>]*?\bhref=")(https?://[^"]+)"', re.IGNORECASE)
_END = re.compile(r"</body\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Copy:
    """What one reader gets: which of the approved letters, and what is theirs."""

    content: NewsletterContent
    tracked: bool
    recipient: BatchRecipient


def message_id_of(issue: NewsletterIssue, address_key: str) -> UUID:
    """The id of the letter of this issue to this address: always the same, and opaque."""
    return uuid5(issue.id, address_key)


def message_key(issue: NewsletterIssue, address_key: str) -> str:
    """The key under which an issue goes to an address once."""
    return f"newsletter/{issue.slug}/{address_key}"


def copy_of(
    parts: Parts, standing: Standing, contents: dict[tuple[str, str], NewsletterContent], variant: str, message_id: UUID
) -> Copy:
    """The copy for one reader. Raises LookupError for a variant that was not approved."""
    written = tuple(locale for locale, one in contents if one == variant)
    if not written:
        raise LookupError(f"no variant {variant!r} was approved")
    person, policy = standing.candidate, parts.policy
    content = contents[best_locale(locale_of(parts, standing), written), variant]
    tags, token = tags_of(content.nonce), parts.keyring.token
    unsubscribe = token(Purpose.UNSUBSCRIBE, message_id)
    greet = partial(parts.letters.greeting, content.locale)
    values = greeting_values(tags, greet, person.first_name, person.last_name)
    values |= {
        tags.unsubscribe: unsubscribe,
        tags.preferences: token(Purpose.PREFERENCES, message_id),
        tags.reply: parts.keyring.reply_local_part(message_id),
    }
    tracked = person.tracking and (policy.track_opens or policy.track_clicks)
    if tracked and policy.own_tracking:
        values |= _own_tokens(parts, content, tags, message_id)
    name = " ".join(filter(None, (person.first_name, person.last_name))) or None
    headers = {
        "List-Unsubscribe": f"<{policy.base_url}/u/{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    return Copy(content, tracked, BatchRecipient(message_id, Mailbox(person.address or "", name), headers, values))


def _own_tokens(parts: Parts, content: NewsletterContent, tags: Tags, message_id: UUID) -> dict[str, str]:
    tokens: dict[str, str] = {}
    if parts.policy.track_clicks:
        numbered = parts.keyring.numbered_token
        tokens |= {tags.link(number): numbered(Purpose.LINK, message_id, number) for number in range(len(content.links))}
    if parts.policy.track_opens:
        tokens[tags.pixel] = parts.keyring.token(Purpose.PIXEL, message_id)
    return tokens


def batch_of(parts: Parts, issue: NewsletterIssue, copies: list[Copy]) -> BatchLetter:
    """The letter to all who get the same words and are tracked alike."""
    content, tracked = copies[0].content, copies[0].tracked
    policy, tags = parts.policy, tags_of(copies[0].content.nonce)
    own = policy.own_tracking
    signed = str(issue.plan.get("sender") or policy.company)
    return BatchLetter(
        sender=Mailbox(policy.sender.address, signed),
        reply_to=Mailbox(f"{tags.reply}@{policy.reply_domain}", signed),
        subject=content.subject,
        html=_with_own_links(parts, content, tags) if tracked and own else content.html,
        text=content.text,
        recipients=tuple(copy.recipient for copy in copies),
        track_opens=tracked and policy.track_opens and not own,
        track_clicks=tracked and policy.track_clicks and not own,
    )


def _with_own_links(parts: Parts, content: NewsletterContent, tags: Tags) -> str:
    """Its links led through our own door, and a pixel; the tokens are each reader's own."""
    base, numbers = parts.policy.base_url, {url: number for number, url in enumerate(content.links)}

    def led(found: re.Match[str]) -> str:
        number = numbers.get(unescape(found[2]))
        return found[0] if number is None else f'{found[1]}{base}/l/{tags.link(number)}"'

    html = _LINK.sub(led, content.html) if parts.policy.track_clicks else content.html
    end = _END.search(html)
    if not parts.policy.track_opens or end is None:
        return html
    pixel = f'<img src="{escape(base)}/o/{tags.pixel}.gif" width="1" height="1" alt="" style="display:block;border:0" />'
    return html[: end.start()] + pixel + html[end.start() :]


def ledger_row(issue: NewsletterIssue, standing: Standing, key: str, copy: Copy, **state: Any) -> dict[str, Any]:
    """The ledger's row for a copy."""
    tracked = copy.tracked
    return {
        "id": copy.recipient.message_id,
        "key": key,
        "kind": "newsletter",
        "candidate_id": standing.candidate.id,
        "enrollment_id": None,
        "campaign": "newsletter",
        "step": issue.slug,
        "occurrence": 1,
        "locale": copy.content.locale,
        "variant": copy.content.variant,
        "address": copy.recipient.to.address,
        "subject": copy.content.subject,
        "lease": None,
        "wake_at": None,
        "sending_at": None,
        "reason": None,
        "attempts": 0,
        "trackable": tracked,
        "link_count": len(copy.content.links),
        "machine_touched": False,
        **state,
    }
