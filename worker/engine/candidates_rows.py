"""A file's rows of people, understood: each becomes the events that an upstream would have sent about the person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from campaigns.vocabulary import Topic
from worker.engine.people import address_key

COLUMNS = (
    "id", "email", "first_name", "last_name", "locale", "zone", "country", "region", "skills", "tags",
    "may_be_mailed", "unsubscribed", "topics", "consent_at", "consent_wording",
)  # fmt: skip
"""What a column can mean. `topics` needs the two after it, where one of them needs a yes."""
FACTS = ("email", "first_name", "last_name", "locale", "zone", "country", "region")
_ALSO = {
    "email": ("e_mail", "mail", "address", "email_address", "e_mail_address"),
    "first_name": ("firstname", "given_name", "fornavn", "vorname"),
    "last_name": ("lastname", "surname", "family_name", "efternavn", "nachname"),
    "locale": ("language", "sprog", "sprache"),
    "id": ("candidate_id", "upstream_id"),
}
_YES, _NO = frozenset({"yes", "y", "true", "1", "ja"}), frozenset({"no", "n", "false", "0", "nej", "nein"})
_TOPICS = {topic.value: topic for topic in Topic}
_LONGEST_WORDING = 200
_FORMULA = ("=", "+", "-", "@")


class BadHeading(ValueError):
    """The file's columns cannot be used. The message says which, and what to do."""


class BadRow(ValueError):
    """A row that cannot be taken. The message says why, without repeating what it says of a person."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Which column of the file means what."""

    places: Mapping[str, int]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows come from: which system's ids they carry, and when what they say was so."""

    source: str
    as_of: datetime


def read_heading(names: Sequence[str], chosen: Mapping[str, str]) -> Heading:
    """Which column means what: as `chosen` says (our name to the file's), else by its own name. Raises `BadHeading`."""
    plain = [_plain(name) for name in names]
    places: dict[str, int] = {}
    for ours, theirs in chosen.items():
        if ours not in COLUMNS:
            raise BadHeading(f"--map {ours}=…: there is no {ours!r}. Columns can mean: {', '.join(COLUMNS)}.")
        if theirs not in names:
            raise BadHeading(f"--map {ours}={theirs}: the file has no such column. It has: {', '.join(names)}.")
        places[ours] = list(names).index(theirs)
    for ours in COLUMNS:
        for name in (ours, *_ALSO.get(ours, ())):
            if ours not in places and name in plain and plain.index(name) not in places.values():
                places[ours] = plain.index(name)
    if "id" not in places and "email" not in places:
        raise BadHeading("The file has neither a column `id` nor `email`. Name one with --map email=COLUMN.")
    return Heading(places, tuple(name for place, name in enumerate(names) if place not in places.values()))


def events_of(cells: Sequence[str], heading: Heading, origin: Origin, made_id: Callable[[str], str]) -> list[dict[str, Any]]:
    """The events a row stands for, to be recorded without starting a campaign. Raises `BadRow`.

    The same row of the same file makes the same events, so that taking it in twice changes nothing. Where the file
    has no id, `made_id` makes one of the address.
    """
    said = _said(cells, heading)
    topics = _topics(said)
    address = said.get("email")
    person = _snapshot(said, said.get("id") or (made_id(address) if address else None))
    digest = hashlib.sha256(orjson.dumps([origin.as_of, said], option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    documents = [_event(origin, "candidate.updated", digest, origin.as_of, {"candidate": person})]
    for topic in topics:
        at = _moment(said.get("consent_at", "")) if said.get("consent_at") else origin.as_of
        if at > origin.as_of:
            raise BadRow("consent_at: lies after the date of the file")
        consent = {"candidate": person, "topic": topic.value, "wording": said.get("consent_wording") or None}
        documents.append(_event(origin, "candidate.opted_in", f"{digest}/{topic.value}", at, consent))
    if _flag(said, "unsubscribed"):
        documents.append(_event(origin, "candidate.opted_out", f"{digest}/no", origin.as_of, {"candidate": person}))
    return documents


def who_of(cells: Sequence[str], heading: Heading) -> tuple[str, str]:
    """The id that a row says, and what makes its address one; each empty where it says none."""
    said = _said(cells, heading)
    return said.get("id", ""), address_key(said.get("email", ""))


def _said(cells: Sequence[str], heading: Heading) -> dict[str, str]:
    return {name: _cell(cells[place]) for name, place in heading.places.items() if place < len(cells)}


def _event(origin: Origin, type_name: str, name: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"import/{name}",
        "source": origin.source,
        "type": type_name,
        "time": at.isoformat(),
        "data": {**data, "silent": True},
    }


def _snapshot(said: Mapping[str, str], person_id: str | None) -> dict[str, Any]:
    if not person_id:
        raise BadRow("id: neither an id nor an address says who it is")
    person: dict[str, Any] = {"id": person_id} | {name: said[name] for name in FACTS if said.get(name)}
    person |= {name: list(_listed(said[name])) for name in ("skills", "tags") if said.get(name)}
    may = _flag(said, "may_be_mailed")
    return person if may is None else person | {"may_be_mailed": may}


def _topics(said: Mapping[str, str]) -> list[Topic]:
    names = [_plain(name) for name in _listed(said.get("topics", ""))]
    unknown = [name for name in names if name not in _TOPICS]
    if unknown:
        raise BadRow(f"topics: {', '.join(unknown)} is none of ours, which are {', '.join(_TOPICS)}")
    topics = [_TOPICS[name] for name in dict.fromkeys(names)]
    if any(topic.needs_opt_in for topic in topics) and not (said.get("consent_at") and said.get("consent_wording")):
        raise BadRow("topics: a yes to the talent network needs consent_at, when, and consent_wording, to which words")
    if len(said.get("consent_wording", "")) > _LONGEST_WORDING:
        raise BadRow(f"consent_wording: longer than {_LONGEST_WORDING} characters; give the name of the words, not the words")
    return topics


def _flag(said: Mapping[str, str], name: str) -> bool | None:
    text = said.get(name, "").casefold()
    if text and text not in _YES | _NO:
        raise BadRow(f"{name}: say yes or no")
    return text in _YES if text else None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadRow("consent_at: not a date such as 2026-03-12, or an instant such as 2026-03-12T09:30:00+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _listed(text: str) -> Iterable[str]:
    return filter(None, (part.strip() for part in text.replace("|", ";").replace(",", ";").split(";")))


def _cell(text: str) -> str:
    """What the cell says; the ' that keeps a spreadsheet from running it is taken off again."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:2] in _FORMULA else text


def _plain(name: str) -> str:
    return name.strip().lstrip("\ufeff").casefold().replace(" ", "_").replace("-", "_")
