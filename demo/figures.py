"""What happened, in figures: the same that are printed and that `summary.json` holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Handoff as HandoffStep
from campaigns.vocabulary import discover_campaigns
from demo.checks.evidence import Evidence
from demo.checks.people import first_tellings
from worker.rules.signal_kind import SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.decision import Decision
from worker.store.models.handoff import Handoff
from worker.store.models.message import Message
from worker.store.models.signal import Reply, Signal

Figures = dict[str, Any]
FORGOTTEN = "(erased since)"


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary, field by field as in `summary.json`."""

    events: int
    events_by_type: dict[str, int]
    events_by_door: dict[str, int]
    told_twice: int
    people: int
    letters: Figures
    service_mail: int
    not_sent: dict[str, int]
    signals: Figures
    replies: dict[str, int]
    tempo: dict[str, int]
    handoffs: dict[str, int]
    instants: int
    checks: dict[str, int]
    seconds: float

    def document(self) -> Figures:
        """As it is written to the file."""
        return asdict(self)


def letters(evidence: Evidence) -> Figures:
    """Letters to candidates, as the mailbox has them; which campaign each belongs to, our books say."""
    campaigns = {row.mid: row.campaign for row in evidence.books.ledger}
    mine = evidence.to_candidates
    return {
        "total": len(mine),
        "by_campaign": _sorted(Counter(campaigns.get(letter.mid, FORGOTTEN) for letter in mine)),
        "by_locale": _sorted(Counter(letter.language for letter in mine)),
    }


def events_by_type(evidence: Evidence) -> dict[str, int]:
    """Events of the script, each once, by type."""
    return _sorted(Counter(line.event["type"] for line in first_tellings(evidence.lines)))


def not_sent(session: Session) -> dict[str, int]:
    """Letters that were not sent, and ways that ended, by reason."""
    tasks = {(name, step.id) for name, c in discover_campaigns().items() for step in c.steps if isinstance(step, HandoffStep)}
    query = (
        select(Decision.reason, Decision.campaign, Decision.step, func.count())
        .where(Decision.action.in_(["skip", "stop"]))
        .group_by(Decision.reason, Decision.campaign, Decision.step)
    )
    found: Counter[str] = Counter()
    for reason, campaign, step, number in session.execute(query):
        if (campaign, step) not in tasks:
            found[reason] += number
    return _sorted(found)


def signals(session: Session) -> Figures:
    """What came back, opens and clicks told apart by who made them."""
    query = select(Signal.kind, Signal.human, func.count()).group_by(Signal.kind, Signal.human)
    counted = {(kind, human): number for kind, human, number in session.execute(query)}
    by_whom = {
        name: {"people": counted.get((kind.value, True), 0), "machines": counted.get((kind.value, False), 0)}
        for name, kind in (("opens", SignalKind.OPENED), ("clicks", SignalKind.CLICKED))
    }
    others = Counter({kind: number for (kind, human), number in counted.items() if human is None})
    return by_whom | _sorted(others)


def replies(session: Session) -> dict[str, int]:
    """Mail that came in, by what it was taken for."""
    return _counts(session, Reply.classed_as)


def tempo(session: Session) -> dict[str, int]:
    """How eager people are to hear from us, in the end."""
    return _counts(session, Candidate.tempo)


def handoffs(session: Session) -> dict[str, int]:
    """Tasks for colleagues: opened, and what became of them."""
    by_resolution = _counts(session, func.coalesce(Handoff.resolution, "open"))
    deadline = by_resolution.get("deadline", 0)
    still_open = by_resolution.get("open", 0)
    opened = sum(by_resolution.values())
    return {"opened": opened, "resolved": opened - deadline - still_open, "deadline_passed": deadline, "open": still_open}


def good_story(session: Session) -> tuple[str, str] | None:
    """Whose year is worth reading, as `_to_type`: the person with the most different things decided about them."""
    eventful = (
        select(Decision.candidate_id)
        .group_by(Decision.candidate_id)
        .order_by(func.count(func.distinct(Decision.action + Decision.reason)).desc(), Decision.candidate_id)
        .where(Decision.candidate_id.in_(select(Message.candidate_id).where(Message.kind == "letter")))
        .limit(1)
    )
    person = session.scalars(select(Candidate).where(Candidate.id.in_(eventful))).one_or_none()
    return _to_type(person) if person else None


def stories_of_replies(session: Session) -> dict[str, tuple[str, str]]:
    """For each kind of mail that came in, somebody who sent such a mail, as `_to_type`: their story tells of it."""
    query = select(Reply.classed_as, Candidate).join(Candidate, Candidate.id == Reply.candidate_id).order_by(Reply.id)
    found: dict[str, tuple[str, str]] = {}
    for kind, person in session.execute(query):
        found.setdefault(kind, _to_type(person))
    return dict(sorted(found.items()))


def _to_type(person: Candidate) -> tuple[str, str]:
    """What a command takes for the person (their address; our id, where they have none any more), and their name."""
    typed = person.address or str(person.id)
    return typed, " ".join(filter(None, (person.first_name, person.last_name))) or typed


def _counts(session: Session, column: Any) -> dict[str, int]:
    return _sorted(
        Counter({str(value): number for value, number in session.execute(select(column, func.count()).group_by(column))})
    )


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
