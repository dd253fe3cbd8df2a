"""The mail server: it is trusted, encrypts, lets us in; and what letters are signed with is what the world can look up."""

from __future__ import annotations

import base64
import binascii
import re
import smtplib
from collections.abc import Iterator

from worker.delivery.smtp_answer import why_no_session
from worker.delivery.smtp_connection import NoEncryption, SmtpConnection
from worker.delivery.smtp_signature import DkimKey
from worker.delivery.transport import ChannelDown
from worker.doctor.finding import Finding, good, note, wrong
from worker.doctor.name_service import Texts, texts_of
from worker.settings import Settings
from worker.transports import dkim_key_of, sending_domain, tls_of

_SERVER, _SIGNATURE, _RETURN = "Mail server", "DKIM", "Return path"
_HOW = {"tls": "over TLS", "starttls": "over STARTTLS", "none": "without TLS"}
_SHORT_KEY_BITS = 2048


def check_smtp(settings: Settings, texts: Texts = texts_of) -> Iterator[Finding]:
    """What is known about `SMTP_URL` and the signature; nothing where another transport is used."""
    if settings.carrier != "smtp":
        return
    yield _server(settings)
    for subject, look in ((_SIGNATURE, _signature), (_RETURN, _return_path)):
        try:
            yield look(settings, texts)
        except OSError as error:
            yield note(subject, f"DNS could not be asked ({error})", "Try again where the name service answers")


def _server(settings: Settings) -> Finding:
    address = settings.smtp_url
    assert address is not None
    session = SmtpConnection(sending_domain(settings))
    session.must_end_in(settings.transport_timeout_seconds)
    try:
        session.open(address, tls_of(settings))
        sender = f"postmaster@{settings.reply_domain}"
        code, said = session.docmd(f"MAIL FROM:<{sender}>")
    except (OSError, NoEncryption, UnicodeError, smtplib.SMTPException) as error:
        outcome = why_no_session(error)
        mend = "Correct SMTP_URL or RAPPORT_SMTP_CA_FILE" if isinstance(outcome, ChannelDown) else "Start it, or correct SMTP_URL"
        return wrong(_SERVER, f"{address.name}: {getattr(outcome, 'reason', 'no session')}", mend)
    finally:
        session.leave()
    if not 200 <= code < 300:
        text = said.decode("utf-8", "replace")
        return wrong(
            _SERVER, f"{address.name} takes no letters from @{settings.reply_domain}: {code} {text}", "Allow that sender"
        )
    logged_in = "logged in" if address.user is not None else "no login asked for"
    return good(_SERVER, f"{address.name} answers {_HOW[address.security]}, {logged_in}, and takes letters from us")


def _signature(settings: Settings, texts: Texts) -> Finding:
    key = dkim_key_of(settings)
    if key is None:
        return note(
            _SIGNATURE, "letters are not signed here", "Make sure that the mail server signs, or set RAPPORT_DKIM_SELECTOR"
        )
    records = [record for record in texts(key.dns_name) if "p=" in record]
    if not records:
        return wrong(_SIGNATURE, f"{key.dns_name} has no key", f"Publish this TXT record there: {_record(key)}")
    if key.public_key not in [_published(record) for record in records]:
        return wrong(_SIGNATURE, f"{key.dns_name} has another key than the one we sign with", f"Publish: {_record(key)}")
    if not _is_aligned(key.domain, sending_domain(settings)):
        return wrong(
            _SIGNATURE,
            f"{key.domain} signs for {sending_domain(settings)}, which DMARC does not count",
            "Set RAPPORT_DKIM_DOMAIN",
        )
    if key.bits < _SHORT_KEY_BITS:
        return note(_SIGNATURE, f"the key at {key.dns_name} matches, but has {key.bits} bits only", "Make one of 2048 bits")
    return good(_SIGNATURE, f"the key at {key.dns_name} is the one we sign with")


def _return_path(settings: Settings, texts: Texts) -> Finding:
    """Bounces come back to the reply domain, so receivers check SPF there."""
    domain = settings.reply_domain
    if any(record.lower().startswith("v=spf1") for record in texts(domain)):
        return good(_RETURN, f"bounces come back to @{domain}, which has an SPF record; it must name the mail server")
    return note(
        _RETURN, f"{domain}, where bounces come back to, has no SPF record", f"Publish v=spf1 at {domain} for the mail server"
    )


def _record(key: DkimKey) -> str:
    return f"v=DKIM1; k=rsa; p={base64.b64encode(key.public_key).decode()}"


def _published(record: str) -> bytes | None:
    found = re.search(r"(?:^|;)\s*p=([A-Za-z0-9+/=\s]*)", record)
    try:
        return base64.b64decode("".join(found[1].split()), validate=True) if found else None
    except binascii.Error:
        return None


def _is_aligned(signer: str, sender: str) -> bool:
    """Relaxed alignment (RFC 7489 §3.1.1), without a list of public suffixes: one is the other, or lies within it."""
    return signer == sender or signer.endswith(f".{sender}") or sender.endswith(f".{signer}")
