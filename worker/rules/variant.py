"""Variants: which of a letter's wordings somebody gets. Always the same one, and nobody has to remember it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

_SHARES = 100


def variant_of(person: str, letter: str, names: Sequence[str], holdout: int) -> str | None:
    """One of `names`, each for an equal share of people; None for the `holdout` of a hundred who get none, to compare with.

    It hangs on person and letter only, so the shares of one letter say nothing about those of another, and a letter that is
    tried again is the same letter.
    """
    digest = blake2b(f"{person}/{letter}".encode(), digest_size=8).digest()
    if int.from_bytes(digest[:4]) % _SHARES < holdout:
        return None
    return names[int.from_bytes(digest[4:]) % len(names)]
