"""Settings of the transport `smtp`, and which of the two transports carries the mail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from worker import settings_imap, settings_parse
from worker.delivery.smtp_address import SmtpAddress, SmtpSecurity
from worker.delivery.smtp_signature import read_key
from worker.settings_field import SECRET, from_text

Carrier = Literal["sendgrid", "smtp"]

_ADVICE = "write smtp://user:password@host:587?starttls=required, or smtps://user:password@host"
_PORTS = {"smtps": 465, "smtp": 587}
_SENDGRID_NEEDS = ("SENDGRID_API_KEY", "SENDGRID_WEBHOOK_PUBLIC_KEY", "RAPPORT_INBOUND_SECRET")


def smtp_address(text: str) -> SmtpAddress:
    """An smtp or smtps URL, user and password percent-encoded. Without TLS only on loopback, or where no password travels."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(f"is not a URL; {_ADVICE}") from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or "#" in text:
        raise ValueError(f"is not a mail server's address; {_ADVICE}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError(f"needs a user and a password, or neither; {_ADVICE}")
    if not (user + password).isascii() or not (user + password).isprintable():
        raise ValueError("has a user or a password with characters that SMTP cannot carry; they must be in ASCII")
    security = _security(parts.scheme, parts.hostname, parts.query, has_password=bool(password))
    return SmtpAddress(parts.hostname, port or _PORTS[parts.scheme], user or None, password or None, security)


def _security(scheme: str, host: str, query: str, *, has_password: bool) -> SmtpSecurity:
    asked = parse_qs(query, keep_blank_values=True)
    loopback = settings_parse.is_loopback(host)
    wish = asked.pop("starttls", ["no" if loopback else "required"])
    if asked or wish not in (["required"], ["no"]):
        raise ValueError(f"may end in ?starttls=required or ?starttls=no only; # and ? in a password are %23 and %3F; {_ADVICE}")
    if scheme == "smtps":
        return "tls"
    if wish == ["required"]:
        return "starttls"
    if has_password and not loopback:
        raise ValueError(f"would send the password in the open (that is accepted on 127.0.0.1 only); {_ADVICE}")
    return "none"


def signing_key(text: str) -> str:
    """An RSA key in PEM form."""
    read_key(text)
    return text


def carrier_of(texts: Mapping[str, str]) -> Carrier:
    """Which transport these settings, by their names in the environment, are for."""
    chosen = texts.get("RAPPORT_TRANSPORT")
    if chosen in ("sendgrid", "smtp"):
        return "smtp" if chosen == "smtp" else "sendgrid"
    return "smtp" if "SMTP_URL" in texts and "SENDGRID_API_KEY" not in texts else "sendgrid"


def missing(texts: Mapping[str, str]) -> list[str]:
    """Names of what the transport in use needs and nobody has set."""
    needed = ("SMTP_URL",) if carrier_of(texts) == "smtp" else _SENDGRID_NEEDS
    return [name for name in needed if name not in texts]


def contradictions(texts: Mapping[str, str]) -> list[str]:
    """What these settings say twice, or leave open."""
    problems = []
    if "RAPPORT_TRANSPORT" not in texts and {"SMTP_URL", "SENDGRID_API_KEY"} <= set(texts):
        problems.append(
            "SMTP_URL and SENDGRID_API_KEY are both set; unset one of them, or choose by RAPPORT_TRANSPORT=smtp or =sendgrid"
        )
    elif carrier_of(texts) == "smtp" and not {"RAPPORT_IMAP_URL", "RAPPORT_INBOUND_SECRET"} & set(texts):
        problems.append(
            "RAPPORT_IMAP_URL is not set, and letters by SMTP_URL need a mailbox that is read: bounces, complaints and answers "
            "come back as mail only. Name the mailbox of RAPPORT_REPLY_DOMAIN (or set RAPPORT_INBOUND_SECRET for Inbound Parse)"
        )
    return problems


class MailServerSettings(BaseModel):
    """The part of the settings that is about the transport."""

    transport: Carrier | None = Field(
        default=None,
        alias="RAPPORT_TRANSPORT",
        description="What carries the mail where both are set: `sendgrid` or `smtp`. Unset: the one that is set.",
    )
    smtp_url: Annotated[SmtpAddress | None, from_text(smtp_address)] = Field(
        default=None,
        alias="SMTP_URL",
        description="A mail server in SendGrid's place: `smtp://user:password@host:587?starttls=required` or `smtps://…`.",
        examples=["smtp://rapport:password@mail.northwind.example:587?starttls=required"],
        json_schema_extra=SECRET,
    )
    smtp_ca_file: Annotated[Path | None, from_text(settings_imap.ca_file)] = Field(
        default=None,
        alias="RAPPORT_SMTP_CA_FILE",
        description="Certificates that the mail server is checked against, a PEM file. Unset: the system's.",
    )
    smtp_letters_per_connection: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=100,
        alias="RAPPORT_SMTP_LETTERS_PER_CONNECTION",
        description="After how many letters a connection to the mail server is ended and a new one begun.",
    )
    smtp_idle_seconds: Annotated[float, Field(ge=0, le=300)] = Field(
        default=20,
        alias="RAPPORT_SMTP_IDLE_SECONDS",
        description="How long a connection to the mail server may lie unused and still be used again, in seconds.",
    )
    smtp_connections: Annotated[int, Field(ge=1, le=50)] = Field(
        default=4,
        alias="RAPPORT_SMTP_CONNECTIONS",
        description="Over how many connections to the mail server one batch of a newsletter goes at a time.",
    )
    dkim_selector: Annotated[str | None, from_text(settings_parse.domain_label)] = Field(
        default=None,
        alias="RAPPORT_DKIM_SELECTOR",
        description="Sign letters by SMTP ourselves, with the key published at `<selector>._domainkey.<domain>`. Unset: the mail "
        "server signs.",
    )
    dkim_domain: Annotated[str | None, from_text(settings_parse.domain)] = Field(
        default=None,
        alias="RAPPORT_DKIM_DOMAIN",
        description="The domain that signs. Unset: that of `RAPPORT_SENDER`.",
    )
    dkim_key: Annotated[str | None, from_text(signing_key)] = Field(
        default=None,
        alias="RAPPORT_DKIM_KEY",
        description="The private key that signs, RSA in PEM form; usually as `RAPPORT_DKIM_KEY_FILE`.",
        json_schema_extra=SECRET,
        validate_default=True,
    )

    @field_validator("dkim_key")
    @classmethod
    def _goes_with_its_selector(cls, key: str | None, info: ValidationInfo) -> str | None:
        selector = info.data.get("dkim_selector")
        if (key is None) != (selector is None):
            how = "is not set, but RAPPORT_DKIM_SELECTOR is" if key is None else "is set, but RAPPORT_DKIM_SELECTOR is not"
            raise ValueError(f"{how}; set both, or neither")
        return key

    @property
    def carrier(self) -> Carrier:
        """The transport in use."""
        return "smtp" if self.smtp_url is not None and self.transport != "sendgrid" else "sendgrid"
