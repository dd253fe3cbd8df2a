"""People: finding, making and locking the candidates that a batch of events is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, select, update
from sqlalchemy.orm import Session, make_transient_to_detached

from schemas.event import Event
from schemas.snapshot import Candidate as Snapshot
from worker.engine.consent_new import NewYes, write_new_yeses
from worker.engine.decide import keep
from worker.engine.parts import Parts
from worker.rules.ordered_id import ordered_id
from worker.rules.skill import skill_key
from worker.store.insert import insert_many, made, row_of, table_of, upsert_many
from worker.store.many import UpdateMany, among, among_pairs
from worker.store.models.candidate import Application, Candidate, Placement, UpstreamRef
from worker.store.models.inbox import InboxEvent
from worker.store.skills import keep_skills

Ref = tuple[str, str]
_FOLDED = UpdateMany(
    {"the_seq": BigInteger(), "the_candidate": Uuid()},
    lambda given: (
        update(table_of(InboxEvent))
        .where(table_of(InboxEvent).c.seq == given["the_seq"])
        .values(state="recorded", error=None, candidate_id=given["the_candidate"])
    ),
)


def address_key(address: str) -> str:
    """What makes two spellings of an address one. The local part is folded too, as no provider of note tells its case apart."""
    return address.strip().casefold()


def snapshots_of(event: Event) -> list[Snapshot]:
    """The candidate snapshots an event carries: one, or two when records are merged."""
    found = [getattr(event.data, name, None) for name in ("candidate", "into")]
    return [snapshot for snapshot in found if isinstance(snapshot, Snapshot)]


def refs_of(event: Event) -> list[Ref]:
    """The upstream ids of the people an event is about."""
    people = [getattr(event.data, name, None) for name in ("candidate", "into")]
    return [(event.source, person.id) for person in people if person is not None]


class People:
    """The candidates of one batch, loaded and locked with a constant number of queries.

    Two upstream ids with one address are one person. Rows are locked in the order of their ids, so that two workers
    with the same people wait for each other instead of blocking each other.
    """

    def __init__(self, session: Session, parts: Parts, now: datetime) -> None:
        self.session = session
        self.parts = parts
        self.now = now
        self._by_ref: dict[Ref, UUID] = {}
        self._by_id: dict[UUID, Candidate] = {}
        self._by_key: dict[str, UUID] = {}
        self._new_refs: dict[Ref, UUID] = {}
        self.applications: dict[Ref, Application] = {}
        self.placements: dict[UUID, list[Placement]] = {}
        self.decisions: list[dict[str, Any]] = []
        self._made: list[Candidate] = []
        self._unwritten: set[UUID] = set()
        self._added: list[Application | Placement] = []
        self._new_skills: dict[UUID, list[str]] = {}
        self._new_yeses: dict[UUID, list[NewYes]] = {}
        self._folded: dict[int, UUID | None] = {}

    def load(self, events: Sequence[Event]) -> None:
        """Find and lock everyone the events are about, with their applications and placements."""
        refs = {ref for event in events for ref in refs_of(event)}
        keys = {address_key(s.email) for event in events for s in snapshots_of(event) if s.email}
        self._read_refs(refs)
        self._lock(set(self._by_ref.values()), keys)
        wanted = {
            (event.source, application.id)
            for event in events
            if (application := getattr(event.data, "application", None)) is not None
        }
        if wanted:
            these = among_pairs(self.session, Application.source, Application.upstream_id, wanted)
            for row in self.session.scalars(select(Application).where(these)):
                self.applications[(row.source, row.upstream_id)] = row
        if self._by_id:
            theirs = among(self.session, Placement.candidate_id, self._by_id)
            for placement in self.session.scalars(select(Placement).where(theirs)):
                self.placements.setdefault(placement.candidate_id, []).append(placement)

    def _read_refs(self, refs: Iterable[Ref]) -> None:
        these = among_pairs(self.session, UpstreamRef.source, UpstreamRef.upstream_id, refs)
        columns = (UpstreamRef.source, UpstreamRef.upstream_id, UpstreamRef.candidate_id)
        for source, upstream_id, candidate_id in self.session.execute(select(*columns).where(these)):
            self._by_ref[(source, upstream_id)] = candidate_id

    def _lock(self, ids: set[UUID], keys: set[str]) -> None:
        if not ids and not keys:
            return
        query = (
            select(Candidate)
            .where(among(self.session, Candidate.id, ids) | among(self.session, Candidate.address_key, keys))
            .order_by(Candidate.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        for candidate in self.session.scalars(query):
            self._remember(candidate)

    def _remember(self, candidate: Candidate) -> None:
        self._by_id[candidate.id] = candidate
        if candidate.address_key:
            self._by_key[candidate.address_key] = candidate.id

    def get(self, source: str, upstream_id: str) -> Candidate | None:
        """The candidate an upstream id stands for, if known."""
        found = self._by_ref.get((source, upstream_id))
        return self._by_id.get(found) if found is not None else None

    def at_address(self, address: str) -> Candidate | None:
        """The candidate who has this address, if any."""
        found = self._by_key.get(address_key(address))
        return self._by_id.get(found) if found is not None else None

    def bind(self, source: str, upstream_id: str, candidate: Candidate) -> None:
        """From now on this upstream id stands for that candidate."""
        self._by_ref[(source, upstream_id)] = candidate.id
        self._new_refs[(source, upstream_id)] = candidate.id

    def make(self, snapshot: Snapshot, at: datetime) -> Candidate:
        """A new candidate with the snapshot's address. Only one recorder works at a time, so nobody else can be making them."""
        new = made(
            Candidate,
            id=ordered_id(self.now, self.parts.new_id().hex),
            address=snapshot.email,
            address_key=address_key(snapshot.email) if snapshot.email else None,
            skills=[],
            may_be_mailed=True,
            facts_at=at,
            created_at=self.now,
            tracking=True,
            tempo="steady",
        )
        self._made.append(new)
        self._unwritten.add(new.id)
        self._remember(new)
        return new

    def move_address(self, candidate: Candidate, address: str) -> None:
        """Give the candidate another address."""
        if candidate.address_key:
            self._by_key.pop(candidate.address_key, None)
        candidate.address, candidate.address_key = address, address_key(address)
        self._by_key[candidate.address_key] = candidate.id

    def add(self, row: Application | Placement) -> None:
        """Write a new row once its candidate is written: rows point to people, and the database checks it."""
        self._added.append(row)

    def skilled(self, candidate: Candidate, skills: Sequence[str]) -> None:
        """From now on the candidate has these skills, and is found by them."""
        candidate.skills = list(skills)
        self._new_skills[candidate.id] = [skill_key(skill) for skill in skills]

    def is_new(self, candidate: Candidate) -> bool:
        """Whether they were made in this batch, and nothing of them is written yet."""
        return candidate.id in self._unwritten

    def say_yes(self, candidate: Candidate, yes: NewYes) -> None:
        """Somebody new wants a topic: written with them."""
        self._new_yeses.setdefault(candidate.id, []).append(yes)
        if yes.topic.needs_opt_in:
            candidate.joined_at = max(candidate.joined_at or yes.word.at, yes.word.at)

    def note(self, seq: int, candidate: Candidate | None) -> None:
        """An event of the inbox is folded; whom it was about, if anything is kept of them."""
        self._folded[seq] = candidate.id if candidate is not None else None

    def forget(self, candidate: Candidate) -> None:
        """The candidate was merged away."""
        self._new_skills.pop(candidate.id, None)
        self._by_id.pop(candidate.id, None)
        if candidate.address_key and self._by_key.get(candidate.address_key) == candidate.id:
            self._by_key.pop(candidate.address_key)

    def rebind(self, loser: UUID, winner: UUID) -> None:
        """Whatever upstream id stood for one now stands for the other, and so do placements."""
        for refs in (self._by_ref, self._new_refs):
            for ref, candidate_id in refs.items():
                if candidate_id == loser:
                    refs[ref] = winner
        for placement in self.placements.pop(loser, ()):
            self.session.expunge(placement)
        theirs = select(Placement).where(Placement.candidate_id == winner).execution_options(populate_existing=True)
        self.placements[winner] = list(self.session.scalars(theirs))

    def flush(self) -> None:
        """Write what is new: candidates first, then what points to them, the events that are folded, and decisions.

        New people and applications are written as rows, many in one statement: as mapped objects each would cost ten times
        as much. From then on the session knows them, since a merge or an erasure works on what it knows.
        """
        new: list[Candidate | Application] = [*self._made, *(row for row in self._added if isinstance(row, Application))]
        self.finish()
        for one in new:
            one.__dict__.update(row_of(one))  # what was never set is known to be nothing: else it would be read back
            make_transient_to_detached(one)
        self.session.add_all(new)

    def finish(self) -> None:
        """Write what is new, as `flush` does, when nothing more is to be folded."""
        self.session.flush()  # an address may have been given up by somebody known, and taken by somebody new
        insert_many(self.session, Candidate, [row_of(one) for one in self._made])
        insert_many(self.session, Application, [row_of(row) for row in self._added if isinstance(row, Application)])
        self.session.add_all(row for row in self._added if isinstance(row, Placement))
        self.session.flush()
        self._made.clear()
        self._unwritten.clear()
        write_new_yeses(self.session, self.parts, self._new_yeses)
        self._new_yeses.clear()
        self._added.clear()
        keep_skills(self.session, self._new_skills)
        self._new_skills.clear()
        self._write_refs()
        _FOLDED.run(self.session, [{"the_seq": seq, "the_candidate": owner} for seq, owner in self._folded.items()])
        self._folded.clear()
        keep(self.session, self.decisions)
        self.decisions.clear()

    def _write_refs(self) -> None:
        rows = [
            {"source": source, "upstream_id": upstream_id, "candidate_id": candidate_id}
            for (source, upstream_id), candidate_id in self._new_refs.items()
        ]
        upsert_many(self.session, UpstreamRef, rows, "source", "upstream_id")
        self._new_refs.clear()
