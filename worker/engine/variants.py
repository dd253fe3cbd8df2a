"""Variants: which wording of a letter is this person's, and where it is written."""

from __future__ import annotations

from campaigns.vocabulary import Letter
from worker.rules.variant import variant_of
from worker.store.models.enrollment import Enrollment

PLAIN = "plain"
"""The wording in `emails/<campaign>/<step>/` itself."""


def is_held_out(enrollment: Enrollment, step: Letter) -> bool:
    """Whether they are among those who get no such letter, so that it can be learnt what it changes."""
    return step.holdout > 0 and _chosen(enrollment, step) is None


def variant_for(enrollment: Enrollment, step: Letter) -> str | None:
    """The name of their variant, for the ledger; None where there is only one."""
    return (_chosen(enrollment, step) or PLAIN) if step.variants else None


def letter_name(enrollment: Enrollment, step: Letter) -> str:
    """The letter's name, "<campaign>.<step>", or that of their variant of it."""
    variant = variant_for(enrollment, step)
    return f"{enrollment.campaign}.{step.id}" + (f"-{variant}" if variant and variant != PLAIN else "")


def _chosen(enrollment: Enrollment, step: Letter) -> str | None:
    name = f"{enrollment.campaign}.{step.id}"
    return variant_of(enrollment.candidate_id.hex, name, (PLAIN, *step.variants), step.holdout)
