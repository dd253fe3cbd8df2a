"""How one sandbox is set up. Nothing is read from the environment: whoever starts it says what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PeopleMode = Literal["none", "default"]


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """Settings of one sandbox; every one has a default that works alone."""

    mailbox: Path
    """The SQLite file that keeps letters, webhooks not yet posted, and what people are still going to do."""
    port: int = 8025
    """Port on 127.0.0.1; 0 takes a free one."""
    api_key: str = "sandbox"
    """The one key that `Authorization: Bearer` is compared with."""
    events_url: str | None = None
    """Where event webhooks go; None keeps them in the mailbox without posting."""
    inbound_url: str | None = None
    """Where inbound mail goes; None keeps it without posting."""
    signing_key: Path | None = None
    """PEM file with the EC P-256 private key; None makes a key for this run (see `GET /api/public-key`)."""
    time_file: Path | None = None
    """The handed-in time; None means real time, and the page shows no buttons to move it."""
    walk_file: Path | None = None
    """Where a step of time is wished for instead of taken, because whoever is tested walks there by itself; None takes it."""
    people: PeopleMode = "none"
    """`default` gives each address a person to play; `none` only those named explicitly."""
    people_file: Path | None = None
    """JSON object of address (or `*@domain`) to persona."""
    reply_domain: str | None = None
    """Only mail to this domain is posted inbound; None posts whatever people write."""
    seed: int = 1
    """Decides who is who, and when they do what."""
    post_pause: float = 0.025
    """Seconds at least between two webhook posts, so that a burst travels in batches."""
    retry_pauses: tuple[float, ...] = (0.2, 0.5, 1, 2, 5, 10, 30)
    """Real seconds before each next try of a post that failed; the last one repeats."""
    give_up_after: float = 24 * 3600
    """Real seconds after which an event webhook is given up, as SendGrid does after a day."""
