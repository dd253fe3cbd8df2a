"""Checks of addresses and the names beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sandbox.mailsend.errors import MailError

# What SendGrid lets through: one @, no spaces or list characters, a dotted domain, at most 254 characters (RFC 5321).
_ADDRESS = re.compile(
    r"^(?=.{3,254}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]"
    r"(?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$"
)


def is_address(value: object) -> bool:
    """Whether a value is an address that SendGrid takes."""
    if not isinstance(value, str) or _ADDRESS.match(value) is None:
        return False
    local = value.rpartition("@")[0]
    return not (local.startswith(".") or local.endswith(".") or ".." in local)


def check_mailbox(value: object, field: str, anchor: str, *, listed: bool = False) -> Iterator[MailError]:
    """An object with `email` and perhaps `name`; `listed`: it stands in to, cc or bcc, where names are stricter."""
    if not isinstance(value, dict):
        yield MailError(f"The {field} parameter must be an object with an email.", field, anchor)
        return
    if not is_address(value.get("email")):
        yield MailError("Does not contain a valid address.", f"{field}.email", anchor)
    name = value.get("name")
    if name is None:
        return
    if not isinstance(name, str):
        yield MailError("The name must be a string.", f"{field}.name", anchor)
    elif listed and (";" in name or "," in name):
        yield MailError("The name cannot contain a semicolon or a comma.", f"{field}.name", anchor)
    elif "\n" in name or "\r" in name:
        yield MailError("The name cannot contain line breaks.", f"{field}.name", anchor)
