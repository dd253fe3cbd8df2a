"""What is measured: the real parts, with the bench's campaign, PostgreSQL, and SendGrid's transport over real HTTP."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from campaigns.vocabulary import discover_campaigns
from emails.letters import load_letters
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.transport import Mailbox
from worker.engine.parts import Hints, Parts, Policy
from worker.rules.tokens import Keyring
from worker.store.database import Database

THREADS = 2
"""As a worker comes by default."""


def bench_parts(database_url: str, sink_url: str, hints: Hints, now: datetime) -> Parts:
    """The parts of a measured process."""
    return Parts(
        database=Database(database_url),
        campaigns=discover_campaigns("bench.campaigns"),
        letters=load_letters(),
        transport=SendGridTransport("SG.bench", sink_url, 15),
        keyring=Keyring(["a-key-for-the-bench-and-nothing-else-0"]),
        hints=hints,
        policy=Policy(
            company="Northwind Talent",
            postal_address="Northwind Talent, Harbour Street 1, 1050 Copenhagen, Denmark",
            sender=Mailbox("talent@northwind.example", "Northwind Talent"),
            team_address="team@northwind.example",
            base_url="https://rapport.northwind.example",
            reply_domain="reply.northwind.example",
        ),
        now=lambda: now,
        new_id=uuid4,
    )
