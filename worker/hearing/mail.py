"""A mail that came in: what matters of it, read within limits from whatever bytes somebody sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Report:
    """The machine-readable part of a `multipart/report` (RFC 3464, RFC 5965, RFC 8098)."""

    type: str
    """`delivery-status`, `feedback-report`, `disposition-notification`, or another word; `enclosed`: a mail within a mail."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; of several recipients, the first one's whom mail did not reach."""
    original_message_id: str | None = None
    original_recipient: str | None = None
    original_reply_to: tuple[str, ...] = ()
    """Where the original asked to be answered: our signed address, when it was ours."""


@dataclass(frozen=True, slots=True)
class InboundMail:
    """A mail, as well as it could be read. All texts are strangers' words."""

    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    from_address: str | None = None
    from_name: str | None = None
    reply_to_address: str | None = None
    recipients: tuple[str, ...] = ()
    """The envelope's first, then To and Cc; each once."""
    subject: str = ""
    text: str = ""
    """The plain text, or what the HTML says; whole, with quotes and signature. At most `LONGEST_TEXT` characters."""
    html_only: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    """What tells people from machines; names in lower case, the first of each."""
    auto_submitted: str | None = None
    """The keyword of Auto-Submitted (RFC 3834) in lower case."""
    content_type: str = "text/plain"
    envelope_from: str | None = None
    """The return path; empty: the null one. None: nobody said."""
    report: Report | None = None
    spf: str | None = None
    dkim: str | None = None
    attachment_count: int = 0
    size: int = 0
    """Of what was received, in bytes."""
    problems: tuple[str, ...] = ()
    """What could not be read, or was left out; empty for a sound mail."""
