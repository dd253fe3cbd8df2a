"""Report: how far people and letters got, campaign by campaign and step by step. A constant number of grouped queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from worker.engine.lookup import find_campaign
from worker.engine.parts import Parts
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.rules.signal_kind import UNSUBSCRIBES, SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.decision import Decision
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.message import Message
from worker.store.models.signal import Signal

FUNNEL = (
    "sent",
    "in doubt",
    "refused",
    "delivered",
    "opened by people",
    "opened by machines",
    "clicked by people",
    "clicked by machines",
    "replied",
    "unsubscribed",
    "bounced",
    "complained",
)
"""The columns of the funnel, in the order things happen. Each counts letters, not events."""

_NOT_ACCEPTED = (MessageState.CLAIMED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.REFUSED)
_BOUNCED = (MessageState.SOFT_BOUNCED, MessageState.BOUNCED, MessageState.DROPPED)


@dataclass(slots=True)
class StepReport:
    """One step: how many stand there, how its letters fared, and why others did not go."""

    step: str
    waiting: int = 0
    letters: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(FUNNEL, 0)))
    not_sent: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class CampaignReport:
    """One campaign. `not_started` tells why events that could have started it did not."""

    campaign: str
    enrolled: int = 0
    active: int = 0
    done: int = 0
    stopped: int = 0
    steps: dict[str, StepReport] = field(default_factory=dict)
    not_started: Counter[str] = field(default_factory=Counter)

    def at(self, step: str) -> StepReport:
        """The report of a step."""
        return self.steps.setdefault(step, StepReport(step))


@dataclass(slots=True)
class Report:
    """What happened since an instant, or ever; and how things stand: handoffs, tempo."""

    at: datetime
    since: datetime | None
    campaigns: dict[str, CampaignReport]
    handoffs: dict[str, Counter[str]]
    """By kind, by resolution; `open` for those that wait."""
    tempo: Counter[str]


def read_report(parts: Parts, campaign: str | None = None, since: datetime | None = None) -> Report:
    """The report, of one campaign or all. Raises `NotFound` for a campaign unknown."""
    with parts.database.read() as session:
        if campaign is not None:
            find_campaign(session, parts, campaign)
        names = [campaign] if campaign is not None else sorted(parts.campaigns)
        reports = {name: CampaignReport(name) for name in names}
        for name in names:
            for step in parts.campaigns[name].steps if name in parts.campaigns else ():
                reports[name].at(step.id)
        _count_enrollments(session, reports, campaign, since)
        _count_letters(session, reports, campaign, since)
        _count_signals(session, reports, campaign, since)
        _count_skips(session, reports, campaign, since)
        handoffs = _count_handoffs(session, campaign, since)
        people = select(Candidate.tempo, func.count()).group_by(Candidate.tempo)
        tempo = Counter({level: count for level, count in session.execute(people)})  # noqa: C416 - rows are no pairs to mypy
    return Report(parts.now(), since, reports, handoffs, tempo)


def _of(reports: dict[str, CampaignReport], name: str) -> CampaignReport:
    """A campaign that the code has no longer keeps its report."""
    return reports.setdefault(name, CampaignReport(name))


def _wanted(model: Any, moment: Any, campaign: str | None, since: datetime | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if campaign is not None:
        conditions.append(model.campaign == campaign)
    if since is not None:
        conditions.append(moment >= since)
    return conditions


def _count_enrollments(
    session: Session, reports: dict[str, CampaignReport], campaign: str | None, since: datetime | None
) -> None:
    columns = (Enrollment.campaign, Enrollment.step, Enrollment.state, Enrollment.reason)
    query = select(*columns, func.count()).where(*_wanted(Enrollment, Enrollment.started_at, campaign, since)).group_by(*columns)
    for name, step, state, reason, count in session.execute(query):
        report = _of(reports, name)
        report.enrolled += count
        if state == "active":
            report.active += count
            report.at(step).waiting += count
        elif state == "done":
            report.done += count
        else:
            report.stopped += count
            report.at(step).not_sent[reason or "stopped"] += count


def _count_letters(session: Session, reports: dict[str, CampaignReport], campaign: str | None, since: datetime | None) -> None:
    def having(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    query = (
        select(
            Message.campaign,
            Message.step,
            having(Message.state.not_in([state.value for state in _NOT_ACCEPTED])),
            having(Message.state == MessageState.UNKNOWN.value),
            having(Message.state == MessageState.REFUSED.value),
            having(Message.delivered_at.is_not(None)),
            having(Message.replied_at.is_not(None)),
            having(Message.state.in_([state.value for state in _BOUNCED])),
            having(Message.state == MessageState.COMPLAINED.value),
        )
        .where(Message.kind != "service", *_wanted(Message, Message.sending_at, campaign, since))
        .group_by(Message.campaign, Message.step)
    )
    columns = ("sent", "in doubt", "refused", "delivered", "replied", "bounced", "complained")
    for name, step, *counts in session.execute(query):
        _of(reports, name).at(step).letters.update({key: int(count) for key, count in zip(columns, counts, strict=True)})


def _count_signals(session: Session, reports: dict[str, CampaignReport], campaign: str | None, since: datetime | None) -> None:
    """Letters that were opened or followed, by people and by machines apart; and letters that somebody unsubscribed from."""
    heard = case(
        (Signal.kind.in_([kind.value for kind in UNSUBSCRIBES]), "unsubscribed"),
        ((Signal.kind == SignalKind.OPENED.value) & Signal.human.is_(True), "opened by people"),
        ((Signal.kind == SignalKind.OPENED.value) & Signal.human.is_(False), "opened by machines"),
        ((Signal.kind == SignalKind.CLICKED.value) & Signal.human.is_(True), "clicked by people"),
        ((Signal.kind == SignalKind.CLICKED.value) & Signal.human.is_(False), "clicked by machines"),
        else_="",
    ).label("heard")
    signals = (
        select(Message.campaign, Message.step, Message.id, heard)
        .join(Signal, Signal.message_id == Message.id)
        .where(Message.kind != "service", *_wanted(Message, Message.sending_at, campaign, since))
        .distinct()
        .subquery()
    )
    columns = (signals.c.campaign, signals.c.step, signals.c.heard)
    for name, step, what, count in session.execute(select(*columns, func.count()).group_by(*columns)):
        if what:
            _of(reports, name).at(step).letters[what] += count


def _count_skips(session: Session, reports: dict[str, CampaignReport], campaign: str | None, since: datetime | None) -> None:
    """Letters passed over, by reason; and starts that were none. What a stop ended is counted with the enrollments."""
    columns = (Decision.campaign, Decision.step, Decision.reason)
    query = (
        select(*columns, func.count())
        .where(
            Decision.action == "skip",
            Decision.reason != Reason.REFUSED_BY_PROVIDER.value,  # has a column of its own
            Decision.campaign.is_not(None),
            *_wanted(Decision, Decision.at, campaign, since),
        )
        .group_by(*columns)
    )
    for name, step, reason, count in session.execute(query):
        report = _of(reports, name or "")
        (report.not_started if step is None else report.at(step).not_sent)[reason] += count


def _count_handoffs(session: Session, campaign: str | None, since: datetime | None) -> dict[str, Counter[str]]:
    columns = (Handoff.kind, func.coalesce(Handoff.resolution, "open"))
    query = select(*columns, func.count()).group_by(*columns)
    if since is not None:
        query = query.where(Handoff.opened_at >= since)
    if campaign is not None:
        own = select(Enrollment.id).where(Enrollment.campaign == campaign)
        letters = select(Message.id).where(Message.campaign == campaign)
        query = query.where(or_(Handoff.enrollment_id.in_(own), Handoff.message_id.in_(letters)))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, resolution, count in session.execute(query):
        counts[kind][resolution] += count
    return dict(counts)
