"""Samples: values from rich to bare for each letter, for tests, previews and whoever writes a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from emails.values import LetterValues, Links, OpenRole, PrintableFeedback, Sender

_ROSA = Sender(
    name="Rosa Lindqvist",
    email="rosa@northwind.example",
    title="Talent Partner",
    phone="+45 70 10 20 30",
    calendar_url="https://calendar.example/rosa/half-an-hour",
)
_TEAM = Sender(name="Northwind Talent", email="talent@northwind.example", is_team=True)
_LINKS = Links(
    unsubscribe="https://rapport.example/u/v1.k1.c2FtcGxl.bWFj",
    preferences="https://rapport.example/p/v1.k1.c2FtcGxl.bWFj",
    join="https://rapport.example/j/v1.k1.c2FtcGxl.bWFj",
)
_FEEDBACK = PrintableFeedback(
    strengths=(
        "You took the slow report apart in front of us and found the missing index in ten minutes.",
        "You explained the trade-off between two data models so that everybody in the room could follow.",
    ),
    to_grow=("The system design stayed at the level of boxes; we missed what happens when one of them fails.",),
    note="The team would have liked to see one project from start to finish, with what went wrong on the way.",
    better_roles=("Analytics Engineer", "Data Platform Engineer"),
)
_BARE = LetterValues(
    company="Northwind Talent", postal_address="Havnegade 12, 1058 Copenhagen K, Denmark", sender=_TEAM, links=_LINKS
)
_RICH = replace(
    _BARE,
    sender=_ROSA,
    first_name="Ada",
    last_name="Holm",
    roles=("Data Engineer",),
    stage="final",
    feedback=_FEEDBACK,
    job_title="Data Engineer",
    start_date=date(2019, 3, 4),
    years=7,
    open_roles=(
        OpenRole("Senior Data Engineer", "Copenhagen", "https://jobs.example/senior-data-engineer"),
        OpenRole("Analytics Engineer", "Hamburg or remote", "https://jobs.example/analytics-engineer"),
    ),
    member=True,
)
_MEDIUM = replace(
    _RICH,
    sender=replace(_ROSA, title=None, phone=None, calendar_url=None),
    last_name=None,
    roles=("Data Engineer", "Platform Engineer", "Site Reliability Engineer"),
    stage="screen",
    feedback=None,
    open_roles=(OpenRole("Senior Data Engineer"),),
    years=1,
    start_date=date(2025, 3, 4),
    member=False,
)
_EXTRA: dict[str, dict[str, str]] = {
    "service.confirm_preferences": {"link": "https://rapport.example/c/v1.k1.c2FtcGxl.bWFj"},
    "service.forward_reply": {
        "candidate_name": "Ada Holm",
        "excerpt": "Thank you for being so open with me.\nCould we talk on Thursday after lunch?\n\nBest wishes\nAda",
        "letter": "Your application for Data Engineer",
        "link": "https://rapport.example/h/0198c1d2",
    },
    "service.handoff_opened": {
        "candidate_name": "Ada Holm",
        "ask": "Please call before the letter goes out: they came far, and should hear it from you.",
        "role": "Data Engineer",
        "stage": "onsite",
        "deadline": "Thursday, 12 March, 10:15",
        "link": "https://rapport.example/h/0198c1d2",
    },
    "service.handoff_reminder": {
        "candidate_name": "Ada Holm",
        "ask": "They answered. Please write back; nothing automatic goes out until you say so.",
        "since": "2026-03-09",
        "excerpt": "Thank you for being so open with me.\nCould we talk on Thursday after lunch?",
        "asked": "rosa@northwind.example",
        "link": "https://rapport.example/h/0198c1d2",
    },
    "service.alarm": {
        "title": "SendGrid refuses our key",
        "detail": "POST /v3/mail/send answered 401 at 09:14. No letter was sent, and none was lost.",
        "remedy": "Check SENDGRID_API_KEY, then run: rapport resume",
    },
}


def samples(letter: str) -> dict[str, LetterValues]:
    """Values to try a letter with, by name: rich, medium and bare."""
    extra = _EXTRA.get(letter, {})
    bare_extra = {key: extra[key] if key in ("link", "title") else "" for key in extra}
    found = {
        "rich": replace(_RICH, extra=extra),
        "medium": replace(_MEDIUM, extra=extra),
        "bare": replace(_BARE, extra=bare_extra),
    }
    if letter.startswith("check_in"):
        for name in ("rich", "medium"):
            found[name] = replace(found[name], start_date=date(2026, 1, 5), years=None)
    return found
