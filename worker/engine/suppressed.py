"""Suppressed: why an address is not written to, as it stands now."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.parts import Parts
from worker.rules.reasons import Reason
from worker.store.models.consent import Suppression


def reasons_against(session: Session, parts: Parts, address: str) -> frozenset[Reason]:
    """Every reason in force; empty where the address may be written to. Hashes of every key still listed are tried."""
    query = select(Suppression.reason).where(
        Suppression.address_hash.in_(parts.keyring.address_hashes(address)), Suppression.lifted_at.is_(None)
    )
    return frozenset(Reason(reason) for reason in session.scalars(query))
