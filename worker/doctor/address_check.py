"""What the outside sees: the public address, the sender's and the replies' domains, the postal address, who is mailed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlsplit

import urllib3

from worker.doctor.finding import Finding, good, note, wrong
from worker.doctor.name_service import Lookup, look_up
from worker.settings import Settings
from worker.settings_parse import is_loopback

_OK = 200
_INBOUND_PARSE = "mx.sendgrid.net"
_EXAMPLE_DOMAINS = (".example", "example.com", "example.org", "example.net")


def check_addresses(settings: Settings, lookup: Lookup = look_up) -> Iterator[Finding]:
    """What is known about the addresses in the settings."""
    yield _public(settings)
    if settings.embedded:
        yield good("Sender and reply domain", f"{settings.sender.address}, @{settings.reply_domain}: made up, for the sandbox")
    else:
        yield from _domain("Sender", settings.sender.address.rpartition("@")[2], "RAPPORT_SENDER", lookup, _dmarc)
        inbound = partial(_inbound, is_mailbox_read=settings.imap_url is not None)
        yield from _domain("Reply domain", settings.reply_domain, "RAPPORT_REPLY_DOMAIN", lookup, inbound)
    if not settings.embedded and settings.company == type(settings).model_fields["company"].default:
        yield note("Company", f"letters speak for {settings.company}, which is made up", "Set RAPPORT_COMPANY")
    yield good("Postal address", settings.postal_address)
    if settings.only_to:
        yield note("Who is mailed", f"only {len(settings.only_to)} allowed entries of RAPPORT_ONLY_TO", "Unset it in production")


def _public(settings: Settings) -> Finding:
    subject, url = "Public base URL", settings.base_url
    try:
        with urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(total=10)) as pool:
            status = pool.request("GET", f"{url}/healthz").status
    except urllib3.exceptions.HTTPError as error:
        if settings.embedded:
            return note(subject, f"{url} does not answer", "`rapport up` starts it")
        return wrong(subject, f"{url} does not answer ({type(error).__name__})", "Start `rapport web` and lead that name to it")
    if status != _OK:
        return wrong(subject, f"{url}/healthz answers {status}", "Lead that name to `rapport web`")
    if not settings.embedded and is_loopback(urlsplit(url).hostname or ""):
        return note(subject, f"{url} is this machine: links in letters lead nowhere else", "Set RAPPORT_BASE_URL")
    return good(subject, f"{url} answers")


def _domain(
    subject: str, domain: str, setting: str, lookup: Lookup, look: Callable[[str, str, Lookup], Iterator[Finding]]
) -> Iterator[Finding]:
    if domain.endswith(_EXAMPLE_DOMAINS):
        yield wrong(subject, f"{domain} is nobody's domain", f"Set {setting} to one of yours")
        return
    try:
        yield from look(subject, domain, lookup)
    except OSError as error:
        yield note(subject, f"{domain} could not be looked up ({error})", "Try again where the name service answers")


def _dmarc(subject: str, domain: str, lookup: Lookup) -> Iterator[Finding]:
    if not lookup(domain, "MX") and not lookup(domain, "A"):
        yield wrong(subject, f"{domain} takes no mail, so others refuse mail from it", "Correct RAPPORT_SENDER")
    elif not any("v=dmarc1" in record for record in lookup(f"_dmarc.{domain}", "TXT")):
        yield note(subject, f"{domain} has no DMARC record, which large mailboxes ask for", f"Publish one at _dmarc.{domain}")
    else:
        yield good(subject, f"{domain} takes mail and has a DMARC record")


def _inbound(subject: str, domain: str, lookup: Lookup, *, is_mailbox_read: bool) -> Iterator[Finding]:
    servers = [record.split()[-1] for record in lookup(domain, "MX")]
    if _INBOUND_PARSE in servers:
        yield good(subject, f"{domain} leads to SendGrid's Inbound Parse")
    elif servers and is_mailbox_read:
        yield good(subject, f"{domain} takes mail; it must end in the mailbox of RAPPORT_IMAP_URL, whatever stands before the @")
    else:
        yield wrong(subject, f"replies to {domain} go astray", f"Give it the MX record 10 {_INBOUND_PARSE}")
