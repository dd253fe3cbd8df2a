"""A/B test: who gets which variant, and whether one was better. Honest: where chance explains the difference, it says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import erfc, sqrt
from uuid import UUID

CERTAIN_ENOUGH = 0.05
"""At most this probability that chance alone makes such a difference, after correcting for the number of comparisons."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One variant: letters delivered, and how many of those readers did what counts."""

    delivered: int
    did: int

    @property
    def share(self) -> float:
        """Of those delivered, 0 to 1."""
        return self.did / self.delivered if self.delivered else 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What the test found. `winner` goes to the rest; without a real difference it is the first variant."""

    winner: str
    differs: bool
    chance: float
    """The probability that chance alone makes a difference this large between the best and the next."""

    @property
    def sentence(self) -> str:
        """For whoever reads the report."""
        if self.differs:
            return f"Variant {self.winner} did better; chance alone would do that in {self.chance:.1%} of such tests."
        return f"No variant did better than chance explains ({self.chance:.0%}), so variant {self.winner} went on."


def judge(tallies: Mapping[str, Tally], by_default: str) -> Finding:
    """Which variant goes to the rest: the best one if it differs from the next by more than chance, else `by_default`.

    A two-sided z-test of two proportions with pooled variance, Bonferroni-corrected for the comparisons that the best of
    several implies. Raises ValueError without variants.
    """
    if not tallies:
        raise ValueError("there is no variant to judge")
    ranked = sorted(tallies, key=lambda name: (-tallies[name].share, name))
    if len(ranked) == 1:
        return Finding(ranked[0], False, 1.0)
    comparisons = len(ranked) * (len(ranked) - 1) // 2
    chance = min(1.0, comparisons * chance_of(tallies[ranked[0]], tallies[ranked[1]]))
    differs = chance < CERTAIN_ENOUGH
    return Finding(ranked[0] if differs else by_default, differs, chance)


def chance_of(one: Tally, other: Tally) -> float:
    """The two-sided probability of a difference at least this large if there were none; 1 when there is too little to tell."""
    both = one.delivered + other.delivered
    pooled = (one.did + other.did) / both if both else 0.0
    # Fewer than five expected either way: the normal approximation does not hold, so nothing is claimed.
    expected = min(part * share for part in (one.delivered, other.delivered) for share in (pooled, 1 - pooled))
    if expected < 5:
        return 1.0
    spread = sqrt(pooled * (1 - pooled) * (1 / one.delivered + 1 / other.delivered))
    return erfc(abs(one.share - other.share) / spread / sqrt(2))


def lot_of(issue_id: UUID, candidate_id: UUID) -> float:
    """A person's lot in this issue, 0 ≤ lot < 1: always the same, and even over people."""
    return int.from_bytes(sha256(issue_id.bytes + candidate_id.bytes).digest()[:7]) / 2**56


def variant_of(lot: float, variants: Sequence[str], share: float) -> str | None:
    """The variant somebody with this lot tries; None for the rest, who get the winner. `share` is of everybody."""
    return variants[min(int(lot / share * len(variants)), len(variants) - 1)] if lot < share else None


def held_out(lot: float, holdout: float) -> bool:
    """Whether this reader gets nothing, so that there is somebody to compare with: the last lots."""
    return lot >= 1 - holdout
