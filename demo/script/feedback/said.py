"""One piece of feedback."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What a recruiter wrote for one candidate."""

    strengths: tuple[str, ...]
    to_grow: tuple[str, ...]
    note: str | None = None
    better_roles: tuple[str, ...] = ()

    def snapshot(self) -> dict[str, object]:
        """As the event carries it: for the candidate's eyes."""
        said: dict[str, object] = {"strengths": list(self.strengths), "to_grow": list(self.to_grow)}
        if self.note:
            said["note"] = self.note
        if self.better_roles:
            said["better_roles"] = list(self.better_roles)
        return {"for_candidate": said}
