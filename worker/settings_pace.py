"""Settings of pace: how many letters may leave, a new domain's warm-up, and when the brake is pulled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from worker import settings_parse
from worker.rules.brake import BrakeLimits, Trouble
from worker.rules.pace import ANY_HOST, STANDARD_WARM_UP, Limits, PaceRules, WarmUp, host_of
from worker.settings_field import from_text

_PACE_ADVICE = "write for instance second=10,hour=20000,day=100000"
_HOSTS_ADVICE = "write for instance gmail.com:hour=2000,day=20000; *:second=5"
_BRAKE_ADVICE = "write for instance bounces=5%,complaints=0.3%,deferrals=25%, or off"


def read_limits(text: str) -> Limits:
    """`second=…`, `hour=…` and `day=…`, comma separated."""
    found: dict[str, float] = {}
    for item in settings_parse.split_list(text):
        name, _, number = item.partition("=")
        if name.strip() not in ("second", "hour", "day") or name.strip() in found:
            raise ValueError(f"may name second, hour and day, each once; {_PACE_ADVICE}")
        found[name.strip()] = _above_zero(number)
    if not found or any(value != int(value) for name, value in found.items() if name != "second"):
        raise ValueError(f"needs numbers of letters, whole ones for hour and day; {_PACE_ADVICE}")
    whole = {name: int(value) for name, value in found.items() if name != "second"}
    return Limits(found.get("second"), whole.get("hour"), whole.get("day"))


def read_host_limits(text: str) -> dict[str, Limits]:
    """`host:limits`, separated by semicolons; `*` for every other host."""
    found: dict[str, Limits] = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        host, colon, said = entry.partition(":")
        name = ANY_HOST if host.strip() == ANY_HOST else host_of("@" + settings_parse.domain(host.strip()))
        if not colon or name in found:
            raise ValueError(f"needs each host once, with its limits; {_HOSTS_ADVICE}")
        found[name] = read_limits(said)
    if not found:
        raise ValueError(f"names no host; {_HOSTS_ADVICE}")
    return found


def read_day(text: str) -> date:
    """An ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a date; write for instance 2026-11-02") from None


def read_warm_up_plan(text: str) -> tuple[int, ...]:
    """Letters on each day, in order."""
    days = [_above_zero(number) for number in settings_parse.split_list(text)]
    if not days or any(number != int(number) for number in days):
        raise ValueError("is not a list of whole numbers, one for each day; write for instance 50,100,200,400")
    return tuple(int(number) for number in days)


def read_brake(text: str) -> BrakeLimits | None:
    """Shares in percent for each trouble; what is not named keeps its default; `off` for none at all."""
    if text.strip() == "off":
        return None
    found: dict[str, float] = {}
    for item in settings_parse.split_list(text):
        name, _, share = item.partition("=")
        if name.strip() not in set(Trouble) or not share.strip().endswith("%"):
            raise ValueError(f"is not understood; {_BRAKE_ADVICE}")
        found[name.strip()] = _above_zero(share.strip().removesuffix("%")) / 100
    if not found or max(found.values()) > 1:
        raise ValueError(f"needs shares of at most 100%; {_BRAKE_ADVICE}")
    return BrakeLimits(**found)


def _above_zero(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < 1e12:
        raise ValueError("holds something that is not a number above zero")
    return number


class PaceSettings(BaseModel):
    """The part of the settings that is about pace."""

    pace: Annotated[Limits, from_text(read_limits)] = Field(
        default=Limits(),
        alias="RAPPORT_PACE",
        description="The most letters that leave in a second (on average), an hour and a day. Unset: as many as come due.",
        examples=["second=10,hour=20000,day=100000"],
    )
    pace_hosts: Annotated[Mapping[str, Limits], from_text(read_host_limits)] = Field(
        default_factory=dict,
        alias="RAPPORT_PACE_HOSTS",
        description="The same for letters to one mail host, `*` for each other one: `gmail.com:hour=2000; *:second=5`.",
        examples=["gmail.com:hour=2000,day=20000; *:second=5"],
    )
    warm_up: Annotated[date | None, from_text(read_day)] = Field(
        default=None,
        alias="RAPPORT_WARM_UP",
        description="The first day of a new sending domain, an ISO date: its letters a day then follow the plan below.",
        examples=["2026-11-02"],
    )
    warm_up_plan: Annotated[tuple[int, ...], from_text(read_warm_up_plan)] = Field(
        default=STANDARD_WARM_UP,
        alias="RAPPORT_WARM_UP_PLAN",
        description="How many letters may leave on each day of the warm-up, comma separated.",
    )
    brake: Annotated[BrakeLimits | None, from_text(read_brake)] = Field(
        default=BrakeLimits(),
        alias="RAPPORT_BRAKE",
        description="The shares of a day's letters past which sending stops by itself, or `off`; the sandbox never brakes.",
        examples=["bounces=5%,complaints=0.3%,deferrals=25%"],
    )

    @property
    def pace_rules(self) -> PaceRules:
        """All of it but the brake, as the rules take it."""
        warm_up = WarmUp(self.warm_up, self.warm_up_plan) if self.warm_up is not None else None
        return PaceRules(self.pace, self.pace_hosts, warm_up)
