"""The transport that the settings name, put together. Nothing connects until a letter is sent."""

from __future__ import annotations

import ssl
from typing import assert_never
from uuid import UUID

from worker.delivery.letter_rules import wire_address
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.smtp import SmtpTransport
from worker.delivery.smtp_address import SmtpLimits
from worker.delivery.smtp_signature import DkimKey, DkimSigner
from worker.delivery.transport import Transport
from worker.rules.tokens import Keyring
from worker.settings import Settings


def transport_of(settings: Settings, keyring: Keyring) -> Transport:
    """SendGrid, or the mail server of `SMTP_URL`."""
    match settings.carrier:
        case "sendgrid":
            return SendGridTransport(settings.sendgrid_api_key, settings.sendgrid_api_url, settings.transport_timeout_seconds)
        case "smtp":
            return _smtp(settings, keyring)
        case never:
            assert_never(never)


def limits_of(settings: Settings) -> SmtpLimits:
    """How connections to the mail server are used."""
    return SmtpLimits(
        settings.transport_timeout_seconds,
        settings.smtp_letters_per_connection,
        settings.smtp_idle_seconds,
        settings.smtp_connections,
    )


def tls_of(settings: Settings) -> ssl.SSLContext:
    """By which certificates the mail server is checked."""
    return ssl.create_default_context(cafile=None if settings.smtp_ca_file is None else str(settings.smtp_ca_file))


def dkim_key_of(settings: Settings) -> DkimKey | None:
    """The key letters are signed with; None when the mail server does that."""
    if settings.dkim_key is None or settings.dkim_selector is None:
        return None
    return DkimKey(settings.dkim_domain or sending_domain(settings), settings.dkim_selector, settings.dkim_key)


def sending_domain(settings: Settings) -> str:
    """The domain letters come from, in ASCII."""
    return (wire_address(settings.sender.address) or "").rpartition("@")[2].lower()


def _smtp(settings: Settings, keyring: Keyring) -> SmtpTransport:
    assert settings.smtp_url is not None  # else the settings are refused
    key = dkim_key_of(settings)

    def return_path(message_id: UUID) -> str:
        return f"{keyring.reply_local_part(message_id)}@{settings.reply_domain}"

    return SmtpTransport(
        settings.smtp_url,
        limits_of(settings),
        return_path,
        sending_domain(settings),
        context=tls_of(settings),
        signer=DkimSigner(key) if key is not None else None,
    )
