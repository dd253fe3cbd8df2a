"""Seniority: how senior a title sounds."""

from __future__ import annotations

import re
from enum import IntEnum

_WORD = re.compile(r"[^\W\d_]+")


class Seniority(IntEnum):
    """Steps of a career, as titles tell of them."""

    JUNIOR = 0
    MIDDLE = 1
    SENIOR = 2
    LEADING = 3


_LEVELS = {
    Seniority.JUNIOR: {"junior", "jr", "intern", "trainee", "graduate", "student", "praktikant", "werkstudent", "elev", "entry"},
    Seniority.SENIOR: {"senior", "sr", "expert", "experienced", "erfaren"},
    Seniority.LEADING: {"lead", "principal", "staff", "head", "chief", "director", "manager", "leiter", "leder", "chef"},
}


def seniority(title: str) -> Seniority:
    """How senior a title sounds; one that says nothing is in the middle."""
    words = set(_WORD.findall(title.casefold()))
    return max((level for level, names in _LEVELS.items() if words & names), default=Seniority.MIDDLE)
