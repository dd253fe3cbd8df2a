"""Grouped report: what came of letters, by campaign, step, language, week or variant. Four grouped queries, whatever is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, select
from sqlalchemy.orm import Session

from worker.engine.lookup import find_campaign
from worker.engine.parts import Parts
from worker.rules.message_state import MessageState, counts_as_sent
from worker.rules.signal_kind import UNSUBSCRIBES, SignalKind
from worker.store.models.message import Message
from worker.store.models.signal import Reply, Signal

COUNTS = (
    "sent",
    "delivered",
    "opened by people",
    "opened by machines",
    "clicked by people",
    "clicked by machines",
    "hard bounces",
    "soft bounces",
    "bounces of ours",
    "complaints",
    "unsubscribes",
)
"""What is counted of letters; a letter counts once in each. Replies are counted by what we took them for, mails each."""
REPLIES = "replies: "
_WEEK = timedelta(days=7)
_HEARD = {
    SignalKind.HARD_BOUNCED: "hard bounces",
    SignalKind.SOFT_BOUNCED: "soft bounces",
    SignalKind.BOUNCED_OURS: "bounces of ours",
    SignalKind.COMPLAINED: "complaints",
} | dict.fromkeys(UNSUBSCRIBES, "unsubscribes")


class By(StrEnum):
    """What letters are grouped by."""

    CAMPAIGN = "campaign"
    STEP = "step"
    LOCALE = "locale"
    WEEK = "week"
    VARIANT = "variant"
    """Only letters that have variants."""


@dataclass(slots=True)
class GroupedReport:
    """The counts of each group. `columns` are those of `COUNTS`, then one for each class of replies there was."""

    by: By
    since: datetime | None
    columns: tuple[str, ...] = COUNTS
    groups: dict[str, Counter[str]] = field(default_factory=dict)


def read_grouped(parts: Parts, by: By, campaign: str | None = None, since: datetime | None = None) -> GroupedReport:
    """The letters that left since an instant, or ever, in groups. Weeks are ISO weeks in UTC, named by their Monday.

    Service mail is not counted. Raises `NotFound` for a campaign unknown.
    """
    report = GroupedReport(by, since)
    with parts.database.read() as session:
        if campaign is not None:
            find_campaign(session, parts, campaign)
        weeks = _weeks(session, campaign, since, parts.now()) if by is By.WEEK else []
        letters = _letters(by, weeks, campaign, since)
        left = select(letters.c.of, func.count(), func.count(letters.c.delivered_at)).group_by(letters.c.of)
        for group, sent, delivered in session.execute(left):
            report.groups[group] = Counter({"sent": sent, "delivered": delivered})
        for group, what, count in session.execute(_touched(letters)):
            if what:
                report.groups[group][what] += count
        for group, classed_as, count in session.execute(_answered(letters)):
            report.groups[group][f"{REPLIES}{classed_as}"] += count
    report.groups = dict(sorted(report.groups.items()))
    classes = {what for counts in report.groups.values() for what in counts if what.startswith(REPLIES)}
    report.columns = (*COUNTS, *sorted(classes))
    return report


def _conditions(campaign: str | None, since: datetime | None) -> list[ColumnElement[bool]]:
    left = [state.value for state in MessageState if counts_as_sent(state)]
    conditions = [Message.kind != "service", Message.state.in_(left), Message.sending_at.is_not(None)]
    if campaign is not None:
        conditions.append(Message.campaign == campaign)
    if since is not None:
        conditions.append(Message.sending_at >= since)
    return conditions


def _weeks(session: Session, campaign: str | None, since: datetime | None, now: datetime) -> list[datetime]:
    """The Mondays of the weeks there are, so that any database can tell a letter's week by comparing instants."""
    first = session.scalar(select(func.min(Message.sending_at)).where(*_conditions(campaign, since)))
    if first is None:
        return []
    day = first.astimezone(UTC).date()
    monday = day - timedelta(days=day.weekday())
    start = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
    return [start + _WEEK * number for number in range((now - start) // _WEEK + 1)]


def _letters(by: By, weeks: list[datetime], campaign: str | None, since: datetime | None) -> Subquery:
    columns = (Message.id, _group(by, weeks).label("of"), Message.delivered_at)
    only = [Message.variant.is_not(None)] if by is By.VARIANT else []
    return select(*columns).where(*_conditions(campaign, since), *only).subquery()


def _group(by: By, weeks: list[datetime]) -> ColumnElement[str]:
    match by:
        case By.CAMPAIGN:
            return func.coalesce(Message.campaign, "")
        case By.STEP:
            return Message.campaign + "." + Message.step
        case By.LOCALE:
            return func.coalesce(Message.locale, "unknown")
        case By.VARIANT:
            return Message.campaign + "." + Message.step + " " + func.coalesce(Message.variant, "")
        case By.WEEK:
            latest_first = [(Message.sending_at >= monday, monday.date().isoformat()) for monday in reversed(weeks)]
            return case(*latest_first, else_="") if latest_first else literal("")


def _touched(letters: Subquery) -> Select[str, str, int]:
    """Letters by what came back about them, each letter once for each kind."""
    touched = [
        ((Signal.kind == kind.value) & Signal.human.is_(human), f"{kind.value} by {whom}")
        for kind in (SignalKind.OPENED, SignalKind.CLICKED)
        for human, whom in ((True, "people"), (False, "machines"))
    ]
    heard = [(Signal.kind == kind.value, words) for kind, words in _HEARD.items()]
    what = case(*touched, *heard, else_="").label("what")
    once = select(letters.c.of, letters.c.id, what).join(Signal, Signal.message_id == letters.c.id).distinct().subquery()
    return select(once.c.of, once.c.what, func.count()).group_by(once.c.of, once.c.what)


def _answered(letters: Subquery) -> Select[str, str, int]:
    """Mails that answered a letter, by what we took them for."""
    query = select(letters.c.of, Reply.classed_as, func.count()).join(Reply, Reply.message_id == letters.c.id)
    return query.group_by(letters.c.of, Reply.classed_as)
