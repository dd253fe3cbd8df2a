"""Unheard: what a whole year must have shown and has not: a letter of a campaign, or a kind of mail that comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from campaigns.vocabulary import discover_campaigns
from demo.checks.evidence import Evidence
from worker.hearing.classify import Kind

_A_WHOLE_YEAR = 1000
"""Events; a shorter script does not have the time for anniversaries, last questions and the like."""


def unheard(evidence: Evidence) -> Iterator[str]:
    """Each letter of each campaign of which the mailbox has none, and each kind of mail nobody we know sent."""
    if len(evidence.lines) < _A_WHOLE_YEAR:
        return
    arrived = {letter.mid for letter in evidence.to_candidates}
    heard = {(row.campaign, row.step) for row in evidence.books.ledger if row.mid in arrived}
    for name, campaign in discover_campaigns().items():
        for letter in campaign.letters:
            if (name, letter.id) not in heard:
                yield f"{name}.{letter.id}: nobody got it in a whole year"
    for kind in get_args(Kind):
        if kind not in evidence.books.classes:
            yield f"mail of the kind {kind}: none came in a whole year"
