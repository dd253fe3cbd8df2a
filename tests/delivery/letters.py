"""Letters for tests of transports."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from worker.delivery.transport import Attachment, Mailbox, OutgoingLetter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MESSAGE_ID = UUID("0192f6a0-0000-7000-8000-000000000001")
A_CALENDAR_FILE = Attachment("visit.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nSUMMARY:\xc3\x85ben aften\r\nEND:VCALENDAR\r\n")


def a_letter(**changes: object) -> OutgoingLetter:
    fields: dict[str, object] = {
        "message_id": MESSAGE_ID,
        "to": Mailbox("ada@mail.example", "Ada Lovelace"),
        "sender": Mailbox("rosa@northwind.example", "Rosa Holm"),
        "reply_to": Mailbox("r+token@reply.northwind.example", "Rosa Holm"),
        "subject": "Tak for snakken, Ada: и спасибо",
        "html": "<p>Hej Ada &amp; alle</p>",
        "text": "Hej Ada & alle",
        "headers": {
            "List-Unsubscribe": "<https://mail.northwind.example/u/abc>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
        **changes,
    }
    return OutgoingLetter(**fields)  # type: ignore[arg-type]
