"""Letters for tests of transports."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from worker.delivery.batch import BatchLetter, BatchRecipient
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


def a_recipient(name: str = "ada", **changes: object) -> BatchRecipient:
    fields: dict[str, object] = {
        "message_id": uuid5(MESSAGE_ID, name),
        "to": Mailbox(f"{name}@mail.example", name.title()),
        "headers": {
            "List-Unsubscribe": f"<https://mail.northwind.example/u/{name}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "substitutions": {"x7NAMEx7": f"{name.title()} &amp; co", "x7TOKENx7": f"r.{name}"},
        **changes,
    }
    return BatchRecipient(**fields)  # type: ignore[arg-type]


def a_batch(*recipients: BatchRecipient, **changes: object) -> BatchLetter:
    fields: dict[str, object] = {
        "sender": Mailbox("news@northwind.example", "Northwind Talent"),
        "reply_to": Mailbox("x7TOKENx7@reply.northwind.example", "Northwind Talent"),
        "subject": "November, x7NAMEx7: åbne stillinger",
        "html": "<p>Hej x7NAMEx7, x7NAMEx7!</p>",
        "text": "Hej x7NAMEx7!",
        "recipients": recipients or (a_recipient("ada"), a_recipient("bo"), a_recipient("cy")),
        **changes,
    }
    return BatchLetter(**fields)  # type: ignore[arg-type]
