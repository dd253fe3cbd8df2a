"""Ledger keys: a letter exists once, under a key and an id that are the same whenever they are made."""

from __future__ import annotations

from uuid import UUID, uuid5


def ledger_key(enrollment_id: UUID, step: str, occurrence: int) -> str:
    """The key under which the letter of a step can exist once."""
    return f"letter/{enrollment_id}/{step}/{occurrence}"


def ledger_id(enrollment_id: UUID, step: str, occurrence: int) -> UUID:
    """The letter's id. It tells nothing, and after a restored backup the provider's word finds its letter by it."""
    return uuid5(enrollment_id, f"{step}/{occurrence}")
