"""Consent: how long a yes holds, and when to ask whether it goes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from worker.rules.calendar import add_months

RENEW_BEFORE = timedelta(days=30)
"""So long before a yes runs out its owner is asked."""


class Basis(StrEnum):
    """The legal basis of writing about a topic."""

    CONSENT = "consent"
    LEGITIMATE_INTEREST = "legitimate_interest"
    """What follows from an application or a placement, until they say no."""


def expiry(given_at: datetime, months: int) -> datetime | None:
    """When a yes given then runs out; None when yeses of this installation do not (0 months)."""
    return months_after(given_at, months) if months else None


def renewal(expires_at: datetime | None) -> datetime | None:
    """When to ask whether a yes goes on; None for one that does not run out."""
    return None if expires_at is None else expires_at - RENEW_BEFORE


def months_after(moment: datetime, months: int) -> datetime:
    """As `add_months`, at the same hour."""
    return datetime.combine(add_months(moment.date(), months), moment.timetz())
