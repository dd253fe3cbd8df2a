"""Newsletter report: what came of an issue, by language, variant and mail host, link by link, beside the issues before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.orm import Session

from worker.engine.newsletter_issue import find_issue
from worker.engine.parts import Parts
from worker.rules.message_state import MessageState, counts_as_sent
from worker.rules.signal_kind import UNSUBSCRIBES, SignalKind
from worker.store.models.message import Message
from worker.store.models.newsletter import NEWSLETTER, NewsletterIssue
from worker.store.models.signal import Signal

COLUMNS = (
    "sent",
    "in doubt",
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
"""What is counted; each counts letters, not events."""
_SHARES = ("opened by people", "clicked by people", "replied", "unsubscribed", "complained")
_BOUNCED = (MessageState.SOFT_BOUNCED, MessageState.BOUNCED, MessageState.DROPPED)
_MOST_HOSTS, _EARLIER = 10, 5
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class LinkReport:
    """One link of the issue: how many readers followed it, and for how many a machine did."""

    url: str
    people: int
    machines: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """An issue beside which this one is set: of those delivered, the share that did each."""

    slug: str
    shares: dict[str, float]


@dataclass(slots=True)
class IssueReport:
    """What came of one issue."""

    slug: str
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    columns: tuple[str, ...] = COLUMNS
    total: Counter[str] = field(default_factory=Counter)
    by: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    """By language, variant and mail host (the ten largest)."""
    links: list[LinkReport] = field(default_factory=list)
    test: str | None = None
    earlier: list[Earlier] = field(default_factory=list)
    """This issue first, then those before it."""


def read_issue_report(parts: Parts, slug: str) -> IssueReport:
    """The report of one issue, under way or over. Raises `NotFound`."""
    with parts.database.read() as session:
        issue = find_issue(session, slug)
        report = IssueReport(slug, issue.state, issue.started_at, issue.ended_at)
        report.test = issue.tested.get("sentence") if issue.tested else None
        for name, group in (("language", Message.locale), ("variant", Message.variant), ("host", _host(session))):
            report.by[name] = _counted(session, slug, group)
        report.by["host"] = _largest(report.by["host"])
        for counts in report.by["language"].values():
            report.total.update(counts)
        report.links = _links(session, parts, slug)
        report.earlier = [Earlier(slug, _shares(report.total)), *_before(session, issue)]
    return report


def _host(session: Session) -> ColumnElement[str]:
    address = func.lower(Message.address)
    at = func.strpos(address, "@") if session.get_bind().dialect.name == "postgresql" else func.instr(address, "@")
    return func.substr(address, at + 1)


def _mine(slug: str) -> tuple[ColumnElement[bool], ...]:
    return Message.kind == NEWSLETTER, Message.step == slug


def _counted(session: Session, slug: str, group: Any) -> dict[str, Counter[str]]:
    """Two grouped queries: what the ledger says, and what came back."""
    of = func.coalesce(group, "").label("of")
    letters = select(Message.id, of, Message.state, Message.delivered_at, Message.replied_at).where(*_mine(slug)).subquery()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    states = letters.c.state
    query = select(
        letters.c.of, states, func.count(), func.count(letters.c.delivered_at), func.count(letters.c.replied_at)
    ).group_by(letters.c.of, states)
    for name, state, count, delivered, replied in session.execute(query):
        counts = found[name]
        counts.update({"delivered": delivered, "replied": replied})
        counts["in doubt"] += count if state == MessageState.UNKNOWN else 0
        counts["bounced"] += count if state in _BOUNCED else 0
        counts["complained"] += count if state == MessageState.COMPLAINED else 0
        counts["sent"] += count if counts_as_sent(MessageState(state)) and state != MessageState.UNKNOWN else 0
    for name, what, count in session.execute(_touched(letters)):
        if what:
            found[name][what] += count
    return {name: found[name] for name in sorted(found) if any(found[name].values())}


def _touched(letters: Subquery) -> Select[str, str, int]:
    """Letters by what came back about them, each letter once for each kind."""
    touched = [
        ((Signal.kind == kind.value) & Signal.human.is_(human), f"{kind.value} by {whom}")
        for kind in (SignalKind.OPENED, SignalKind.CLICKED)
        for human, whom in ((True, "people"), (False, "machines"))
    ]
    what = case(*touched, (Signal.kind.in_([kind.value for kind in UNSUBSCRIBES]), "unsubscribed"), else_="").label("what")
    once = select(letters.c.of, letters.c.id, what).join(Signal, Signal.message_id == letters.c.id).distinct().subquery()
    return select(once.c.of, once.c.what, func.count()).group_by(once.c.of, once.c.what)


def _largest(hosts: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    ranked = sorted(hosts, key=lambda name: (-hosts[name]["sent"], name))
    kept = {name: hosts[name] for name in ranked[:_MOST_HOSTS]}
    rest: Counter[str] = Counter()
    for name in ranked[_MOST_HOSTS:]:
        rest.update(hosts[name])
    return kept | ({OTHERS: rest} if rest else {})


def _links(session: Session, parts: Parts, slug: str) -> list[LinkReport]:
    """Links by how many followed them. Links to our own pages name nobody here: their tokens are left out."""
    url = Signal.detail["url"].as_string()
    clicks = (
        select(url.label("url"), Signal.human, Signal.message_id)
        .join(Message, Message.id == Signal.message_id)
        .where(*_mine(slug), Signal.kind == SignalKind.CLICKED.value, Signal.human.is_not(None))
        .where(~url.startswith(f"{parts.policy.base_url}/", autoescape=True))
        .distinct()
        .subquery()
    )
    found: dict[str, dict[bool, int]] = defaultdict(lambda: {True: 0, False: 0})
    query = select(clicks.c.url, clicks.c.human, func.count()).group_by(clicks.c.url, clicks.c.human)
    for where, human, count in session.execute(query):
        if where:
            found[where][bool(human)] += count
    links = [LinkReport(where, counts[True], counts[False]) for where, counts in found.items()]
    return sorted(links, key=lambda link: (-link.people, -link.machines, link.url))


def _shares(total: Counter[str]) -> dict[str, float]:
    delivered = total["delivered"]
    return {name: total[name] / delivered if delivered else 0.0 for name in _SHARES}


def _before(session: Session, issue: NewsletterIssue) -> list[Earlier]:
    earlier = select(NewsletterIssue.slug).where(NewsletterIssue.started_at < issue.started_at)
    found: list[Earlier] = []
    for slug in session.scalars(earlier.order_by(NewsletterIssue.started_at.desc()).limit(_EARLIER)):
        total: Counter[str] = Counter()
        for counts in _counted(session, slug, Message.locale).values():
            total.update(counts)
        found.append(Earlier(slug, _shares(total)))
    return found
