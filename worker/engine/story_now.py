"""Where somebody stands now: what comes next, why it waits, and the one line that sums it up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Letter, Step
from worker.engine.enroll import anchors_of
from worker.engine.lookup import short
from worker.engine.parts import Parts
from worker.engine.plan import latest_end, next_stand, spoken
from worker.engine.standing import Standing, is_held, read_holds, read_standings
from worker.engine.story_words import said_at, said_step, sentence_of
from worker.rules.reasons import Reason
from worker.rules.tempo import Level, Tempo, tempo_of
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.message import Message

_MOST_COMING = 20
_LATER_STEPS = 3
"""So many steps after the one that is next are foretold for each campaign."""
_OPEN_ENDED = frozenset({Reason.ON_HOLD.value, Reason.AWAITING_HUMAN.value})


@dataclass(frozen=True, slots=True)
class Coming:
    """A step that is still to come."""

    campaign: str
    step: str
    occurrence: int
    due_at: datetime
    looked_at_again: datetime | None
    """When it is decided anew; None: once what it waits for is over."""
    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class Now:
    """Where somebody stands at one moment."""

    standing: Standing
    tempo: Tempo
    holds: frozenset[str]
    open_replies: tuple[Handoff, ...]
    in_doubt: int
    coming: tuple[Coming, ...]


def read_now(session: Session, parts: Parts, person: Candidate, campaign: str | None = None) -> Now:
    """Read where the person stands; what comes is bounded, soonest first."""
    now = parts.now()
    standing = read_standings(session, parts, [person], now)[person.id]
    holds = read_holds(session)
    active = select(Enrollment).where(Enrollment.candidate_id == person.id, Enrollment.state == "active")
    if campaign is not None:
        active = active.where(Enrollment.campaign == campaign)
    rows = session.scalars(active.order_by(Enrollment.due_at).limit(_MOST_COMING)).all()
    waiting = select(Handoff).where(Handoff.candidate_id == person.id, Handoff.kind == "reply", Handoff.resolved_at.is_(None))
    doubts = select(func.count()).where(Message.candidate_id == person.id, Message.state == "unknown", Message.kind != "service")
    return Now(
        standing=standing,
        tempo=tempo_of(standing.history, person.joined_at, now),
        holds=holds,
        open_replies=tuple(session.scalars(waiting.order_by(Handoff.opened_at).limit(_MOST_COMING))),
        in_doubt=session.scalar(doubts) or 0,
        coming=tuple(chain.from_iterable(_coming_in(parts, row, standing, holds) for row in rows)),
    )


def _coming_in(parts: Parts, row: Enrollment, standing: Standing, holds: frozenset[str]) -> Iterator[Coming]:
    """The step they stand at, and those after it, as far as dates can be foretold."""
    campaign = parts.campaigns.get(row.campaign)
    step = next((one for one in campaign.steps if one.id == row.step), None) if campaign else None
    yield _standing_at(row, step, standing, holds, parts.now())
    if campaign is None or step is None or (isinstance(step, Letter) and step.every is not None):
        return
    anchors, last, due = anchors_of(parts, standing.candidate, row), (row.step, row.occurrence), row.due_at
    over = latest_end(step, due, anchors.place)
    for _ in range(_LATER_STEPS):
        stand = next_stand(campaign, *last, spoken(campaign, anchors, over))
        if stand is None:
            return
        due = max(stand.due_at, over)
        last, over = (stand.step.id, stand.occurrence), latest_end(stand.step, due, anchors.place)
        why = f"{Reason.NOT_DUE.sentence}{_only(stand.step)}"
        yield Coming(row.campaign, *last, due, due, Reason.NOT_DUE.value, why)
        if isinstance(stand.step, Letter) and stand.step.every is not None:
            return


def _standing_at(row: Enrollment, step: Step | None, standing: Standing, holds: frozenset[str], now: datetime) -> Coming:
    """Why it waits: what it was last told; else what speaks against it at this moment; else only its date."""
    reason = row.reason
    if reason in (None, Reason.RESUMED.value):
        reason = _in_the_way(row, standing, holds, now)
    why = (sentence_of(reason) or "It is due, and a worker is about to look at it.") + _only(step)
    again = None if reason in _OPEN_ENDED else max(row.wake_at, row.due_at)
    return Coming(row.campaign, row.step, row.occurrence, row.due_at, again, reason or "due", why)


def _only(step: Step | None) -> str:
    """The step's own conditions, which are asked when it is due."""
    said = [] if step is None else [(step.when, "It goes only if"), (step.unless, "It does not go if")]
    return "".join(f" {words}: {condition}." for condition, words in said if condition is not None)


def _in_the_way(row: Enrollment, standing: Standing, holds: frozenset[str], now: datetime) -> str | None:
    if is_held(holds, row.campaign):
        return Reason.ON_HOLD.value
    if standing.awaiting_human:
        return Reason.AWAITING_HUMAN.value
    return Reason.NOT_DUE.value if row.due_at > now else None


def now_line(now: Now, at: datetime) -> str:
    """One line for whoever reads nothing else; `at` is the present instant."""
    line = _no(now.standing) or _waits(now, at) or _next(now)
    tail = f" {_letters(now.in_doubt)} in doubt: see `rapport doubts`." if now.in_doubt else ""
    return f"Now: {line}{tail}"


def _no(standing: Standing) -> str | None:
    person, zone = standing.candidate, standing.place.zone
    reason = standing.suppressed
    if reason is not None:
        since = f" (since {said_at(person.no_at, zone)})" if person.no_at and person.no_reason else ""
        return f"nothing goes to them. {reason.sentence}{since}"
    if not person.may_be_mailed:
        return f"nothing goes to them. {Reason.MAY_NOT_BE_MAILED.sentence}"
    if not person.address:
        return f"nothing goes to them. {Reason.NO_ADDRESS.sentence}"
    return None


def _waits(now: Now, at: datetime) -> str | None:
    person, zone = now.standing.candidate, now.standing.place.zone
    if now.open_replies:
        first = now.open_replies[0]
        owner = first.owner or "the team"
        return (
            f"they answered, and everything automatic waits for {owner}. When that is done: "
            f"rapport handoffs resolve {short(first.id)} answered --by NAME"
        )
    if "*" in now.holds:
        return f"all sending is on hold. {_next(now)}"
    if person.paused_until is not None and person.paused_until > at:
        reason = sentence_of(person.pause_reason) or Reason.PAUSED_BY_PERSON.sentence
        return f"everything automatic pauses until {said_at(person.paused_until, zone)}. {reason}"
    if now.tempo.level is Level.SILENT:
        return f"we stay silent. {Reason.TEMPO_SILENT.sentence}"
    return None


def _next(now: Now) -> str:
    if not now.coming:
        return "nothing is planned for them."
    zone = now.standing.place.zone
    first = min(now.coming, key=lambda one: one.looked_at_again or one.due_at)
    when = f"looked at {said_at(first.looked_at_again, zone)}" if first.looked_at_again else "once that is over"
    more = f" {_more(now.coming)}" if len(now.coming) > 1 else ""
    return f"next is {said_step(first.step)} of {first.campaign}, {when}. {first.why}{more}"


def _more(coming: Sequence[Coming]) -> str:
    count = len(coming) - 1
    return f"({count} more step{'s' if count > 1 else ''} to come.)"


def _letters(count: int) -> str:
    return "One letter is" if count == 1 else f"{count} letters are"
