"""Outgoing: a rendered letter, addressed and with its headers, in the language of its reader."""

from __future__ import annotations

from uuid import UUID

from emails.languages import language_of_country
from emails.render import Rendered
from emails.values import LetterValues
from worker.delivery.batch_rules import ONE_CLICK
from worker.delivery.transport import Attachment, Mailbox, OutgoingLetter
from worker.engine.parts import Parts
from worker.engine.standing import Standing

SHARED_HEADERS = {
    "List-Unsubscribe-Post": ONE_CLICK,
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "OOF, AutoReply",
}
"""What every letter and every copy of a newsletter carries, beside its own List-Unsubscribe."""


def locale_of(parts: Parts, standing: Standing) -> str:
    """Their own choice, else upstream's word, else the installation's language."""
    person = standing.candidate
    return locale_by(parts, person.wish_locale, person.locale, person.country)


def locale_by(parts: Parts, wished: str | None, known: str | None, country: str | None) -> str:
    """The same, where no more is known of somebody than this."""
    return wished or known or language_of_country(country) or parts.policy.default_locale


def outgoing(
    parts: Parts,
    standing: Standing,
    message_id: UUID,
    values: LetterValues,
    rendered: Rendered,
    attachments: tuple[Attachment, ...] = (),
) -> OutgoingLetter:
    """The letter as it leaves. Headers and addresses name it by its opaque id, and the person by nothing but the address."""
    person, policy = standing.candidate, parts.policy
    reply_to = f"{parts.keyring.reply_local_part(message_id)}@{policy.reply_domain}"
    name = " ".join(filter(None, (person.first_name, person.last_name))) or None
    return OutgoingLetter(
        message_id=message_id,
        to=Mailbox(person.address or "", name),
        sender=Mailbox(policy.sender.address, values.sender.name),
        reply_to=Mailbox(reply_to, values.sender.name),
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        headers={"List-Unsubscribe": f"<{values.links.unsubscribe}>", **SHARED_HEADERS},
        track_opens=policy.track_opens and person.tracking,
        track_clicks=policy.track_clicks and person.tracking,
        attachments=attachments,
    )
