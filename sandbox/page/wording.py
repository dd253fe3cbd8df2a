"""How the page words times, events and people."""

from __future__ import annotations

from datetime import UTC, datetime

HAPPENED = {
    "processed": "processed", "delivered": "delivered", "open": "opened", "click": "clicked", "bounce": "bounced",
    "spamreport": "complained", "reply": "replied", "auto-replied": "out of office", "deferred": "deferred", "dropped": "dropped",
}  # fmt: skip
TONES = {"bounce": "bad", "spamreport": "bad", "dropped": "bad", "open": "good", "click": "good", "reply": "good"}
PLAIN = frozenset(("processed", "delivered"))


def full(seconds: float | None) -> str:
    """`Mon 5 Jan 2026, 09:15:00 UTC`."""
    return (
        ""
        if seconds is None
        else f"{datetime.fromtimestamp(seconds, UTC):%a} {day(seconds)}, {clock(seconds)}:{int(seconds) % 60:02d} UTC"
    )


def day(seconds: float) -> str:
    """`5 Jan 2026`."""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%b %Y}"


def clock(seconds: float) -> str:
    """`09:15`."""
    return f"{datetime.fromtimestamp(seconds, UTC):%H:%M}"


def short(seconds: float, now: float) -> str:
    """The hour for what came today, the day for the rest."""
    if day(seconds) == day(now):
        return clock(seconds)
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%b}" if at.year == datetime.fromtimestamp(now, UTC).year else day(seconds)


def happened(names: list[str]) -> list[tuple[str, str]]:
    """What is worth telling about a letter in the list: words and tone. Delivery alone is not."""
    return [(HAPPENED.get(name, name), TONES.get(name, "plain")) for name in names if name not in PLAIN]


def preview(text: str, html: str) -> str:
    """The first words of a letter."""
    return " ".join(text.split())[:140] or ("(HTML only)" if html else "")
