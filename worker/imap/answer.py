"""What a FETCH answered, as the standard library hands it over: pairs of a line and a literal, and lines."""

from __future__ import annotations

import imaplib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

Item = bytes | tuple[bytes, bytes] | None
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as it lies in the mailbox, and when it came there."""

    uid: int
    body: bytes
    came_at: datetime | None


def read_sizes(items: Sequence[Item]) -> dict[int, int]:
    """The sizes in bytes, by UID."""
    sizes = {}
    for item in items:
        line = item[0] if isinstance(item, tuple) else item or b""
        uid, size = _UID.search(line), _SIZE.search(line)
        if uid and size:
            sizes[int(uid[1])] = int(size[1])
    return sizes


def read_mails(items: Sequence[Item]) -> Iterator[RawMail]:
    """The mails that came with their bytes; the UID may stand before or after them."""
    for number, item in enumerate(items):
        if not isinstance(item, tuple):
            continue
        after = items[number + 1] if number + 1 < len(items) else None
        uid = _UID.search(item[0]) or _UID.search(after if isinstance(after, bytes) else b"")
        if uid:
            yield RawMail(int(uid[1]), item[1], _came_at(item[0]) or _came_at(after if isinstance(after, bytes) else b""))


def _came_at(line: bytes) -> datetime | None:
    try:
        told = imaplib.Internaldate2tuple(line)
        return datetime.fromtimestamp(time.mktime(told), UTC) if told else None
    except (ValueError, OverflowError, KeyError, OSError):
        return None
