"""A mailbox that is open: what is new in it, how big, and the mails themselves. Reading changes nothing in it."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from worker.imap.answer import Item, RawMail, read_mails, read_sizes
from worker.imap.trouble import MailboxAway, MailboxRefused
from worker.settings_imap import ImapAddress

TIMEOUT_SECONDS = 60
_UIDS_AT_ONCE = 50_000
"""So many fit into one line of an answer, which the standard library reads up to a million bytes."""


class OpenMailbox:
    """One selected folder. Every method raises `MailboxAway` when the server stops answering, or answers nonsense."""

    def __init__(self, client: imaplib.IMAP4, count: int) -> None:
        self._client = client
        self.count = count
        """How many mails lie in it."""
        self.uid_validity = self._number("UIDVALIDITY") or 0
        self._uid_next = self._number("UIDNEXT")

    def uids_after(self, last: int) -> list[int]:
        """The UIDs that are greater than `last`, ascending."""
        if self._uid_next is None or self.count <= _UIDS_AT_ONCE:
            return self._search(last, f"{last + 1}:*")
        found: list[int] = []
        for first in range(last + 1, self._uid_next, _UIDS_AT_ONCE):
            found += self._search(last, f"{first}:{first + _UIDS_AT_ONCE - 1}")
        return found

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """How big each is, in bytes; those that are gone are missing."""
        return read_sizes(self._ask("FETCH", _numbers(uids), "(UID RFC822.SIZE)") or [])

    def fetch(self, uids: Sequence[int], first_bytes: int | None = None) -> dict[int, RawMail]:
        """The mails, whole or their first bytes; those that the server cannot give are missing."""
        part = "" if first_bytes is None else f"<0.{first_bytes}>"
        answer = self._ask("FETCH", _numbers(uids), f"(UID INTERNALDATE BODY.PEEK[]{part})") or []
        return {mail.uid: mail for mail in read_mails(answer)}

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Mark them as read, for whoever else looks into the mailbox."""
        self._ask("STORE", _numbers(uids), r"+FLAGS.SILENT (\Seen)")

    def _search(self, last: int, numbers: str) -> list[int]:
        answer = self._ask("SEARCH", f"UID {numbers}") or []
        words = [word for line in answer if isinstance(line, bytes) for word in line.split()]
        # `n:*` always names the last mail, even one before n (RFC 3501, 6.4.8).
        return sorted({int(word) for word in words if word.isdigit() and int(word) > last})

    def _ask(self, command: str, *arguments: str) -> list[Item] | None:
        """The answer's items; None where the server says no to this one command."""
        try:
            status, items = self._client.uid(command, *arguments)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxAway(f"the server stopped answering ({type(error).__name__})") from None
        return items if status == "OK" else None

    def _number(self, code: str) -> int | None:
        _, values = self._client.response(code)
        told = values[0] if values else None
        return int(told) if isinstance(told, bytes) and told.isdigit() else None


@contextmanager
def open_mailbox(address: ImapAddress, ca_file: Path | None, *, writable: bool = False) -> Iterator[OpenMailbox]:
    """Connect, log in, select the folder; read-only unless `writable`. Raises `MailboxAway` and `MailboxRefused`."""
    client = _connect(address, ca_file)
    try:
        _log_in(client, address)
        yield OpenMailbox(client, _select(client, address.folder, writable=writable))
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            client.logout()


def _connect(address: ImapAddress, ca_file: Path | None) -> imaplib.IMAP4:
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        if address.security == "tls":
            return imaplib.IMAP4_SSL(address.host, address.port, ssl_context=context, timeout=TIMEOUT_SECONDS)
        client = imaplib.IMAP4(address.host, address.port, timeout=TIMEOUT_SECONDS)
        if address.security == "starttls":
            _to_tls(client, context)
    except ssl.SSLCertVerificationError as error:
        raise MailboxRefused(f"the server's certificate is not to be trusted ({error.verify_message})") from None
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(f"{address.host}:{address.port} does not answer as it should ({type(error).__name__})") from None
    return client


def _to_tls(client: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    try:
        client.starttls(ssl_context=context)
    except BaseException:
        with suppress(OSError):
            client.shutdown()
        raise


def _log_in(client: imaplib.IMAP4, address: ImapAddress) -> None:
    try:
        if "AUTH=PLAIN" in client.capabilities:
            client.authenticate("PLAIN", lambda _challenge: f"\0{address.user}\0{address.password}".encode())
        else:
            client.login(address.user, address.password)
    except (OSError, imaplib.IMAP4.abort) as error:
        raise MailboxAway(f"the server stopped answering at the log-in ({type(error).__name__})") from None
    except imaplib.IMAP4.error as error:
        if "[UNAVAILABLE]" in str(error):  # RFC 5530: passing, whatever the password
            raise MailboxAway("the server cannot check passwords at the moment") from None
        raise MailboxRefused(f"the server refuses the user {address.user} or the password") from None
    except UnicodeEncodeError:
        raise MailboxRefused("this server takes user names and passwords in ASCII only") from None


def _select(client: imaplib.IMAP4, folder: str, *, writable: bool) -> int:
    quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    try:
        status, answer = client.select(quoted, readonly=not writable)
    except imaplib.IMAP4.readonly:
        raise MailboxRefused(f"the folder {folder} can only be read, so nothing in it can be marked") from None
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(f"the server stopped answering ({type(error).__name__})") from None
    if status != "OK":
        raise MailboxRefused(f"there is no folder {folder}, or it may not be read")
    told = answer[0]
    return int(told) if told else 0


def _numbers(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))
