"""The composition root: from settings to everything a process works with. Nothing connects until it is used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from campaigns.vocabulary import discover_campaigns
from campaigns.vocabulary.discovery import discover_segments
from emails.letters import load_letters
from worker.broker import redis_client
from worker.delivery.outbound_stream import OutboundStream
from worker.delivery.outbound_target import OutboundTarget
from worker.delivery.transport import Transport
from worker.delivery.webhook import Webhook
from worker.engine.check_letters import check_letters
from worker.engine.parts import Hints, Parts, Policy
from worker.rules.tokens import Keyring
from worker.settings import Settings
from worker.store.database import Database
from worker.time_source import TIME_FILE, HandedTime, SystemTime, TimeSource
from worker.transports import transport_of


class NoHints:
    """For commands that queue nothing: the clock's sweep finds what they leave in the database."""

    def send(self, actor: str, *args: object) -> None:
        """Say nothing to anybody."""


def time_source(settings: Settings) -> TimeSource:
    """Real time; with the embedded default, the time that the data folder hands in."""
    return HandedTime(settings.data_dir / TIME_FILE) if settings.embedded else SystemTime()


def policy_of(settings: Settings) -> Policy:
    """The installation's own decisions."""
    return Policy(
        company=settings.company,
        postal_address=settings.postal_address,
        sender=settings.sender,
        team_address=settings.team_address,
        base_url=settings.base_url.rstrip("/"),
        reply_domain=settings.reply_domain,
        only_to=settings.only_to,
        default_locale=settings.default_locale,
        default_zone=settings.default_zone,
        default_country=settings.default_country,
        own_days=settings.own_days,
        lease_seconds=settings.claim_lease_seconds,
        batch_size=settings.batch_size,
        handful=settings.handful,
        track_opens=settings.tracking != "off",
        track_clicks=settings.tracking != "off",
        approve_feedback=settings.brand.approve_feedback,
        consent_months=settings.consent_months,
        sign_up=settings.sign_up,
        pace=settings.pace_rules,
        brake=None if settings.embedded else settings.brake,
        # Nobody but SendGrid counts opens and clicks, so our own links do.
        own_tracking=settings.tracking == "own" or (settings.tracking == "provider" and settings.carrier != "sendgrid"),
    )


def outbound_targets(settings: Settings) -> dict[str, OutboundTarget]:
    """Who is told what comes back, by name."""
    targets: list[OutboundTarget] = [Webhook(url, settings.outbound_secrets) for url in settings.outbound_urls]
    if settings.outbound_stream:
        targets.append(OutboundStream(redis_client(settings.redis_url)))
    return {target.name: target for target in targets}


def build_parts(
    settings: Settings,
    *,
    hints: Hints | None = None,
    transport: Transport | None = None,
    now: Callable[[], datetime] | None = None,
) -> Parts:
    """Everything use cases are handed. Raises `CampaignMistake` or `LetterMistake` when code that cannot work was deployed."""
    keyring = Keyring(settings.secret_keys)
    campaigns, letters = discover_campaigns(), load_letters(brand=settings.brand)
    check_letters(campaigns.values(), letters)
    discover_segments()  # a mistake in one is found now, not when an issue is about to leave
    return Parts(
        database=Database(settings.database_url, pool_size=settings.worker_threads + 2),
        campaigns=campaigns,
        letters=letters,
        transport=transport or transport_of(settings, keyring),
        keyring=keyring,
        hints=hints or NoHints(),
        policy=policy_of(settings),
        now=now or time_source(settings).now,
        new_id=uuid4,
        outbound=outbound_targets(settings),
    )
