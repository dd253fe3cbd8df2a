"""The sandbox put together: what takes letters in, keeps them, posts back and plays people."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from sandbox import acts, faults, people
from sandbox.act import Act
from sandbox.cast import Cast
from sandbox.clock import HandedClock
from sandbox.config import SandboxConfig
from sandbox.discovery import offered
from sandbox.events import bounced, delivered, processed
from sandbox.fault import Armed, Effects, Fault
from sandbox.letter import Letter
from sandbox.mailbox.file import MailboxFile
from sandbox.mailbox.letters import Letters
from sandbox.mailbox.outbox import Kind, Outbox, Post
from sandbox.mailbox.reactions import NewReaction, Reactions
from sandbox.mailsend.expand import count_recipients, expand
from sandbox.persona import Arrival, Persona
from sandbox.posting.events import EventPoster
from sandbox.posting.inbound import InboundPoster
from sandbox.reactor import Reactor
from sandbox.signing import EventSigner


@dataclass(frozen=True, slots=True)
class Quiet:
    """Whether anything is still going on at the handed-in time."""

    quiet: bool
    pending_webhooks: int
    due_reactions: int
    in_flight: int
    next_at: float | None
    count: int


class Box:
    """One running sandbox."""

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.clock = HandedClock(config.time_file, config.walk_file)
        self.signer = EventSigner(config.signing_key)
        self.file = MailboxFile(config.mailbox)
        self.letters = Letters(self.file)
        kept: set[Kind] = {"event"} if config.events_url is None else set()
        kept |= {"inbound"} if config.inbound_url is None else set()
        self.outbox = Outbox(self.file, frozenset(kept))
        self.reactions = Reactions(self.file)
        self.armed = Armed(offered(faults, Fault))
        self.acts = {act.name: act for act in sorted(offered(acts, Act), key=lambda act: act.order)}
        self.cast = Cast(self.file, offered(people, Persona), config.people, config.seed)
        if config.people_file is not None:
            self.cast.read(config.people_file)
        self.events = EventPoster(config, self.outbox, self.clock, self.signer)
        self.inbound = InboundPoster(config, self.outbox, self.clock)
        self.reactor = Reactor(
            config, self.clock, self.file, self.letters, self.outbox, self.reactions, self.cast, self.acts, self._posted
        )
        self.in_flight = 0
        """Calls to mail/send that have not been answered yet; touched by the server's own thread only."""

    def start(self) -> None:
        """Begins to post and to play; what was left by the last run goes on."""
        self.outbox.try_again()
        self.reactions.try_again()
        self.events.start()
        self.inbound.start()
        self.reactor.start()

    def stop(self) -> None:
        """Ends cleanly; what still waits is in the file."""
        self.reactor.stop()
        self.events.stop()
        self.inbound.stop()
        self.file.close()

    def _posted(self) -> None:
        self.events.wake()
        self.inbound.wake()

    def accept(self, mail: dict[str, Any], effects: Effects) -> str:
        """Keeps a checked message with all that will follow from it, in one transaction; answers its X-Message-Id."""
        call_id = secrets.token_urlsafe(16)
        with self.file.writing() as connection:
            now = self.clock.timestamp()
            letters = expand(mail, call_id, self.letters.reserve(count_recipients(mail)), now)
            arrivals, planned = self.cast.reactions(letters)
            posts = [post for letter in letters for post in _first_word(letter, now, arrivals.get(letter.id, "delivered"))]
            self.letters.add(connection, letters)
            self.outbox.add(connection, _disturb(posts, now, effects))
            if planned:
                self.reactions.add(connection, planned)
        if effects.early:
            self.events.post_now(letters[0].id, letters[-1].id)
        self._posted()
        if planned:
            self.reactor.wake()
        return call_id

    def accept_early(self, mail: dict[str, Any], effects: Effects) -> str:
        """As `accept`, with the events posted and answered before it returns."""
        with self.events.turn:
            return self.accept(mail, effects)

    def play(self, letter_id: int, act: str, args: dict[str, str]) -> int:
        """Lets somebody act on a letter now; answers the reaction's id. Raises KeyError for an act that does not exist."""
        if act not in self.acts:
            raise KeyError(act)
        with self.file.writing() as connection:
            reaction = self.reactions.add(connection, [NewReaction(letter_id, act, self.clock.timestamp(), args)])
        self.reactor.wake()
        return reaction

    def quiet(self) -> Quiet:
        """The truth about this instant: read in one go, so that nothing slips from one count to the other meanwhile."""
        with self.file.still():
            now = self.clock.timestamp()
            pending = self.outbox.pending(now)
            due = self.reactions.count_due(now)
            coming = [at for at in (self.outbox.next_hold(now), self.reactions.next_due(now)) if at is not None]
            still = pending == 0 and due == 0 and self.in_flight == 0
            return Quiet(still, pending, due, self.in_flight, min(coming, default=None), self.letters.count)


def _first_word(letter: Letter, now: float, arrival: Arrival) -> list[Post]:
    if arrival == "delivered":
        return [processed(letter, now), delivered(letter, now)]
    return [processed(letter, now), bounced(letter, now, hard=arrival == "bounced")]


def _disturb(posts: list[Post], now: float, effects: Effects) -> list[Post]:
    if effects.reverse:
        posts = [replace(post, alone=True) for post in reversed(posts)]
    if effects.copies > 1:
        posts = [replace(post, copies=effects.copies) for post in posts]
    if effects.late:
        posts = [replace(post, hold=max(post.hold, now) + effects.late) for post in posts]
    return posts
