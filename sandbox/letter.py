"""A letter as the sandbox keeps it: one recipient, everything as it would arrive."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, formataddr


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address. `at` is the handed-in time of acceptance in seconds since 1970."""

    id: int
    call_id: str
    """What `X-Message-Id` said; shared by all letters of one call."""
    index: int
    """Its place within the call."""
    at: float
    to_email: str
    to_name: str
    from_email: str
    from_name: str
    subject: str
    html: str
    text: str
    reply_to: str = ""
    reply_to_name: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    custom_args: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    attachments: list[dict[str, str]] = field(default_factory=list)
    track_opens: bool = True
    track_clicks: bool = True
    send_at: float = 0.0

    @property
    def sg_message_id(self) -> str:
        """SendGrid's id of this one message: the call's id and a suffix."""
        return f"{self.call_id}.recvd-sandbox-1-{self.index:X}.0"

    @property
    def message_id(self) -> str:
        """The Message-ID the recipient sees."""
        return self.header("Message-ID") or f"<{self.call_id}.{self.index}@geopod-ismtpd-sandbox>"

    @property
    def answer_address(self) -> str:
        """Where a reply goes."""
        return self.reply_to or self.from_email

    @property
    def domain(self) -> str:
        """Where its reader's mailbox is."""
        return self.to_email.rpartition("@")[2]

    @property
    def when(self) -> datetime:
        """Handed-in time of acceptance."""
        return datetime.fromtimestamp(self.at, UTC)

    def header(self, name: str) -> str:
        """A header the sender set, whatever its case; empty when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")

    def written_from(self) -> str:
        """The From line."""
        return mailbox(self.from_name, self.from_email)

    def all_headers(self) -> dict[str, str]:
        """Every header as the recipient's program would show it."""
        shown = {
            "From": self.written_from(),
            "To": mailbox(self.to_name, self.to_email),
            "Subject": self.subject,
            "Date": format_datetime(self.when),
            "Message-ID": self.message_id,
        }
        if self.reply_to:
            shown["Reply-To"] = mailbox(self.reply_to_name, self.reply_to)
        taken = {name.lower() for name in shown}
        return shown | {name: value for name, value in self.headers.items() if name.lower() not in taken}


def mailbox(name: str, address: str) -> str:
    """`Name <address>`, or the bare address; names keep their own script."""
    return formataddr((name, address), charset="utf-8") if name.isascii() else f"{name} <{address}>"
