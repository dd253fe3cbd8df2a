"""What may be left to do, and when each kind is next due: the one list, for everybody who lets time pass. SQLite only."""

from __future__ import annotations

from dataclasses import dataclass

from worker.engine.newsletter_due import ASKED_AGAIN


@dataclass(frozen=True, slots=True)
class Pending:
    """One kind of work: the rows that wait at `:now`, and where its timer is, if it has one."""

    kind: str
    rows: str
    timer: str | None = None


REACTIONS, TOUCHES, CONSENTS, SIGN_UPS = "reactions", "touches to judge", "consents to renew", "sign-ups to forget"
WORD = "word to upstream"
HINTED_AT = (REACTIONS, TOUCHES, CONSENTS, SIGN_UPS)
"""Not leased, but hinted at until they are done: where hints are lost, their time comes and nothing happens."""
_MS = "'%Y-%m-%d %H:%M:%f'"
_ASKED = f"strftime({_MS}, wake_at) = strftime({_MS}, :now, '+{ASKED_AGAIN.total_seconds():g} seconds')"
"""Workers were asked to work an issue at `now`: until one has begun, nothing else shows that it is not done."""

PENDING = (
    Pending("new events", "inbox_event WHERE state = 'new'"),
    Pending(REACTIONS, "reaction WHERE not_before IS NULL OR not_before <= :now", "min(not_before) FROM reaction"),
    Pending("new hooks", "hook WHERE state = 'new'"),
    Pending(
        "due letters",
        "enrollment WHERE state = 'active' AND (wake_at <= :now OR lease IS NOT NULL)",
        "min(wake_at) FROM enrollment WHERE state = 'active'",
    ),
    Pending(
        "due fan-outs",
        "fan_out WHERE state = 'active' AND (wake_at <= :now OR lease IS NOT NULL)",
        "min(wake_at) FROM fan_out WHERE state = 'active'",
    ),
    Pending(
        "due service mail",
        "message WHERE state = 'sending' OR (kind = 'service' AND state = 'claimed' AND (wake_at <= :now OR lease IS NOT NULL))",
        "min(wake_at) FROM message WHERE kind = 'service' AND state = 'claimed'",
    ),
    Pending(TOUCHES, "message WHERE judge_at <= :now", "min(judge_at) FROM message"),
    Pending(
        "due reminders",
        "handoff WHERE remind_at IS NOT NULL AND (remind_at <= :now OR lease IS NOT NULL)",
        "min(remind_at) FROM handoff",
    ),
    Pending(
        WORD,
        "outbound_delivery WHERE state = 'waiting' AND (wake_at <= :now OR lease IS NOT NULL)",
        "min(wake_at) FROM outbound_delivery WHERE state = 'waiting'",
    ),
    Pending(CONSENTS, "topic_choice WHERE renew_at <= :now", "min(renew_at) FROM topic_choice"),
    Pending(SIGN_UPS, "sign_up WHERE expires_at <= :now", "min(expires_at) FROM sign_up"),
    Pending(
        "newsletters",
        "newsletter_issue i WHERE wake_at <= :now OR " + _ASKED + " OR EXISTS "  # noqa: S608 - our own constant
        "(SELECT 1 FROM newsletter_page p WHERE p.issue_id = i.id AND p.state <> 'done' AND p.held_until > :now)",
        "min(wake_at) FROM newsletter_issue",
    ),
)

KINDS = tuple(one.kind for one in PENDING)
COUNTS = "SELECT " + ", ".join(f"(SELECT count(*) FROM {one.rows})" for one in PENDING)  # noqa: S608 - our own constants
"""A row of numbers, one for each of `KINDS`; needs `:now`."""


def timers(*kinds: str) -> str:
    """A query for a row of instants: when these kinds are next due."""
    return "SELECT " + ", ".join(f"(SELECT {one.timer})" for one in PENDING if one.timer and one.kind in kinds)
