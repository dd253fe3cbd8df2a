"""The suppression list: shown, explained, and, where it is only an address that came back, lifted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.parts import Parts
from worker.engine.people import address_key
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Suppression

LIFTABLE_BY_HAND = frozenset({Reason.HARD_BOUNCED, Reason.SOFT_BOUNCED_OFTEN, Reason.LEFT_COMPANY})
"""They speak of an address. What a person said, only that person takes back."""


class Unliftable(ValueError):
    """The address is not written to because of what a person said, or is not on the list. The message is a sentence."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """One row of the list. The address itself is not kept, only a keyed hash of it."""

    address_hash: str
    reason: Reason
    source: str
    at: datetime
    lifted_at: datetime | None
    lifted_by: str | None

    @property
    def in_force(self) -> bool:
        """Whether nothing is sent to the address because of it."""
        return self.lifted_at is None


@dataclass(frozen=True, slots=True)
class Listed:
    """The newest rows, and how many there are of each reason."""

    rows: Sequence[Suppressed]
    in_force: dict[str, int]


def list_suppressed(session: Session, *, limit: int, lifted: bool = False) -> Listed:
    """The list, newest first; with `lifted` also what is no longer in force."""
    standing = Suppression.lifted_at.is_(None)
    query = select(Suppression).order_by(Suppression.at.desc(), Suppression.seq.desc()).limit(limit)
    rows = session.scalars(query if lifted else query.where(standing))
    counted = select(Suppression.reason, func.count()).where(standing).group_by(Suppression.reason).order_by(Suppression.reason)
    return Listed([_shown(row) for row in rows], {reason: count for reason, count in session.execute(counted)})  # noqa: C416 - rows


def explain(session: Session, parts: Parts, address: str) -> list[Suppressed]:
    """Everything the list says of an address, by every key in use, in force first; empty when nothing."""
    rows = [_shown(row) for row in _rows(session, parts, address)]
    return sorted(rows, key=lambda row: (not row.in_force, row.at))


def lift(parts: Parts, address: str, *, by: str, because: str) -> list[Reason]:
    """Write to an address again that once came back, on a colleague's word. Returns what was lifted.

    Raises `Unliftable` when a person's own word, or a complaint, stands: then nothing is lifted. Letters that were stopped
    stay stopped; later ones may go.
    """
    with parts.database.write() as session:
        query = select(Candidate).where(Candidate.address_key == address_key(address)).with_for_update(key_share=True)
        person = session.scalars(query).one_or_none()
        standing = [row for row in _rows(session, parts, address) if row.lifted_at is None]
        own_word = [Reason(row.reason) for row in standing if Reason(row.reason) not in LIFTABLE_BY_HAND]
        if person is not None and person.no_reason is not None:
            own_word.append(Reason(person.no_reason))
        if own_word:
            raise Unliftable(f"{own_word[0].sentence} Only they themselves can take that back.")
        if not standing:
            raise Unliftable("Nothing on the list keeps letters from this address.")
        now = parts.now()
        for row in standing:
            row.lifted_at, row.lifted_by = now, f"{by}: {because}"[:500]
        lifted = sorted({Reason(row.reason) for row in standing})
        if person is not None:
            detail = f"{', '.join(lifted)}; by {by}: {because}"[:500]
            keep(session, [decision(person.id, now, "lift", Reason.SUPPRESSION_LIFTED, detail=detail)])
        return lifted


def _rows(session: Session, parts: Parts, address: str) -> Sequence[Suppression]:
    hashes = parts.keyring.address_hashes(address)
    return session.scalars(select(Suppression).where(Suppression.address_hash.in_(hashes)).order_by(Suppression.seq)).all()


def _shown(row: Suppression) -> Suppressed:
    return Suppressed(row.address_hash, Reason(row.reason), row.source, row.at, row.lifted_at, row.lifted_by)
