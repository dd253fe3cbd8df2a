"""The quick way through ordinary addresses gives what email-validator gives."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.address import checked_address

_PIECES = st.sampled_from(["a", "ada", "Ada", "INFO", "0", "-", "_", ".", "+", "..", "é", "'", '"', " ", "x" * 64])
_DOMAINS = st.sampled_from(
    [
        "mail.example",
        "Mail.Example",
        "a..example",
        "-a.example",
        "a-.example",
        "localhost",
        "a.test",
        "a.local",
        "xn--bcher-kva.example",
        "bücher.example",
        "1.2.3.4",
        "a.1",
        "ab--cd.example",
        "a_b.example",
        "example",
        f"{'x' * 64}.example",
        ".".join(["abcdefgh"] * 30),
        "",
    ]
)


def _by_the_package(address: str) -> str | None:
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


@settings(max_examples=200, deadline=None)
@given(local=st.lists(_PIECES, max_size=4).map("".join), domain=_DOMAINS)
def test_an_address_is_spelt_and_refused_as_by_the_package(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    expected = _by_the_package(address)
    if expected is not None:
        assert checked_address(address) == expected
    else:
        with pytest.raises(EmailNotValidError):
            checked_address(address)
