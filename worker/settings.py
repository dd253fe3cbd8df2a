"""Every setting Rapport has, read once from the environment and checked before anything starts.

Two ways to run. *Production*: `DATABASE_URL`, `REDIS_URL`, `SENDGRID_API_KEY` or `SMTP_URL`, and all that they need, are set.
*Embedded*: none of these is set; a database file, a private Redis, keys and the sandbox for mail are made in the data folder,
and no letter can leave the machine. Anything between the two refuses to start (design, promise 13).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo

from emails.brand import Brand, load_brand
from worker import settings_parse, settings_smtp
from worker.delivery.transport import Mailbox
from worker.rules.own_days import read_own_days
from worker.settings_brand import brand_of, said_by_brand
from worker.settings_consent import ConsentSettings
from worker.settings_environment import Known, read_environment
from worker.settings_error import SettingsError
from worker.settings_field import SECRET, from_text
from worker.settings_imap import MailboxSettings
from worker.settings_outbound import OutboundSettings
from worker.settings_pace import PaceSettings
from worker.settings_problems import fill_in, say_missing, say_wrong, told, unsafe_when_embedded
from worker.settings_smtp import MailServerSettings
from worker.settings_web import WebSettings

__all__ = ["Settings", "SettingsError", "environment_names", "is_secret", "load_settings"]

LEASE_TIMEOUTS = 10
"""A lease is at least this many provider time-outs long: a shorter one is a livelock that sends many letters twice."""


class Settings(WebSettings, MailServerSettings, ConsentSettings, PaceSettings, OutboundSettings, MailboxSettings):
    """What an installation can choose. The alias of each field is its name in the environment."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_by_alias=True,
        validate_by_name=True,
        arbitrary_types_allowed=True,
    )

    database_url: Annotated[str, from_text(settings_parse.database_url)] = Field(
        alias="DATABASE_URL",
        description="Where everything is kept: a PostgreSQL URL (embedded: a SQLite file in the data folder).",
        examples=["postgresql://rapport:password@db.example/rapport"],
        json_schema_extra=SECRET,
    )
    redis_url: Annotated[str, from_text(settings_parse.redis_url)] = Field(
        alias="REDIS_URL",
        description="Redis or Valkey, for the stream `rapport:events` and the queue (embedded: a private one).",
        examples=["redis://redis.example:6379/0"],
        json_schema_extra=SECRET,
    )
    sendgrid_api_key: Annotated[str, AfterValidator(settings_parse.one_line)] = Field(
        default="",
        alias="SENDGRID_API_KEY",
        description="SendGrid's API key; it needs the scope `mail.send` only.",
        examples=["SG.…"],
        json_schema_extra=SECRET,
    )
    sendgrid_api_url: Annotated[str, from_text(settings_parse.public_url)] = Field(
        default="https://api.sendgrid.com",
        alias="SENDGRID_API_URL",
        description="Where SendGrid's API is (embedded: the sandbox; `https://api.eu.sendgrid.com` for its European region).",
    )
    sendgrid_webhook_public_key: Annotated[str, from_text(settings_parse.webhook_public_key)] = Field(
        default="",
        alias="SENDGRID_WEBHOOK_PUBLIC_KEY",
        description="The verification key of SendGrid's signed event webhook.",
        examples=["MFkwEwYHKoZIzj0C…"],
    )
    base_url: Annotated[str, from_text(settings_parse.public_url)] = Field(
        alias="RAPPORT_BASE_URL",
        description="Where the outside reaches the `web` process; links in letters begin with it. https, except on loopback.",
        examples=["https://rapport.northwind.example"],
    )
    event_keys: Annotated[Mapping[str, str], from_text(settings_parse.event_keys)] = Field(
        alias="RAPPORT_EVENT_KEYS",
        description="Who may queue events: `source:key` pairs, comma separated, split at the last colon.",
        examples=["ats.example:<key>,hr.example:<key>"],
        json_schema_extra=SECRET,
    )
    secret_keys: Annotated[tuple[str, ...], from_text(settings_parse.secret_keys)] = Field(
        alias="RAPPORT_SECRET_KEYS",
        description="Keys that sign the links in letters and hash suppressed addresses, comma separated, newest first.",
        examples=["<new key>,<old key>"],
        json_schema_extra=SECRET,
    )
    inbound_secret: Annotated[str, from_text(settings_parse.inbound_secret)] = Field(
        default="",
        alias="RAPPORT_INBOUND_SECRET",
        description="The secret last part of the address SendGrid's Inbound Parse posts to: `/hooks/sendgrid/inbound/<secret>`.",
        examples=["<secret>"],
        json_schema_extra=SECRET,
    )
    reply_domain: Annotated[str, from_text(settings_parse.domain)] = Field(
        alias="RAPPORT_REPLY_DOMAIN",
        description="The domain replies come to; its MX points to SendGrid's Inbound Parse.",
        examples=["reply.northwind.example"],
    )
    brand: Annotated[Brand, from_text(brand_of)] = Field(
        default_factory=load_brand,
        alias="RAPPORT_BRAND",
        description="Whose letters these are: one of `emails/brands/`, or a `.toml` file of your own.",
        examples=["/etc/rapport/brand.toml"],
    )
    sender: Annotated[Mailbox, from_text(settings_parse.mailbox)] = Field(
        alias="RAPPORT_SENDER",
        description="The address letters come from, `Name <address>`; the recruiter's name takes the place of the name.",
        examples=["Northwind Talent <talent@northwind.example>"],
    )
    team_address: Annotated[str, from_text(settings_parse.address)] = Field(
        alias="RAPPORT_TEAM_ADDRESS",
        description="Where alarms go, and replies to letters whose recruiter has left.",
        examples=["talent@northwind.example"],
    )
    postal_address: Annotated[str, AfterValidator(settings_parse.one_line)] = Field(
        alias="RAPPORT_POSTAL_ADDRESS",
        description="The postal address every letter must show, on one line.",
        examples=["Northwind Talent, Harbour Street 1, 1050 Copenhagen, Denmark"],
    )
    company: Annotated[str, AfterValidator(settings_parse.one_line)] = Field(
        default="Northwind Talent",
        alias="RAPPORT_COMPANY",
        description="The name letters use for the company. Unset: the name of `RAPPORT_BRAND`.",
    )
    only_to: Annotated[tuple[str, ...], from_text(settings_parse.only_to)] = Field(
        default=(),
        alias="RAPPORT_ONLY_TO",
        description="For a staging system: mail only these addresses (or `@domain`), comma separated. Unset: everybody.",
    )
    data_dir: Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())] = Field(
        default=Path(".rapport"),
        alias="RAPPORT_DATA_DIR",
        description="The folder for local files; the embedded database lives there.",
        validate_default=True,
    )
    sandbox_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=8025, alias="RAPPORT_SANDBOX_PORT", description="The TCP port of the sandbox on loopback."
    )
    default_locale: Annotated[str, from_text(settings_parse.locale)] = Field(
        default="en",
        alias="RAPPORT_DEFAULT_LOCALE",
        description="The language for people whose own is unknown; one that letters are written in.",
    )
    default_zone: Annotated[str, from_text(settings_parse.zone)] = Field(
        default="Europe/Copenhagen",
        alias="RAPPORT_DEFAULT_ZONE",
        description="The IANA zone for people with neither zone nor country.",
    )
    default_country: Annotated[str, from_text(settings_parse.country)] = Field(
        default="DK",
        alias="RAPPORT_DEFAULT_COUNTRY",
        description="The ISO country whose holidays count where a person's is unknown.",
    )
    own_days: Annotated[frozenset[date], from_text(read_own_days)] = Field(
        default=frozenset(),
        alias="RAPPORT_OWN_HOLIDAYS",
        description="Days on which nobody is written to, beside public holidays: ISO dates and ranges, comma separated.",
        examples=["2026-05-15,2026-12-24..2026-12-31"],
    )
    transport_timeout_seconds: Annotated[float, Field(ge=1, le=120)] = Field(
        default=15,
        alias="RAPPORT_TRANSPORT_TIMEOUT_SECONDS",
        description="How long one call to the provider may take in all, in seconds.",
    )
    claim_lease_seconds: Annotated[int, Field(le=86_400)] = Field(
        default=600,
        alias="RAPPORT_CLAIM_LEASE_SECONDS",
        description="How long a worker holds claimed rows, in seconds; at least ten times the provider time-out.",
        validate_default=True,
    )
    batch_size: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=200, alias="RAPPORT_BATCH_SIZE", description="How many rows travel in one queue message."
    )
    handful: Annotated[int, Field(ge=1, le=200)] = Field(
        default=200,
        alias="RAPPORT_HANDFUL",
        description="How many letters at most are marked as leaving at a time; fewer, the slower the provider answers. "
        "A crash puts at most these in doubt, for each thread.",
    )
    worker_threads: Annotated[int, Field(ge=1, le=64)] = Field(
        default=2, alias="RAPPORT_WORKER_THREADS", description="Threads of a worker process: while one waits, another computes."
    )
    worker_processes: Annotated[int, Field(ge=1, le=64)] = Field(
        default=2, alias="RAPPORT_WORKER_PROCESSES", description="How many worker processes `rapport up` runs."
    )
    poll_ms: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=100,
        alias="RAPPORT_POLL_MS",
        description="How long an idle clock, intake or worker waits before it looks again, in milliseconds.",
    )
    tracking: Literal["provider", "own", "off"] = Field(
        default="provider",
        alias="RAPPORT_TRACKING",
        description="Who counts opens and clicks: `provider`, `own` (links and a pixel of this installation) or `off`: nobody.",
    )
    log_format: Literal["auto", "json", "pretty"] = Field(
        default="auto", alias="RAPPORT_LOG_FORMAT", description="`json`, `pretty`, or `auto`: pretty on a terminal."
    )
    embedded: bool = Field(
        default=False, description="Whether this is the embedded default. Not set by hand: it follows from the rest."
    )

    @field_validator("sandbox_port")
    @classmethod
    def _apart_from_web(cls, port: int, info: ValidationInfo) -> int:
        if info.data.get("port") == port:
            raise ValueError("is the same port as PORT; choose another for one of the two")
        return port

    @field_validator("sender")
    @classmethod
    def _of_the_brands_domain(cls, sender: Mailbox, info: ValidationInfo) -> Mailbox:
        domain = info.data["brand"].sender_domain if "brand" in info.data else None
        if domain and not f".{sender.address.rpartition('@')[2]}".endswith(f".{domain}"):
            raise ValueError(f"is not of {domain}, which the brand says letters come from; change one of the two")
        return sender

    @field_validator("claim_lease_seconds")
    @classmethod
    def _outlives_the_call(cls, lease: int, info: ValidationInfo) -> int:
        timeout = info.data.get("transport_timeout_seconds", 1)
        if lease < LEASE_TIMEOUTS * timeout:
            raise ValueError(
                f"must be at least {LEASE_TIMEOUTS} times RAPPORT_TRANSPORT_TIMEOUT_SECONDS ({LEASE_TIMEOUTS * timeout:g}): "
                "a lease that ends during a call makes letters go out twice"
            )
        return lease

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Every field, with secrets masked, so that no log or traceback can show one."""
        for name, field in type(self).model_fields.items():
            yield name, "********" if is_secret(field) else getattr(self, name)


PRODUCTION_SIGNS = ("DATABASE_URL", "REDIS_URL", "SENDGRID_API_KEY", "SMTP_URL")
"""Any one of these makes it production; none of them, the embedded default."""


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in `environ` (default: the process's own environment), checked.

    Raises `SettingsError` with every problem at once. With the embedded default, what is not set is made on first use and
    kept in the data folder.
    """
    found = read_environment(os.environ if environ is None else environ, _known())
    texts, problems, names = dict(found.texts), list(found.problems), environment_names()
    is_embedded = not any(sign in texts for sign in PRODUCTION_SIGNS)
    texts |= said_by_brand(texts, is_embedded)
    if is_embedded:
        problems += unsafe_when_embedded(texts, PRODUCTION_SIGNS)
        if not problems:
            problems += fill_in(texts)
    else:
        problems += settings_smtp.contradictions(texts)
        problems += [say_missing(names[name]) for name in settings_smtp.missing(texts) if name not in told(problems)]
    try:
        settings = Settings.model_validate({**texts, "embedded": is_embedded})
    except ValidationError as error:
        raise SettingsError([*problems, *say_wrong(error, Settings.model_fields, problems, is_embedded)]) from None
    if problems:
        raise SettingsError(problems)
    return settings


def environment_names() -> Mapping[str, FieldInfo]:
    """Each setting's name in the environment, in the order of the class, with its field."""
    return {field.alias: field for field in Settings.model_fields.values() if field.alias is not None}


def is_secret(field: FieldInfo) -> bool:
    """Whether the setting is masked wherever it is shown, and may come from a file."""
    return field.json_schema_extra == SECRET


def _known() -> Known:
    names = environment_names()
    secrets = {name for name, field in names.items() if is_secret(field)}
    return Known(frozenset(names), frozenset(secrets))
