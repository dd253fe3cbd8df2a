"""Where the links of a letter lead, when they lead through our own door."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class TrackedLink(Base):
    """One link of one letter. Only what stands here is ever redirected to. It goes with its letter."""

    __tablename__ = "tracked_link"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    url: Mapped[str]
