"""What use cases are handed: nothing in the engine reads settings, the clock or chance by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from campaigns.vocabulary import Campaign
from emails.letters import Letters
from worker.delivery.outbound_target import OutboundTarget
from worker.delivery.transport import Mailbox, Transport
from worker.rules.brake import BrakeLimits
from worker.rules.handful import Pace
from worker.rules.pace import PaceRules
from worker.rules.place import Place, place_of
from worker.rules.tokens import Keyring
from worker.store.database import Database


class Hints(Protocol):
    """Tells a worker that there is something to do. May lose anything: the sweep finds it again."""

    def send(self, actor: str, *args: object) -> None:
        """Ask for `actor` to run with these arguments (JSON values). Never raises because the queue is away."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """The installation's own decisions, taken from its settings."""

    company: str
    postal_address: str
    sender: Mailbox
    team_address: str
    base_url: str
    reply_domain: str
    only_to: tuple[str, ...] = ()
    default_locale: str = "en"
    default_zone: str = "Europe/Copenhagen"
    default_country: str | None = "DK"
    own_days: frozenset[date] = frozenset()
    lease_seconds: int = 600
    batch_size: int = 200
    handful: int = 200
    """At most so many letters are marked as leaving at once."""
    track_opens: bool = True
    track_clicks: bool = True
    own_tracking: bool = False
    """By links and a pixel of our own, not the provider's."""
    approve_feedback: bool = False
    """Whether a letter with feedback waits until its recruiter has approved it."""
    consent_months: int = 24
    """How long a yes to the network holds; 0: until it is taken back."""
    sign_up: bool = True
    """Whether strangers may sign up on our page."""
    pace: PaceRules = field(default_factory=PaceRules)
    """How many letters may leave the sending domain."""
    brake: BrakeLimits | None = None
    """When so much comes back that sending stops; None: never."""

    @property
    def sending_domain(self) -> str:
        """The domain letters come from."""
        return self.sender.address.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a use case works with. Made once, by the composition root."""

    database: Database
    campaigns: Mapping[str, Campaign]
    letters: Letters
    transport: Transport
    keyring: Keyring
    hints: Hints
    policy: Policy
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    pace: Pace = field(default_factory=Pace)
    outbound: Mapping[str, OutboundTarget] = field(default_factory=dict)
    """Who is told what comes back, by name. Nobody, unless somebody is configured."""

    def place_of(self, zone: str | None, country: str | None, region: str | None) -> Place:
        """Where a person is, for the calendar: their zone, else by country, else the installation's."""
        return place_of(
            zone,
            country,
            region,
            default_zone=self.policy.default_zone,
            default_country=self.policy.default_country,
            own_days=self.policy.own_days,
        )
