"""Where a mail server is, how to get in, and how many letters it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SmtpSecurity = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """One mail server, as `SMTP_URL` names it."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security: SmtpSecurity = "starttls"

    @property
    def name(self) -> str:
        """Which server it is, without user and password."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class SmtpLimits:
    """How connections are used."""

    timeout_seconds: float = 15.0
    """For connecting and logging in altogether, and again for each letter altogether."""
    letters_per_connection: int = 100
    idle_seconds: float = 20.0
    """A connection left alone longer is closed: many servers hang up after half a minute."""
    batch_connections: int = 4
    """Over so many connections a batch goes at a time."""
