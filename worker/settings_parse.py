"""How each kind of setting is read from its text. Each function raises ValueError saying what is wrong and how to mend it.

Messages never repeat the value: it may be a secret, or a secret pasted into the wrong variable.
"""

from __future__ import annotations

import base64
import binascii
import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from emails.languages import languages
from worker.delivery.transport import Mailbox
from worker.delivery.webhook import SECRET_PREFIX

SHORTEST_KEY_CHARACTERS = 16
SHORTEST_SECRET_KEY_CHARACTERS = 32
_FEWEST_DISTINCT_CHARACTERS = 8
MAKE_ONE = 'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
MAKE_OUTBOUND_SECRET = (
    'make one with: python3 -c "import base64, secrets; '  # noqa: S105 - how to make one
    "print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\""
)
_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_PATH_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")


def split_list(text: str) -> tuple[str, ...]:
    """The items of a list written with commas, or one a line in a file."""
    return tuple(item.strip() for item in re.split(r"[,\n]", text) if item.strip())


def strong(key: str, shortest: int) -> str:
    """`key`, when it is long and varied enough not to be guessed."""
    if len(key) < shortest:
        raise ValueError(f"has a key shorter than {shortest} characters; {MAKE_ONE}")
    if len(set(key)) < _FEWEST_DISTINCT_CHARACTERS:
        raise ValueError(f"has a key that repeats so few characters that it can be guessed; {MAKE_ONE}")
    return key


def event_keys(text: str) -> dict[str, str]:
    """`source:key` pairs, split at the last colon (a source may be a URI); given back as key -> source."""
    sources: dict[str, str] = {}
    for number, pair in enumerate(split_list(text), start=1):
        source, colon, key = pair.rpartition(":")
        if not colon or not source.strip() or not key:
            raise ValueError(f"pair {number} is not written source:key; write for instance ats.example:<key>")
        if not _BEARER.fullmatch(key):
            raise ValueError(f"the key of pair {number} cannot stand in an Authorization header; {MAKE_ONE}")
        if key in sources:
            raise ValueError(f"the key of pair {number} is used twice; give each source a key of its own")
        sources[strong(key, SHORTEST_KEY_CHARACTERS)] = source.strip()
    if not sources:
        raise ValueError("holds no source:key pair; write for instance ats.example:<key>")
    return sources


def secret_keys(text: str) -> tuple[str, ...]:
    """The keys that sign links and hash addresses, newest first."""
    keys = split_list(text)
    if not keys:
        raise ValueError(f"holds no key; {MAKE_ONE}")
    if len(set(keys)) != len(keys):
        raise ValueError("lists the same key twice; list each once, newest first")
    return tuple(strong(key, SHORTEST_SECRET_KEY_CHARACTERS) for key in keys)


def inbound_secret(text: str) -> str:
    """The unguessable last part of the address that SendGrid posts inbound mail to."""
    if not _PATH_SEGMENT.fullmatch(text):
        raise ValueError(f"may hold only letters, digits, - and _, since it stands in a URL; {MAKE_ONE}")
    return strong(text, SHORTEST_KEY_CHARACTERS)


def database_url(text: str) -> str:
    """A PostgreSQL or SQLite file URL, with the driver Rapport uses written in."""
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        raise ValueError("is not a database URL; write postgresql://user:password@host:5432/name") from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.get_backend_name() != "sqlite":
        raise ValueError("names a database Rapport does not know; use postgresql://… (or sqlite:///file for a trial)")
    if not url.database or ":memory:" in url.database:
        raise ValueError("a database in memory cannot be shared by several processes; write sqlite:////path/to/file.sqlite3")
    return text


def redis_url(text: str) -> str:
    """A Redis or Valkey URL."""
    parts = _split(text, "write redis://host:6379/0, rediss://… or unix:///path/to/redis.sock")
    if parts.scheme not in {"redis", "rediss", "unix"} or not (parts.hostname or (parts.scheme == "unix" and parts.path)):
        raise ValueError("is not a Redis URL; write redis://host:6379/0, rediss://… or unix:///path/to/redis.sock")
    return text


def public_url(text: str) -> str:
    """An https URL without query, fragment or login; plain http only on loopback. Given back without a slash at its end."""
    parts = _split(text, "write https://host.example")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a web address; write https://host.example")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("must begin with https:// (plain http is accepted on 127.0.0.1 only)")
    if parts.query or parts.fragment or parts.username or parts.password:
        raise ValueError("may not hold a login, a ? or a #; write https://host.example")
    return text.rstrip("/")


def outbound_urls(text: str) -> tuple[str, ...]:
    """The URLs that are told, each once: https, or plain http on loopback, without login or fragment."""
    urls = split_list(text)
    if not urls:
        raise ValueError("holds no URL; to tell nobody, unset it")
    if len(set(urls)) != len(urls):
        raise ValueError("lists the same URL twice")
    for number, url in enumerate(urls, start=1):
        parts = _split(url, "write https://host.example/path")
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or not url.isascii()
            or not url.isprintable()
            or " " in url
        ):
            raise ValueError(f"holds, as number {number}, no web address; write https://host.example/path")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError(f"holds, as number {number}, a URL without https (plain http is accepted on 127.0.0.1 only)")
        if parts.fragment or parts.username or parts.password:
            raise ValueError(f"holds, as number {number}, a URL with a login or a #; every call is signed instead")
    return urls


def outbound_secrets(text: str) -> tuple[str, ...]:
    """Standard Webhooks secrets, `whsec_` and 24 to 64 bytes in base64, newest first."""
    secrets = split_list(text)
    if not secrets:
        raise ValueError(f"holds no secret; {MAKE_OUTBOUND_SECRET}")
    for secret in secrets:
        try:
            key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
        except binascii.Error:
            key = b""
        if not secret.startswith(SECRET_PREFIX) or not 24 <= len(key) <= 64 or len(set(key)) < _FEWEST_DISTINCT_CHARACTERS:
            raise ValueError(f"is not whsec_ followed by 24 to 64 bytes in base64; {MAKE_OUTBOUND_SECRET}")
    return secrets


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, whatever a name server says."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def webhook_public_key(text: str) -> str:
    """The verification key SendGrid shows beside its signed event webhook: an elliptic curve key, DER in base64."""
    body = "".join(line for line in text.split() if not line.startswith("-----")) if "-----" not in text else _pem_body(text)
    try:
        key = load_der_public_key(base64.b64decode(body, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        raise ValueError("is not a public key; copy it whole from SendGrid: Settings, Mail Settings, Event Webhook") from None
    if not isinstance(key, EllipticCurvePublicKey):
        raise ValueError("is not an elliptic curve key; copy SendGrid's own: Settings, Mail Settings, Event Webhook")
    return body


def _pem_body(text: str) -> str:
    return "".join(text.split("-----")[2].split()) if text.count("-----") == 4 else text


def address(text: str) -> str:
    """One e-mail address."""
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise ValueError(f"is not an e-mail address: {error}") from None


def mailbox(text: str) -> Mailbox:
    """A name and an address, written `Name <address>`."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, allow_display_name=True)
    except EmailNotValidError as error:
        raise ValueError(f"is not a name and an address, written Name <address>: {error}") from None
    name: str | None = found.display_name
    if not name or any(ord(character) < 32 for character in name):
        raise ValueError("names nobody; write it on one line: Name <address>")
    return Mailbox(address=found.normalized, name=name)


def domain_label(text: str) -> str:
    """One or more labels of a domain name, such as a DKIM selector."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?", text.lower()) or ".." in text:
        raise ValueError("may hold only letters, digits, - and dots between them; write for instance rapport2026")
    return text.lower()


def domain(text: str) -> str:
    """A domain name."""
    name = text.strip().lower().rstrip(".")
    if not _DOMAIN.fullmatch(name):
        raise ValueError("is not a domain name; write for instance reply.northwind.example")
    return name


def only_to(text: str) -> tuple[str, ...]:
    """Addresses, or whole domains written @domain, in lower case."""
    entries = split_list(text.lower())
    if not entries:
        raise ValueError("holds no address; to mail everybody, unset it")
    return tuple("@" + domain(entry[1:]) if entry.startswith("@") else address(entry).lower() for entry in entries)


def zone(text: str) -> str:
    """An IANA time zone."""
    try:
        return ZoneInfo(text).key
    except (ValueError, OSError, KeyError):
        raise ValueError("is not an IANA time zone; write for instance Europe/Copenhagen") from None


def locale(text: str) -> str:
    """A language that letters are written in."""
    if text not in languages():
        raise ValueError(f"is no language that letters are written in; there are {', '.join(languages())}")
    return text


def country(text: str) -> str:
    """An ISO 3166 country whose holidays are known."""
    from holidays import list_supported_countries  # loads slowly, and the default needs no check

    code = text.strip().upper()
    if code not in list_supported_countries(include_aliases=False):
        raise ValueError("is not an ISO 3166 country code whose holidays are known; write for instance DK")
    return code


def one_line(text: str) -> str:
    """Some words on one line."""
    words = text.strip()
    if not words or any(ord(character) < 32 for character in words):
        raise ValueError("must be some words on one line")
    return words


def _split(text: str, advice: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(f"is not a URL; {advice}") from None
    return parts
