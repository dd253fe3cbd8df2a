"""Gate: the one question every letter is asked last: may it leave, now, to this person?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from campaigns.vocabulary.step import Priority
from campaigns.vocabulary.tempo import Tempo
from campaigns.vocabulary.topic import Topic
from worker.rules.budget import NO_WISH, Wish, room_at
from worker.rules.calendar import is_humane, next_humane, on_the_day_of
from worker.rules.history import PastLetter
from worker.rules.place import Place
from worker.rules.reasons import Reason
from worker.rules.tempo import Level, tempo_of

ASK_AGAIN = timedelta(hours=1)
"""When a wait has no known end (a hold, an unanswered reply, a letter that goes first), the gate is asked again after so long."""
SERVICE_MAIL_PER_HOUR = 20
"""So much service mail may one address get within an hour."""


class Action(StrEnum):
    """What to do with the letter."""

    SEND = "send"
    DEFER = "defer"
    SKIP = "skip"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer. `until` is set with `DEFER` only."""

    action: Action
    reason: Reason
    until: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """All that the gate may look at, read in the transaction that then sets `sending`."""

    address: str | None
    suppressed: Reason | None = None
    """The standing no, one of the stop reasons; None when there is none."""
    may_be_mailed: bool = True
    topic: Topic
    topics_off: frozenset[Topic] = frozenset()
    joined: frozenset[Topic] = frozenset()
    lapsed: frozenset[Topic] = frozenset()
    """What they once said yes to, for a time that is over."""
    paused_until: datetime | None = None
    pause_reason: Reason | None = None
    """Why it is paused: `PAUSED_BY_PERSON` unless said otherwise."""
    awaiting_human: bool = False
    """They answered, and nobody has resolved it yet."""
    on_hold: bool = False
    only_to: tuple[str, ...] = ()
    """Allow-list of addresses and @domains; empty: no limit."""
    due_at: datetime
    expires_at: datetime
    place: Place
    history: tuple[PastLetter, ...] = ()
    joined_at: datetime | None = None
    wish: Wish = NO_WISH
    answers_event: bool = False
    priority: Priority = Priority.NORMAL
    goes_later: bool = False
    """Another letter to this person is due, with a higher priority, or with the same and due for longer."""
    best_hour: time | None = None
    """When they usually read, on their own clock, for a letter that waits for it."""
    not_again_before: datetime | None = None
    """The same letter went to this person before and may go again from then on."""
    tempo_use: Tempo = Tempo.FOLLOWS
    channel_opens_at: datetime | None = None
    channel_reason: Reason = Reason.BREAKER_OPEN


def decide(facts: GateFacts, now: datetime) -> Verdict:
    """Whether the letter may leave at `now`. The questions, always in this order; the first that objects decides:

    1.  Is there a no: unsubscribed, bounced, complained, erased, stopped? Stop.
    2.  May they be mailed at all, and do we have an address? Else stop.
    3.  Is it past its expiry? Skip.
    4.  Is there an allow-list without this address? Skip.
    5.  Do they not want this topic, or need to opt in to it and have not, or so long ago that it has lapsed? Skip.
    6.  Did they have this letter too recently? Skip.
    7.  Is sending on hold? Defer.
    8.  Does a reply of theirs wait for a colleague? Defer.
    9.  Did they, or their out-of-office reply, ask for a pause? Defer until it is over.
    10. Is the channel closed? Defer until it opens.
    11. Does their tempo speak against it, as the campaign uses it? Stop when silent, or skip. Not asked of what answers an event.
    12. Is the budget used up? Defer until there is room. Not asked of what answers an event.
    13. Does a more important letter wait, or one of the same importance for longer? Defer. Not asked of what answers an event.
    14. Is it due, at a humane hour? Else defer until it is.
    15. Is the hour at which they usually read still to come today? Defer until then. Asked only of letters that wait for it.

    Every `until` is at a humane hour. A wait that would end after the expiry is a skip at once, with the reason of the
    wait and that in its detail; where the end is not known (7, 8, 13) the gate is asked again, until the letter expires.
    """
    return (
        _ask_for_a_no(facts)
        or _ask_whether_it_still_fits(facts, now)
        or _ask_who_has_to_wait(facts, now)
        or (None if facts.answers_event else _ask_tempo_and_budget(facts, now))
        or _ask_the_clock(facts, now)
        or Verdict(Action.SEND, Reason.OK)
    )


def service_gate(hard_bounced: bool, sent_to_address_last_hour: int, now: datetime) -> Verdict:
    """The narrower gate of service mail: stopped by a hard bounce only, and slowed down to some letters an hour."""
    if hard_bounced:
        return Verdict(Action.STOP, Reason.HARD_BOUNCED)
    if sent_to_address_last_hour >= SERVICE_MAIL_PER_HOUR:
        detail = f"{sent_to_address_last_hour} within the hour"
        return Verdict(Action.DEFER, Reason.RATE_LIMITED, now + ASK_AGAIN, detail)
    return Verdict(Action.SEND, Reason.OK)


def _ask_for_a_no(facts: GateFacts) -> Verdict | None:
    if facts.suppressed is not None:
        return Verdict(Action.STOP, facts.suppressed)
    if not facts.may_be_mailed:
        return Verdict(Action.STOP, Reason.MAY_NOT_BE_MAILED)
    if not facts.address:
        return Verdict(Action.STOP, Reason.NO_ADDRESS)
    return None


def _ask_whether_it_still_fits(facts: GateFacts, now: datetime) -> Verdict | None:
    if now > facts.expires_at:
        return Verdict(Action.SKIP, Reason.EXPIRED)
    if facts.only_to and not is_on_allow_list(facts.address or "", facts.only_to):
        return Verdict(Action.SKIP, Reason.NOT_ON_ALLOW_LIST)
    if facts.topic in facts.topics_off:
        return Verdict(Action.SKIP, Reason.TOPIC_OFF)
    if facts.topic.needs_opt_in and facts.topic not in facts.joined:
        return Verdict(Action.SKIP, Reason.CONSENT_LAPSED if facts.topic in facts.lapsed else Reason.NOT_OPTED_IN)
    if facts.not_again_before is not None and now < facts.not_again_before:
        return Verdict(Action.SKIP, Reason.SENT_RECENTLY)
    return None


def _ask_who_has_to_wait(facts: GateFacts, now: datetime) -> Verdict | None:
    if facts.on_hold:
        return _ask_again(facts, Reason.ON_HOLD, now)
    if facts.awaiting_human:
        return _ask_again(facts, Reason.AWAITING_HUMAN, now)
    if facts.paused_until is not None and now < facts.paused_until:
        return _defer(facts, facts.pause_reason or Reason.PAUSED_BY_PERSON, facts.paused_until)
    if facts.channel_opens_at is not None and now < facts.channel_opens_at:
        return _defer(facts, facts.channel_reason, facts.channel_opens_at)
    return None


def _ask_tempo_and_budget(facts: GateFacts, now: datetime) -> Verdict | None:
    tempo = tempo_of(facts.history, facts.joined_at, now)
    if tempo.level is Level.SILENT:
        return Verdict(Action.STOP, Reason.TEMPO_SILENT, detail=f"{tempo.unanswered} unanswered")
    factor = tempo.factor
    if facts.tempo_use is Tempo.LAST_QUESTION:
        if tempo.level is not Level.ASKING:
            return Verdict(Action.SKIP, Reason.CONDITION_NOT_MET, detail="there is no need to ask whether to stay in touch")
        factor = 1  # stretched, the question would come later than the silence it is to prevent
    elif tempo.level is Level.ASKING or (tempo.level is Level.QUIET and not _goes_when_quiet(facts)):
        return Verdict(Action.SKIP, Reason.QUIET_LOW_PRIORITY, detail=f"{tempo.level}, {tempo.unanswered} unanswered")
    elif facts.tempo_use is Tempo.ONLY_WHEN_KEEN and tempo.level is not Level.KEEN:
        return Verdict(Action.SKIP, Reason.NOT_KEEN, detail=tempo.level.value)
    room = room_at(facts.history, factor, now, facts.wish)
    if room > now:
        return _defer(facts, Reason.OVER_BUDGET, room)
    return _ask_again(facts, Reason.YIELDS_TO_PRIORITY, now) if facts.goes_later else None


def _goes_when_quiet(facts: GateFacts) -> bool:
    return facts.priority >= Priority.HIGH or facts.tempo_use is Tempo.EVEN_WHEN_QUIET


def _ask_the_clock(facts: GateFacts, now: datetime) -> Verdict | None:
    if now < facts.due_at:
        return _defer(facts, Reason.NOT_DUE, facts.due_at)
    humane = next_humane(now, facts.place)
    if humane > now:
        return _defer(facts, Reason.OUTSIDE_HOURS, humane)
    if facts.best_hour is None:
        return None
    best = on_the_day_of(now, facts.best_hour, facts.place)
    waits = now < best <= facts.expires_at and is_humane(best, facts.place)
    return Verdict(Action.DEFER, Reason.BEST_HOUR, best) if waits else None


def _defer(facts: GateFacts, reason: Reason, until: datetime) -> Verdict:
    humane = next_humane(max(until, facts.due_at), facts.place)
    if humane > facts.expires_at:
        return Verdict(Action.SKIP, reason, detail=f"{reason.value} until after it expires")
    return Verdict(Action.DEFER, reason, humane)


def _ask_again(facts: GateFacts, reason: Reason, now: datetime) -> Verdict:
    return Verdict(Action.DEFER, reason, next_humane(max(now + ASK_AGAIN, facts.due_at), facts.place))


def is_on_allow_list(address: str, only_to: tuple[str, ...]) -> bool:
    """Whether `only_to` names the address, or its whole domain as '@domain'. Case does not matter."""
    wanted = address.strip().casefold()
    _local, at, domain = wanted.rpartition("@")
    return bool(at) and any(entry.strip().casefold() in (wanted, at + domain) for entry in only_to)
