"""The mailbox that replies are read from, as `RAPPORT_IMAP_URL` names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import BaseModel, Field

from worker.settings_field import SECRET, from_text
from worker.settings_parse import is_loopback

_ADVICE = "write imaps://user:password@host/INBOX, or imap://user:password@host/INBOX?starttls=yes"
_PORTS = {"imaps": 993, "imap": 143}
Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class ImapAddress:
    """One folder of one mailbox, and how to get in."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    security: Security

    @property
    def name(self) -> str:
        """Which mailbox it is, without the password: the position in it is kept under this name."""
        return f"{self.user} at {self.host}/{self.folder}"


def imap_address(text: str) -> ImapAddress:
    """An imaps or imap URL with user and password, each percent-encoded; without TLS on loopback only."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(f"is not a URL; {_ADVICE}") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"is not an IMAP address; {_ADVICE}")
    if not parts.username or not parts.password:
        raise ValueError(f"needs a user and a password, percent-encoded (@ is %40, / is %2F); {_ADVICE}")
    user, password, folder = unquote(parts.username), unquote(parts.password), unquote(parts.path.strip("/")) or "INBOX"
    if not folder.isascii() or not (user + password + folder).isprintable():
        raise ValueError("holds strange characters; write the folder as the server lists it, which is in ASCII")
    return ImapAddress(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=user,
        password=password,
        folder=folder,
        security=_security(parts.scheme, parts.hostname, parts.query, has_fragment="#" in text),
    )


def _security(scheme: str, host: str, query: str, *, has_fragment: bool) -> Security:
    asked = parse_qs(query, keep_blank_values=True)
    if set(asked) - {"starttls"} or asked.get("starttls", ["yes"]) not in (["yes"], ["no"]) or has_fragment:
        raise ValueError(f"may hold nothing after the folder but ?starttls=yes; # and ? in a password are %23 and %3F; {_ADVICE}")
    if scheme == "imaps":
        return "tls"
    if asked.get("starttls") == ["yes"]:
        return "starttls"
    if not is_loopback(host):
        raise ValueError(f"would send the password in the open (that is accepted on 127.0.0.1 only); {_ADVICE}")
    return "none"


def ca_file(text: str) -> Path:
    """A file with certificates in PEM form that this user may read."""
    path = Path(text).expanduser().absolute()
    try:
        pem = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise ValueError("cannot be read; let it name a file with certificates in PEM form") from None
    if "-----BEGIN CERTIFICATE-----" not in pem:
        raise ValueError("holds no certificate; let it name a file with certificates in PEM form")
    return path


class MailboxSettings(BaseModel):
    """Which mailbox is read for replies, how often, and what becomes of what was read."""

    imap_url: Annotated[ImapAddress | None, from_text(imap_address)] = Field(
        default=None,
        alias="RAPPORT_IMAP_URL",
        description="A mailbox that replies are read from, beside Inbound Parse: `imaps://user:password@host/INBOX`, or "
        "`imap://…?starttls=yes`. Unset: none.",
        json_schema_extra=SECRET,
    )
    imap_poll_seconds: Annotated[int, Field(ge=5, le=3600)] = Field(
        default=60, alias="RAPPORT_IMAP_POLL_SECONDS", description="How often the mailbox is looked into, in seconds."
    )
    imap_after: Literal["leave", "seen"] = Field(
        default="leave",
        alias="RAPPORT_IMAP_AFTER",
        description="What becomes of a mail in the mailbox once it is stored: `leave` it as it is, or mark it as `seen`.",
    )
    imap_ca_file: Annotated[Path | None, from_text(ca_file)] = Field(
        default=None,
        alias="RAPPORT_IMAP_CA_FILE",
        description="Certificates that the mailbox's server is checked against, a PEM file. Unset: the system's.",
    )
