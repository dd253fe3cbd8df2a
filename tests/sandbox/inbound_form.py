"""Reads an inbound post the way a web framework does."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from python_multipart import FormParser
from python_multipart.multipart import Field, parse_options_header

from tests.sandbox.receiver import Heard, Receiver


def fields_of(request: Heard) -> dict[str, str]:
    """The form's fields as text."""
    fields: dict[str, str] = {}
    _, options = parse_options_header(request.headers["content-type"])

    def keep(field: Field) -> None:
        fields[(field.field_name or b"").decode()] = (field.value or b"").decode()

    parser = FormParser("multipart/form-data", keep, None, boundary=options[b"boundary"])
    parser.write(request.body)
    parser.finalize()
    return fields


def letters_in(receiver: Receiver) -> list[EmailMessage]:
    """The mails that came to `/inbound`, parsed."""
    whole = [fields_of(request)["email"] for request in receiver.to("/inbound")]
    return [email.message_from_string(text, policy=email.policy.default) for text in whole]
