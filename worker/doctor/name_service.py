"""Asking the machine's own name service, for five seconds at most."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import dns.exception
import dns.resolver

Lookup = Callable[[str, str], list[str]]
"""The answers of the name service for a name and a record type; none when there are none. Raises OSError when it is away."""

Texts = Callable[[str], list[str]]
"""The TXT records of a name, each whole. Raises OSError when the name service is away."""


def look_up(name: str, kind: str) -> list[str]:
    """The records, as a zone file writes them, in lower case."""
    return [record.to_text().lower().rstrip(".") for record in _ask(name, kind)]


def texts_of(name: str) -> list[str]:
    """The TXT records, each put together from its pieces."""
    return [b"".join(record.strings).decode("utf-8", "replace") for record in _ask(name, "TXT")]


def _ask(name: str, kind: str) -> Iterable[Any]:
    try:
        return dns.resolver.resolve(name, kind, lifetime=5)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except dns.exception.DNSException as error:
        raise OSError(type(error).__name__) from None
