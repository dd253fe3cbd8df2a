"""How far each mailbox has been read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class ImapPosition(Base):
    """One folder of one mailbox, read up to `last_uid`, which means something under one `uid_validity` (RFC 3501, 2.3.1.1)."""

    __tablename__ = "imap_position"

    mailbox: Mapped[str] = mapped_column(primary_key=True)
    """Whose it is, where, and which folder; never the password."""
    uid_validity: Mapped[int]
    last_uid: Mapped[int] = mapped_column(default=0)
    mails: Mapped[int] = mapped_column(default=0)
    """How many were taken from it in all."""
    read_at: Mapped[datetime]
