"""A batch in as few calls to SendGrid as it takes: one bad address never costs the rest.

SendGrid answers a call as a whole: one bad personalization refuses all of it. So what can be checked is checked here first;
whom a 400 names is dropped and the rest goes again; where it names nobody, or the call is too large, it is halved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import urllib3

from worker.delivery.batch import BatchLetter
from worker.delivery.batch_rules import refusals
from worker.delivery.sendgrid_answer import Blame, blame_in, outcome_of
from worker.delivery.sendgrid_request import batch_body
from worker.delivery.transport import Accepted, NotSent, Outcome, Refused

MOST_CALLS = 40
"""For one batch: enough to find some ten bad addresses that no answer names; who is left then is due again later."""
_BAD_REQUEST, _TOO_LARGE = 400, 413

Post = Callable[[bytes], urllib3.BaseHTTPResponse | Outcome]
"""Posts a body: the answer, or what became of a call that has none."""


def send_in_calls(batch: BatchLetter, post: Post, now: datetime) -> Sequence[Outcome]:
    """What came of each recipient's copy, in their order."""
    outcomes = refusals(batch)
    waiting = [[place for place in range(len(batch.recipients)) if place not in outcomes]]
    calls = 0
    closed: str | None = None
    while waiting:
        part = waiting.pop()
        if not part:
            continue
        if closed is not None or calls >= MOST_CALLS:
            outcomes |= dict.fromkeys(part, NotSent(closed or "not tried: the provider refused too many parts of its batch"))
            continue
        calls += 1
        settled, again = _one_call(batch, part, post, now)
        outcomes |= settled
        waiting += again
        if not again and not all(isinstance(outcome, Accepted | Refused) for outcome in settled.values()):
            closed = "not tried: another part of the batch was not taken just before"
    return [outcomes[place] for place in range(len(batch.recipients))]


def _one_call(batch: BatchLetter, part: Sequence[int], post: Post, now: datetime) -> tuple[dict[int, Outcome], list[list[int]]]:
    """One call for these places: what is settled by it, and in which parts the rest goes again."""
    answer = post(batch_body(batch, [batch.recipients[place] for place in part]))
    if not isinstance(answer, urllib3.BaseHTTPResponse):
        return dict.fromkeys(part, answer), []
    body = answer.data or b""
    outcome = outcome_of(answer.status, answer.headers, body, now)
    blame = blame_in(body, len(part)) if answer.status == _BAD_REQUEST else Blame(frozenset(), somebody=True)
    if answer.status not in (_BAD_REQUEST, _TOO_LARGE) or len(part) == 1 or not blame.somebody:
        return dict.fromkeys(part, outcome), []
    if blame.places:
        refused = dict.fromkeys((part[place] for place in blame.places), outcome)
        return refused, [[place for place in part if place not in refused]]
    middle = len(part) // 2
    return {}, [list(part[middle:]), list(part[:middle])]
