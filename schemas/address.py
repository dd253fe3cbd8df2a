"""Addresses, checked and spelt in one way by email-validator; what most addresses look like is checked a part at a time."""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import validate_email

_LONGEST_LOCAL_PART, _LONGEST = 64, 254
"""Octets (RFC 5321 §4.5.3.1)."""
_ORDINARY = re.compile(r"([a-z0-9_-]+(?:[.+][a-z0-9_-]+)*)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")


def checked_address(address: str) -> str:
    """The address in its normal spelling. Raises `email_validator.EmailNotValidError`, which says what is wrong.

    Most addresses are lower case and plain, and share a domain with many others: of those only the domain is asked about, once.
    A test holds the answer equal to the package's own.
    """
    ordinary = _ORDINARY.fullmatch(address)
    if ordinary is None or ordinary.end(1) > _LONGEST_LOCAL_PART or len(address) > _LONGEST:
        return validate_email(address, check_deliverability=False).normalized
    return f"{ordinary[1]}@{_checked_domain(ordinary[2])}"


@lru_cache(maxsize=4096)
def _checked_domain(domain: str) -> str:
    return validate_email(f"a@{domain}", check_deliverability=False).domain
