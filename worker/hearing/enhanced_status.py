"""Whose fault an enhanced status code (RFC 3463) says it was: the address's, ours, or nobody's for long."""

from __future__ import annotations

import re
from enum import StrEnum


class Fault(StrEnum):
    """Why mail did not arrive."""

    ADDRESS = "address"
    """The address is no good: never write to it again."""
    PASSING = "passing"
    """It may work another day."""
    OURS = "ours"
    """Our mail was at fault (authentication, policy, content, size, reputation): says nothing about the address."""


_CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# The tables of Sisimai (SMTP/Status.pm), narrowed: what is not surely the address's fault is not counted as such.
_ADDRESS = {
    (1, 0), (1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (4, 4), (7, 13), (7, 17), (7, 18), (7, 27),
}  # fmt: skip
_PASSING = {(2, 1), (2, 2), (4, 7)}
_OURS = {(2, 3), (3, 4), (5, 3)}


def status_in(text: str) -> str | None:
    """The first enhanced status code in a text, as `class.subject.detail`."""
    found = _CODE.search(text[:2000])
    return found.group(0) if found else None


def fault_of(status: str | None) -> Fault | None:
    """Whose fault; None when the code does not say (a success, no code, or one that tells too little)."""
    found = _CODE.fullmatch(status or "")
    if found is None or found.group(1) == "2":
        return None
    if found.group(1) == "4":
        return Fault.PASSING
    subject, detail = int(found.group(2)), int(found.group(3))
    if (subject, detail) in _ADDRESS:
        return Fault.ADDRESS
    if (subject, detail) in _PASSING:
        return Fault.PASSING
    if (subject, detail) in _OURS or subject in (6, 7):
        return Fault.OURS
    return Fault.PASSING if subject == 3 else None
