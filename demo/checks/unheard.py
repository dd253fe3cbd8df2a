"""Unheard: what a whole year must have shown and has not: a letter of a campaign, an issue, or a kind of mail that comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from campaigns.vocabulary import discover_campaigns
from demo.checks.evidence import Evidence
from demo.press import folder_of
from demo.script.days import Days
from worker.hearing.classify import Kind

_A_WHOLE_YEAR = 1000
"""Events; a shorter script does not have the time for anniversaries, last questions and the like."""
_PLAYED = frozenset({
    "boomerang", "catch_up_coffee", "check_in_90_day", "early_check_in", "event_change", "event_invitation", "hiring_help",
    "job_anniversary", "opportunity_match", "post_rejection", "re_permission", "referral_ask", "review_ask", "role_change",
    "still_in_process", "talent_network_invitation",
})  # fmt: skip
"""The campaigns whose stories the script tells. One that is added to an installation need not be among them."""


def unheard(evidence: Evidence) -> Iterator[str]:
    """Each letter of a campaign that is played and each issue that nobody got; each kind of mail nobody we know sent."""
    if len(evidence.lines) < _A_WHOLE_YEAR:
        return
    arrived = {letter.mid for letter in evidence.to_candidates}
    heard = {(row.campaign, row.step) for row in evidence.books.ledger if row.mid in arrived}
    there = discover_campaigns()
    for name, step in sorted((played, letter.id) for played in _PLAYED for letter in there[played].letters):
        if (name, step) not in heard:
            yield f"{name}.{step}: nobody got it in a whole year"
    for _, slug in Days().issues():
        if folder_of(slug) is not None and ("newsletter", slug) not in heard:
            yield f"newsletter {slug}: nobody got it"
    for kind in get_args(Kind):
        if kind not in evidence.books.classes:
            yield f"mail of the kind {kind}: none came in a whole year"
