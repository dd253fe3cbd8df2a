"""The mailbox that replies are read from: it lets us in, and has the folder."""

from __future__ import annotations

from collections.abc import Iterator

from worker.doctor.finding import Finding, good, wrong
from worker.imap.mailbox import open_mailbox
from worker.imap.trouble import MailboxAway, MailboxTrouble
from worker.settings import Settings

_SUBJECT = "Mailbox for replies"
_HOW = {"tls": "over TLS", "starttls": "over STARTTLS", "none": "without TLS, on this machine"}


def check_imap(settings: Settings) -> Iterator[Finding]:
    """What is known about `RAPPORT_IMAP_URL`; nothing when it is not set."""
    address = settings.imap_url
    if address is None:
        return
    try:
        with open_mailbox(address, settings.imap_ca_file, writable=settings.imap_after == "seen") as mailbox:
            count = mailbox.count
    except MailboxTrouble as trouble:
        away = isinstance(trouble, MailboxAway)
        mend = "Start it, or correct RAPPORT_IMAP_URL" if away else "Correct RAPPORT_IMAP_URL or RAPPORT_IMAP_CA_FILE"
        yield wrong(_SUBJECT, f"{address.name}: {trouble}", mend)
    else:
        yield good(_SUBJECT, f"{address.name} answers {_HOW[address.security]}, with {count} mails in it")
