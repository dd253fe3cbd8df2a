"""Render: values into a compiled letter, each made harmless first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import UndefinedError

from emails.cleaning import TEXT_CAP, many_lines, one_line, safe_name, safe_url, said_title, without_addresses
from emails.compile import PART_MARK, CompiledLetter
from emails.mistake import LetterMistake
from emails.template_tags import MissingValue
from emails.text_part import tidy
from emails.values import CommunityEvent, LetterValues, Links, OpenRole, PrintableFeedback, Sender

SUBJECT_CAP = 150
PREVIEW_CAP = 200


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter with its values, ready to leave."""

    subject: str
    """One line, plain text."""
    preview: str
    html: str
    text: str
    locale: str
    """The language it is written in, which may be the fall-back of the one asked for."""


def render(letter: CompiledLetter, values: LetterValues) -> Rendered:
    """The letter with these values. Raises `LetterMistake` when it prints what is not there; tests rule that out."""
    context = harmless(values)
    try:
        subject, preview, text = letter.plain.render(context).split(PART_MARK)
        html = letter.html.render(context)
    except (UndefinedError, MissingValue) as error:
        remedy = "Ask {% if … %} before printing it, or give it in LetterValues.extra"
        raise LetterMistake(f"letter {letter.name} ({letter.locale}): {error}", remedy) from None
    return Rendered(
        subject=one_line(subject, SUBJECT_CAP),
        preview=one_line(preview, PREVIEW_CAP),
        html=html,
        text=tidy(text),
        locale=letter.locale,
    )


def harmless(values: LetterValues) -> dict[str, object]:
    """The values as a letter sees them: on one line, without controls, links only where they are safe."""
    company = one_line(values.company)
    return {
        "company": company,
        "postal_address": one_line(values.postal_address),
        "sender": _sender(values.sender, company),
        "links": Links(*(safe_url(link) for link in (values.links.unsubscribe, values.links.preferences, values.links.join))),
        "first_name": safe_name(values.first_name),
        "last_name": safe_name(values.last_name),
        "roles": _titles(values.roles),
        "stage": values.stage and one_line(values.stage),
        "feedback": values.feedback and _feedback(values.feedback),
        "job_title": values.job_title and said_title(values.job_title),
        "start_date": values.start_date,
        "years": values.years,
        "new_role": (values.new_role and said_title(values.new_role)) or None,
        "applied_on": values.applied_on,
        "waiting_since": values.waiting_since,
        "left_on": values.left_on,
        "job": _open_role(values.job) if values.job else None,
        "event": values.event and harmless_event(values.event),
        "events": tuple(event for event in map(harmless_event, values.events) if event.title),
        "open_roles": tuple(role for role in map(_open_role, values.open_roles) if role.title),
        "member": values.member,
        "extra": {key: _extra(key, text) for key, text in values.extra.items()},
    }


@lru_cache(maxsize=1024)  # a few recruiters sign many letters
def _sender(sender: Sender, company: str) -> Sender:
    name = one_line(sender.name) if sender.is_team else safe_name(sender.name)
    return Sender(
        name=name or company,
        email=one_line(sender.email),
        title=(sender.title and without_addresses(sender.title)) or None,
        phone=(sender.phone and one_line(sender.phone, 40)) or None,
        calendar_url=safe_url(sender.calendar_url) or None,
        photo_url=safe_url(sender.photo_url) or None,
        is_team=sender.is_team or name is None,
    )


@lru_cache(maxsize=1024)
def _open_role(role: OpenRole) -> OpenRole:
    location = role.location and without_addresses(role.location)
    return OpenRole(without_addresses(role.title), location or None, safe_url(role.url) or None, _phrases(role.because))


def harmless_event(event: CommunityEvent) -> CommunityEvent:
    """The event with every text made harmless, for the letter and for the file that goes along with it."""
    return CommunityEvent(
        title=without_addresses(event.title),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        place=(event.place and without_addresses(event.place)) or None,
        description=(event.description and many_lines(event.description)) or None,
        url=safe_url(event.url) or None,
        accept_url=safe_url(event.accept_url) or None,
    )


def _feedback(feedback: PrintableFeedback) -> PrintableFeedback | None:
    clean = PrintableFeedback(
        strengths=_phrases(feedback.strengths, TEXT_CAP),
        to_grow=_phrases(feedback.to_grow, TEXT_CAP),
        note=(feedback.note and many_lines(feedback.note)) or None,
        better_roles=_titles(feedback.better_roles),
    )
    return clean if clean.strengths or clean.to_grow or clean.note or clean.better_roles else None


def _titles(titles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(title for title in map(said_title, titles) if title)


def _phrases(texts: tuple[str, ...], cap: int = 200) -> tuple[str, ...]:
    return tuple(text for text in (without_addresses(text, cap) for text in texts) if text)


def _extra(key: str, text: str) -> str:
    if key == "link" or key.endswith(("_link", "_url")):
        return safe_url(text)
    if key.endswith("_name"):
        # For colleagues: where no name is known, the plain address says who it is, and a mailto link of it does no harm.
        return safe_name(text) or (text if safe_url(f"mailto:{text}") else "")
    return many_lines(text)
