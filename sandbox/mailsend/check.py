"""All the checks of one message, in SendGrid's order and words where they are known (docs: mail-send/errors, limitations)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from sandbox.mailsend.addresses import check_mailbox
from sandbox.mailsend.errors import MailError
from sandbox.mailsend.parts import check_shared
from sandbox.mailsend.people import check_personalizations

MAX_BYTES = 30 * 1024 * 1024
_FROM = (
    "The from object must be provided for every email send. It is an object that requires the email parameter, but may"
    ' also contain a name parameter.  e.g. {"email" : "example@example.com"}  or {"email" : "example@example.com",'
    ' "name" : "Example Recipient"}.'
)
_SUBJECT = (
    "The subject is required. You can get around this requirement if you use a template with a subject defined or if"
    " every personalization has a subject defined."
)
_ORDER = "If present, text/plain and text/html must be the first two content types, in that order: text/plain, text/html."


def check_mail(mail: object, now: float) -> list[MailError]:
    """Everything that is wrong with a message; empty when SendGrid would take it. `now`: seconds since 1970."""
    if not isinstance(mail, dict):
        return [MailError("Bad Request")]
    return [
        *check_personalizations(mail.get("personalizations"), now),
        *_check_sender(mail),
        *_check_subject(mail),
        *_check_content(mail),
        *check_shared(mail, "", now),
        *_check_rest(mail),
    ]


def _check_sender(mail: dict[str, Any]) -> Iterator[MailError]:
    if not isinstance(mail.get("from"), dict) or not mail["from"].get("email"):
        yield MailError(_FROM, "from.email", "from")
    else:
        yield from check_mailbox(mail["from"], "from", "from")
    if "reply_to" in mail and "reply_to_list" in mail:
        yield MailError("The reply_to and reply_to_list parameters are mutually exclusive.", "reply_to_list", "reply_to")
    if mail.get("reply_to") is not None and not _is_tagged(mail["reply_to"], mail):
        yield from check_mailbox(mail["reply_to"], "reply_to", "reply_to")
    listed = mail.get("reply_to_list")
    if listed is None:
        return
    if not isinstance(listed, list) or not 1 <= len(listed) <= 1000:
        yield MailError("The reply_to_list must be an array of 1 to 1000 email objects.", "reply_to_list", "reply_to")
        return
    for index, entry in enumerate(listed):
        yield from check_mailbox(entry, f"reply_to_list.{index}", "reply_to")


def _is_tagged(reply_to: object, mail: dict[str, Any]) -> bool:
    """Substitutions reach reply_to, so an address that still holds a tag is not judged here."""
    address = reply_to.get("email") if isinstance(reply_to, dict) else None
    people = mail.get("personalizations")
    if not isinstance(address, str) or not isinstance(people, list):
        return False
    tags = (p.get("substitutions") for p in people if isinstance(p, dict))
    return any(isinstance(t, dict) and any(tag in address for tag in t) for t in tags)


def _check_subject(mail: dict[str, Any]) -> Iterator[MailError]:
    subject = mail.get("subject")
    if isinstance(subject, str) and subject:
        return
    people = mail.get("personalizations")
    everyone = isinstance(people, list) and people and all(isinstance(p, dict) and p.get("subject") for p in people)
    if not everyone and not mail.get("template_id"):
        yield MailError(_SUBJECT, "subject", "subject")


def _check_content(mail: dict[str, Any]) -> Iterator[MailError]:
    content = mail.get("content")
    if content is None and mail.get("template_id"):
        return
    if not isinstance(content, list) or not content:
        yield MailError("Unless a valid template_id is provided, the content parameter is required. There must be at"
                        " least one defined content block.", "content", "content")  # fmt: skip
        return
    types: list[str] = []
    for index, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        value = part.get("value") if isinstance(part, dict) else None
        if not isinstance(kind, str) or "/" not in kind or ";" in kind or "\n" in kind or "\r" in kind:
            yield MailError("The content type must be a MIME type such as text/plain.", f"content.{index}.type", "content.type")
        else:
            types.append(kind)
        if not isinstance(value, str) or not value:
            yield MailError(
                "The content value must be a string at least one character in length.", f"content.{index}.value", "content.value"
            )
    first = [kind for kind in ("text/plain", "text/html") if kind in types]
    if types[: len(first)] != first or any(types.count(kind) > 1 for kind in first):
        yield MailError(_ORDER, "content", "content")


def _check_rest(mail: dict[str, Any]) -> Iterator[MailError]:
    categories = mail.get("categories")
    if categories is not None:
        yield from _check_categories(categories)
    for group in ("mail_settings", "tracking_settings"):
        yield from _check_switches(mail.get(group), group)
    attachments = mail.get("attachments")
    if attachments is not None and not isinstance(attachments, list):
        yield MailError("The attachments parameter must be an array.", "attachments", "attachments")
    for index, attachment in enumerate(attachments if isinstance(attachments, list) else ()):
        for key in ("content", "filename"):
            if not isinstance(attachment, dict) or not isinstance(attachment.get(key), str) or not attachment[key]:
                yield MailError(f"The attachment {key} is required.", f"attachments.{index}.{key}", f"attachments.{key}")
        if isinstance(attachment, dict):
            yield from _check_attachment(attachment, index)
    pool = mail.get("ip_pool_name")
    if pool is not None and (not isinstance(pool, str) or not 2 <= len(pool) <= 64):
        yield MailError("The ip_pool_name must be 2 to 64 characters.", "ip_pool_name", "ip_pool_name")


def _check_attachment(attachment: dict[str, Any], index: int) -> Iterator[MailError]:
    try:
        b64decode(str(attachment.get("content", "")), validate=True)
    except ValueError:
        yield MailError(
            "The attachment content must be base64 encoded.", f"attachments.{index}.content", "message.attachments.content"
        )
    if any(forbidden in str(attachment.get("type", "")) for forbidden in ";\r\n"):
        message = "The attachment type cannot contain ';', or CRLF characters."
        yield MailError(message, f"attachments.{index}.type", "message.attachments.type")


def _check_switches(settings: object, group: str) -> Iterator[MailError]:
    if settings is None:
        return
    if not isinstance(settings, dict):
        yield MailError(f"The {group} parameter must be an object.", group, group)
        return
    for name, setting in settings.items():
        if not isinstance(setting, dict) or not isinstance(setting.get("enable", False), bool):
            yield MailError("The enable parameter must be a boolean.", f"{group}.{name}.enable", group)


def _check_categories(categories: object) -> Iterator[MailError]:
    if not isinstance(categories, list) or not all(isinstance(name, str) for name in categories):
        yield MailError("The categories parameter must be an array of strings.", "categories", "categories")
        return
    if len(categories) > 10:
        yield MailError("You can only define up to 10 categories.", "categories", "categories")
    if len(set(categories)) != len(categories):
        yield MailError("Each category must be unique.", "categories", "categories")
    for index, name in enumerate(categories):
        if not 1 <= len(name) <= 255 or not name.isascii():
            yield MailError("A category must be 1 to 255 ASCII characters.", f"categories.{index}", "categories")
