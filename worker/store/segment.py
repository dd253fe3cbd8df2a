"""A segment as SQL: one query that walks those who want a topic by an index, and asks the rest of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from babel.core import get_global
from sqlalchemy import Boolean, ColumnElement, Select, and_, exists, func, literal, not_, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from campaigns.vocabulary.segment import (
    AliveWithin,
    AllOf,
    AnyOf,
    Everybody,
    Knows,
    LivesIn,
    NotThose,
    Placed,
    Reached,
    Speaks,
    Tagged,
    Who,
)
from campaigns.vocabulary.topic import Topic
from emails.languages import language_of_country
from worker.rules.skill import skill_key
from worker.store.insert import table_of
from worker.store.models.candidate import Application, Candidate, Placement
from worker.store.models.candidate_skill import CandidateSkill
from worker.store.models.consent import TopicChoice
from worker.store.models.message import Message

# The table, not the mapped class: a page's query is made anew, and aliases of classes take longer to make than it takes to run.
_CHOICE = table_of(TopicChoice)


class _Holds(FunctionElement[bool]):
    """Whether a list kept as JSON holds a text."""

    type = Boolean()
    inherit_cache = True


@compiles(_Holds, "postgresql")
def _holds_on_postgresql(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    held, text = (compiler.process(clause, **options) for clause in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_array_elements_text({held}) AS item WHERE item = {text})"  # noqa: S608 - bound


@compiles(_Holds, "sqlite")
def _holds_on_sqlite(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    held, text = (compiler.process(clause, **options) for clause in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({held}) AS item WHERE item.value = {text})"  # noqa: S608 - bound


def audience(topic: Topic, who: Who, now: datetime, after: UUID | None = None, until: UUID | None = None) -> Select[UUID]:
    """The ids of those in the audience with ids after one and up to another, in order.

    Who wants the topic, has an address and has said no to nothing; the gate asks again, person by person. Driven by the index
    on those who want the topic: the rest of the population is never looked at. The bounds are said of each table: PostgreSQL
    does not carry them over from one to the other, and would read the whole of it for each page.
    """
    member, own = _CHOICE.alias().c, _CHOICE.alias().c
    left_alone = exists().where(own.candidate_id == member.candidate_id, own.topic == topic.value, ~own.wanted)
    left_alone = left_alone.where(*_between(own.candidate_id, after, until))
    return (
        select(member.candidate_id)
        .join(Candidate, Candidate.id == member.candidate_id)
        .where(member.topic == (topic.umbrella or topic).value, member.wanted, ~left_alone)
        .where(Candidate.address.is_not(None), Candidate.no_reason.is_(None), compiled(who, now))
        .where(*_between(member.candidate_id, after, until), *_between(Candidate.id, after, until))
        .order_by(member.candidate_id)
    )


def _between(
    column: ColumnElement[UUID] | InstrumentedAttribute[UUID], after: UUID | None, until: UUID | None
) -> list[ColumnElement[bool]]:
    """Above the one and up to the other, where given."""
    bounds = []
    if after is not None:
        bounds.append(column > after)
    if until is not None:
        bounds.append(column <= until)
    return bounds


def readers(topic: Topic, who: Who, now: datetime) -> Select[int]:
    """How many of the audience may be written to by their own word: those whose yes has run out are walked past, not counted."""
    holds = or_(TopicChoice.expires_at.is_(None), TopicChoice.expires_at > now)
    everybody = audience(topic, who, now).order_by(None).subquery()
    yes = TopicChoice.topic == (topic.umbrella or topic).value, holds
    return (
        select(func.count())
        .select_from(everybody)
        .join(TopicChoice, TopicChoice.candidate_id == everybody.c.candidate_id)
        .where(*yes)
    )


def compiled(who: Who, now: datetime) -> ColumnElement[bool]:
    """The condition on `Candidate`. Raises TypeError for a condition that has no words here."""
    match who:
        case AllOf():
            return and_(compiled(who.first, now), compiled(who.second, now))
        case AnyOf():
            return or_(compiled(who.first, now), compiled(who.second, now))
        case NotThose():
            return not_(compiled(who.who, now))
        case Everybody():
            return true()
        case LivesIn():
            country = and_(Candidate.country.is_not(None), Candidate.country == who.country.upper())
            region = and_(Candidate.region.is_not(None), Candidate.region == (who.region or ""))
            return country if who.region is None else and_(country, region)
        case Speaks():
            return _speaks(who.language.lower())
        case _:
            return _by_rows(who, now)


def _speaks(language: str) -> ColumnElement[bool]:
    said = func.lower(func.coalesce(Candidate.wish_locale, Candidate.locale, ""))
    by_country = and_(said == "", func.coalesce(Candidate.country, "").in_(_countries_reading(language)))
    return or_(said == language, said.startswith(f"{language}-", autoescape=True), by_country)


@cache
def _countries_reading(language: str) -> tuple[str, ...]:
    """Where letters to people of whom no language is known are written in this one."""
    countries = (territory for territory in get_global("territory_languages") if len(territory) == 2)
    return tuple(sorted(country for country in countries if language_of_country(country) == language))


def _by_rows(who: Who, now: datetime) -> ColumnElement[bool]:
    match who:
        case Knows():
            return exists().where(CandidateSkill.candidate_id == Candidate.id, CandidateSkill.skill == skill_key(who.skill))
        case Tagged():
            return and_(Candidate.tags.is_not(None), _Holds(Candidate.tags, literal(who.tag.casefold())))
        case Reached():
            return exists().where(Application.candidate_id == Candidate.id, func.lower(Application.stage).in_(who.stages))
        case Placed():
            return exists().where(Placement.candidate_id == Candidate.id, Placement.active)
        case AliveWithin():
            since = now - timedelta(days=who.days)
            touched = or_(Message.opened_at >= since, Message.clicked_at >= since, Message.replied_at >= since)
            joined = and_(Candidate.joined_at.is_not(None), Candidate.joined_at >= since)
            return or_(joined, exists().where(Message.candidate_id == Candidate.id, touched))
    raise TypeError(f"no query for {type(who).__name__}: write it in worker/store/segment.py")
