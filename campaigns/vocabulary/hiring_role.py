"""Hiring roles: titles of people who build teams of their own, in the languages we write in."""

from __future__ import annotations

import re

_WORDS = frozenset(
    {"manager", "director", "head", "lead", "chief", "vp", "founder", "cofounder", "president", "supervisor"}
    | {"cto", "ceo", "coo", "cfo", "cio", "cpo", "cmo"}
    | {"chef", "leder", "teamleder", "direktør", "stifter", "medstifter"}
    | {"ledare", "direktör", "grundare", "medgrundare", "vd"}
    | {"leiter", "leiterin", "leitung", "teamleiter", "teamleiterin", "teamleitung", "führungskraft", "vorstand"}
    | {"geschäftsführer", "geschäftsführerin", "gründer", "gründerin", "mitgründer", "mitgründerin"}
)
_ENDINGS = ("chef", "leder", "direktør", "ledare", "direktör", "leiter", "leiterin", "leitung")
_NO_TEAM = (
    *("product manager", "project manager", "account manager", "community manager", "case manager", "lead generation"),
    *("projektleder", "projektleiter", "projektleitung", "produktleder", "produktleiter"),
    *("projektledare", "produktledare"),
)
"""They manage something that is not a team."""
_WORD = re.compile(r"[^\W\d_]+")


def is_hiring_role(title: str | None) -> bool:
    """Whether somebody with this title is likely to hire. In doubt they are not: help nobody asked for is a nuisance."""
    if not title:
        return False
    plain = " ".join(title.casefold().split())
    if any(role in plain for role in _NO_TEAM):
        return False
    return any(word in _WORDS or word.endswith(_ENDINGS) for word in _WORD.findall(plain))
