"""Consent: how long a yes holds, and when to ask whether it goes on."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta
from enum import StrEnum

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
    """The same day of the month, so many months later; its last day where there is no such day."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
