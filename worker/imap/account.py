"""The mailbox to read, and how, as the settings say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from worker.settings import Settings
from worker.settings_imap import ImapAddress


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox; `mark_seen` when what is stored is to be marked as read in it."""

    address: ImapAddress
    ca_file: Path | None = None
    mark_seen: bool = False


def account_of(settings: Settings) -> Account | None:
    """The installation's mailbox; None when it reads none."""
    if settings.imap_url is None:
        return None
    return Account(settings.imap_url, settings.imap_ca_file, settings.imap_after == "seen")
