"""A skill, as it is compared: case and spaces make no difference."""

from __future__ import annotations


def skill_key(skill: str) -> str:
    """What makes two spellings of a skill one."""
    return " ".join(skill.casefold().split())
