"""Pace: how many letters may leave a sending domain, altogether and to one mail host, so that mailboxes learn to trust it.

See docs/pace.md. Everything here is a few numbers a domain and host; nothing grows with the people written to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

BURST = timedelta(seconds=10)
"""A rate per second holds on average over so long: a call that carries many letters is not cut into crumbs."""
LATEST = timedelta(days=1)
"""Whoever has to wait is looked at again at least so often: plans grow, and limits change."""
STANDARD_WARM_UP = (50, 100, 250, 500, 1_000, 2_000, 4_000, 7_000, 12_000, 20_000, 35_000, 60_000, 100_000, 150_000)
"""Letters on each day of a new domain: about as large mailbox providers and SendGrid advise, doubling at first."""
ANY_HOST = "*"

_SAME_HOST = {
    "googlemail.com": "gmail.com",
    "hotmail.com": "outlook.com", "live.com": "outlook.com", "msn.com": "outlook.com", "passport.com": "outlook.com",
    "ymail.com": "yahoo.com", "rocketmail.com": "yahoo.com", "aol.com": "yahoo.com", "aim.com": "yahoo.com",
    "me.com": "icloud.com", "mac.com": "icloud.com",
    "gmx.net": "gmx.de", "gmx.at": "gmx.de", "gmx.ch": "gmx.de", "gmx.com": "gmx.de",
}  # fmt: skip
_IN_MANY_COUNTRIES = {"hotmail": "outlook.com", "outlook": "outlook.com", "live": "outlook.com", "yahoo": "yahoo.com"}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most letters in a second (on average), a clock hour and a UTC day; None: as many as there are."""

    second: float | None = None
    hour: int | None = None
    day: int | None = None

    def __bool__(self) -> bool:
        return (self.second, self.hour, self.day) != (None, None, None)


@dataclass(frozen=True, slots=True)
class WarmUp:
    """A new domain's first days: so many letters on each; after the last of them only the usual limits hold."""

    starts_on: date
    by_day: tuple[int, ...] = STANDARD_WARM_UP

    def on(self, day: date) -> int | None:
        """That day's limit, the first day's before it begins; None once it is over."""
        number = max(0, (day - self.starts_on).days)
        return self.by_day[number] if number < len(self.by_day) else None


@dataclass(frozen=True, slots=True)
class PaceRules:
    """What an installation allows its sending domain."""

    domain: Limits = Limits()
    hosts: Mapping[str, Limits] = field(default_factory=dict)
    """By the name that `host_of` gives; `*` for every other host."""
    warm_up: WarmUp | None = None

    def limits_of_domain(self, day: date) -> Limits:
        """What holds for the domain that day, warm-up included."""
        warm = self.warm_up.on(day) if self.warm_up is not None else None
        if warm is None:
            return self.domain
        return replace(self.domain, day=warm if self.domain.day is None else min(warm, self.domain.day))

    def limits_of_host(self, host: str) -> Limits:
        """What holds for letters to that host."""
        return self.hosts.get(host) or self.hosts.get(ANY_HOST) or Limits()

    def __bool__(self) -> bool:
        return bool(self.domain) or bool(self.hosts) or self.warm_up is not None


@dataclass(frozen=True, slots=True)
class Count:
    """How many have left lately under one set of limits. Times are in UTC."""

    due: datetime | None = None
    """When the rate per second will have been kept by all that have left (generic cell rate algorithm, ITU-T I.371)."""
    hour: datetime | None = None
    in_hour: int = 0
    day: datetime | None = None
    in_day: int = 0
    queue: datetime | None = None
    """The turn that the next one who has to wait will get."""


def host_of(address: str) -> str:
    """Whose mailboxes these are: the domain, or the best known name of those that one provider runs."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    return _SAME_HOST.get(domain) or _IN_MANY_COUNTRIES.get(domain.partition(".")[0]) or domain


def room(count: Count, limits: Limits, now: datetime) -> int | None:
    """How many letters may leave at this moment; None: any number."""
    places = []
    if limits.second is not None:
        ahead = max(timedelta(0), count.due - now) if count.due is not None else timedelta(0)
        places.append(int((_burst(limits.second) - ahead).total_seconds() * limits.second + 1e-9))
    if limits.hour is not None:
        places.append(limits.hour - (count.in_hour if count.hour == _hour(now) else 0))
    if limits.day is not None:
        places.append(limits.day - (count.in_day if count.day == _day(now) else 0))
    return max(0, min(places)) if places else None


@dataclass(frozen=True, slots=True)
class Wait:
    """When a letter may leave, and how those who wait for the same follow each other."""

    until: datetime
    apart: timedelta = timedelta(0)
    """One takes up so much of the time that comes after."""
    at_once: timedelta = timedelta(0)
    """Whoever's turn falls into one such span of it has it at its beginning."""


def wait_for(count: Count, limits: Limits, now: datetime, tomorrow: Limits | None = None) -> Wait:
    """How long a letter has to wait; until `now` where there is room. `tomorrow` are the limits of the next day, if others."""
    waits = [Wait(now)]
    if limits.second is not None and room(count, Limits(second=limits.second), now) == 0 and count.due is not None:
        apart = timedelta(seconds=1 / limits.second)
        waits.append(Wait(count.due - _burst(limits.second) + apart, apart))
    if limits.hour is not None and room(count, Limits(hour=limits.hour), now) == 0:
        hour = timedelta(hours=1)
        waits.append(Wait(_hour(now) + hour, hour / limits.hour, hour))
    if limits.day is not None and room(count, Limits(day=limits.day), now) == 0:
        day = timedelta(days=1)
        waits.append(Wait(_day(now) + day, day / ((tomorrow or limits).day or limits.day), day))
    return max(waits, key=lambda wait: wait.until)


def with_one_more(count: Count, limits: Limits, now: datetime) -> Count:
    """The count after a letter has left now."""
    hour, day = _hour(now), _day(now)
    due = count.due
    if limits.second is not None:
        due = max(due or now, now) + timedelta(seconds=1 / limits.second)
    return replace(
        count,
        due=due,
        hour=hour,
        in_hour=(count.in_hour if count.hour == hour else 0) + 1,
        day=day,
        in_day=(count.in_day if count.day == day else 0) + 1,
    )


def with_one_waiting(count: Count, wait: Wait) -> tuple[Count, datetime]:
    """The count after somebody has to wait, and their turn: so many at a time as can leave then, and nobody in vain."""
    queue = max(count.queue or wait.until, wait.until)
    behind = queue - wait.until
    if wait.at_once:
        behind -= behind % wait.at_once
    turn = wait.until + min(behind, LATEST)
    return replace(count, queue=min(queue + wait.apart, wait.until + 2 * LATEST)), turn


def _burst(second: float) -> timedelta:
    return max(BURST, timedelta(seconds=1 / second))


def _hour(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _day(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)
