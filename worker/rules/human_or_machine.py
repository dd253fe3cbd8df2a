"""Human or machine: whether a person opened and clicked, or a privacy proxy or a link scanner did.

The signs are those in public use; each weight says how many times likelier the sign makes a person (above 0) or a
machine (below 0), in powers of e. All touches of one message are judged together, so that a burst is seen whole, and
from nothing but the touches, so that they can be judged again when the rules improve.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Literal

BURST = timedelta(seconds=2)
SWEEP = timedelta(seconds=60)
"""Whoever follows every link of a letter within so long does not read it."""
AT_ONCE = timedelta(seconds=5)
SOON = timedelta(seconds=10)
CALM = timedelta(seconds=60)
LOOKS_FIRST = timedelta(seconds=30)

_FETCHES_WHEN_SHOWN = re.compile(r"GoogleImageProxy|YahooMailProxy", re.IGNORECASE)
_SCANNER = re.compile(
    r"barracuda|mimecast|proofpoint|urldefense|safelinks|fireeye|trendmicro|symantec|sophos|ironport|cloudmark|forcepoint|zscaler"
    r"|Microsoft Office Existence Discovery|BingPreview|SeznamEmailProxy|bot\b|crawler|spider|preview|scanner|headless|phantomjs"
    r"|python-requests|python-urllib|aiohttp|httpx|curl/|wget/|Go-http-client|Apache-HttpClient|okhttp|Java/|libwww|node-fetch|axios",
    re.IGNORECASE,
)
# What Apple's privacy proxy calls itself: a browser engine without a browser, or nothing but the first word.
_APPLE_PROXY = re.compile(r"^Mozilla/5\.0( \((Macintosh|iPhone|iPad)[^)]*\) AppleWebKit/[\d.]+ \(KHTML, like Gecko\))?$")
_REWRITER = re.compile(
    r"https://((?:[a-z0-9-]{1,63}\.){0,5}"
    r"(?:safelinks\.protection\.outlook\.com|linkprotect\.cudasvc\.com|urldefense(?:\.proofpoint)?\.com|secure-web\.cisco\.com"
    r"|mimecast(?:protect)?\.com))(?:[/:?]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Touch:
    """One open or click, as it was heard."""

    kind: Literal["opened", "clicked"]
    at: datetime
    user_agent: str | None = None
    """None: nobody told. Empty: it gave none, and people's programs do."""
    machine_flag: bool | None = None
    """The provider's own word that a machine opened (`sg_machine_open`). False only means: not recognised."""
    url: str | None = None
    method: str | None = None
    rewriter: str | None = None
    """The host of the link rewriter it came by way of, as `rewriter_in` finds it in a referrer."""


def rewriter_in(referrer: str | None) -> str | None:
    """The host of a known link rewriter (Safe Links, Proofpoint, Mimecast, Barracuda, Cisco) in a referrer; else None."""
    found = _REWRITER.match(referrer or "")
    return found[1].lower() if found else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What we think of one touch, and why."""

    touch: Touch
    probability: float
    """That a person did it, 0 to 1."""
    is_person: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    weight: float
    says: str


_MOST = {
    "opened": _Sign(0.8, "most opens that are not flagged are a person's"),
    "clicked": _Sign(1.0, "most clicks are a person's"),
}


def judge(
    touches: Sequence[Touch], delivered_at: datetime | None, link_count: int, *, replied_at: datetime | None = None
) -> tuple[Judgement, ...]:
    """One judgement for each touch of one message, in the order given; the order changes nothing else.

    `link_count` is how many different links the letter has; `replied_at`, when the person last answered it. Repeating a touch
    changes nothing either.
    """
    letter = _Letter(
        clicks=sorted({(touch.at, touch.url or "") for touch in touches if touch.kind == "clicked"}),
        opens=sorted({touch.at for touch in touches if touch.kind == "opened"}),
        heads=sorted({(touch.at, touch.user_agent or "") for touch in touches if _is_head(touch)}),
        delivered_at=delivered_at,
        link_count=link_count,
        rewritten=sorted({(touch.at, touch.url or "") for touch in touches if touch.rewriter}),
        replied_at=replied_at,
    )
    return tuple(_judge_one(touch, letter) for touch in touches)


@dataclass(frozen=True, slots=True)
class _Letter:
    """What is known of all that came back of the touched letter. The lists are in order."""

    clicks: list[tuple[datetime, str]]
    opens: list[datetime]
    heads: list[tuple[datetime, str]]
    """When and by which program it was asked for by HEAD."""
    rewritten: list[tuple[datetime, str]]
    """When and which link was followed by way of a link rewriter."""
    delivered_at: datetime | None
    link_count: int
    replied_at: datetime | None


def _judge_one(touch: Touch, letter: _Letter) -> Judgement:
    signs = [_MOST[touch.kind], *_signs_of_the_program(touch)]
    if not _is_head(touch) and (touch.user_agent or "") in _within(SWEEP, touch.at, letter.heads):
        signs.append(_Sign(-4.0, "the same program sent a HEAD request within a minute"))
    if letter.delivered_at is not None:
        signs += _signs_of_haste(touch, touch.at - letter.delivered_at)
    if touch.kind == "clicked":
        signs += _signs_of_a_burst(touch, letter.clicks, letter.link_count)
        signs += _signs_of_a_rewriter(touch, letter.rewritten)
        if letter.opens and letter.opens[0] <= touch.at:
            signs.append(_Sign(0.3, "opened before it was clicked"))
    if letter.replied_at is not None and touch.at <= letter.replied_at:
        signs.append(_Sign(1.5, "the person answered the letter later"))
    probability = 1 / (1 + math.exp(-sum(sign.weight for sign in signs)))
    evidence = tuple(f"{sign.says} ({sign.weight:+.1f})" for sign in signs)
    return Judgement(touch, round(probability, 4), probability >= 0.5, evidence)


def _is_head(touch: Touch) -> bool:
    return touch.method is not None and touch.method.upper() == "HEAD"


def _signs_of_the_program(touch: Touch) -> list[_Sign]:
    signs = []
    if touch.machine_flag:
        signs.append(_Sign(-6.0, "flagged as a machine by the provider"))
    if _is_head(touch):
        signs.append(_Sign(-6.0, "a HEAD request, which no reader makes"))
    agent = touch.user_agent.strip() if touch.user_agent is not None else None
    if agent is None:
        return signs
    if not agent:
        signs.append(_Sign(-2.5, "the program gave no name"))
    elif _FETCHES_WHEN_SHOWN.search(agent):
        signs.append(_Sign(1.0, "a proxy that fetches when the letter is shown"))
    elif _SCANNER.search(agent):
        signs.append(_Sign(-6.0, "the program is a known scanner or a script"))
    elif _APPLE_PROXY.match(agent):
        signs.append(_Sign(-4.0, "the name of a privacy proxy"))
    return signs


def _signs_of_haste(touch: Touch, since_delivery: timedelta) -> list[_Sign]:
    if since_delivery <= AT_ONCE:
        seconds = since_delivery.total_seconds()
        when = "before it was delivered" if seconds < 0 else f"{seconds:.0f} s after delivery"
        return [_Sign(-3.0 if touch.kind == "clicked" else -1.5, when)]
    if since_delivery <= SOON:
        return [_Sign(-1.5 if touch.kind == "clicked" else -0.5, f"{since_delivery.total_seconds():.0f} s after delivery")]
    if since_delivery > CALM:
        return [_Sign(0.5, "more than a minute after delivery")]
    return []


def _signs_of_a_burst(touch: Touch, clicks: list[tuple[datetime, str]], link_count: int) -> list[_Sign]:
    nearby = _within(BURST, touch.at, clicks)
    signs = []
    if len(nearby) >= 3:
        signs.append(_Sign(-4.0, f"{len(nearby)} different links within seconds"))
    elif len(_within(timedelta(0), touch.at, clicks)) == 2:
        signs.append(_Sign(-2.0, "two different links in the same second"))
    swept = _within(SWEEP, touch.at, clicks)
    if link_count >= 3 and len(swept) >= link_count:
        signs.append(_Sign(-3.0, "every link of the letter within a minute"))
    return signs


def _signs_of_a_rewriter(touch: Touch, rewritten: list[tuple[datetime, str]]) -> list[_Sign]:
    """Rewriters look where a link leads at the moment their reader follows it, and then send the reader's browser on."""
    if touch.rewriter:
        return [_Sign(1.0, f"came by way of {touch.rewriter}, as a reader's browser does")]
    followed = any(url == touch.url and timedelta(0) <= at - touch.at <= LOOKS_FIRST for at, url in rewritten)
    return [_Sign(-4.0, "a link rewriter looked first, and then sent its reader on")] if followed else []


def _within(reach: timedelta, at: datetime, found: list[tuple[datetime, str]]) -> frozenset[str]:
    """The different links or programs not further than `reach` from an instant. `found` is in order."""
    first = bisect_left(found, at - reach, key=itemgetter(0))
    last = bisect_right(found, at + reach, key=itemgetter(0))
    return frozenset(name for _at, name in found[first:last])
