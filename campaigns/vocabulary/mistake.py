"""The mistake in a campaign: where it is, what it is, and how to mend it."""

from __future__ import annotations


class CampaignMistake(ValueError):
    """A campaign that cannot work as written. The message names file and line, the mistake and the remedy."""

    def __init__(self, what: str, remedy: str = "", *, where: str | None = None) -> None:
        self.what, self.remedy, self.where = what, remedy, where
        super().__init__((f"{where}: " if where else "") + what + (f". {remedy}" if remedy else ""))
