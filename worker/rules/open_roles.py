"""Open roles: which openings are like the role somebody holds. Explained, and the same every time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.rules.skill import skill_key

AT_MOST = 3

_WORD = re.compile(r"[^\W\d_]{2,}[+#]*|c\+\+|c#", re.IGNORECASE)
# Words that say how senior, how many hours or which gender, and not what the work is; in our three languages.
_SAYS_NOTHING = frozenset(
    {"senior", "junior", "lead", "principal", "staff", "intern", "trainee", "graduate", "mid", "level"}
    | {"full", "part", "time", "remote", "hybrid", "wfd", "div"}
    | {"the", "and", "for", "with", "of", "in", "at", "an", "en", "og", "til", "med", "af"}
    | {"der", "die", "das", "und", "für", "mit", "im", "als"}
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A position that is open now, as `job.opened` told of it."""

    job_id: str
    title: str
    skills: tuple[str, ...] = ()
    location: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like an opening is, and because of what. Two points for a shared word of the title, one for a shared skill."""

    points: int
    shared_words: tuple[str, ...]
    shared_skills: tuple[str, ...]


def likeness(title: str | None, skills: Sequence[str], opening: Opening) -> Likeness:
    """What the opening shares with a role of that title and a person of those skills."""
    words = tuple(sorted(_words(title or "") & _words(opening.title)))
    shared = tuple(sorted({skill_key(skill) for skill in skills} & {skill_key(skill) for skill in opening.skills}))
    return Likeness(2 * len(words) + len(shared), words, shared)


def is_same_work(title: str, opening: Opening) -> bool:
    """Whether a title names the very work of the opening; how senior it is makes no difference."""
    return bool(_words(title)) and _words(title) == _words(opening.title)


def similar(title: str | None, skills: Sequence[str], openings: Sequence[Opening]) -> tuple[Opening, ...]:
    """At most three openings, the most alike first; none rather than one that shares less than a title word or two skills."""
    scored = [(likeness(title, skills, opening).points, opening) for opening in openings]
    alike = sorted(
        ((points, opening) for points, opening in scored if points >= 2),
        key=lambda pair: (-pair[0], title_key(pair[1].title), pair[1].job_id),
    )
    chosen: dict[str, Opening] = {}
    for _points, opening in alike:
        chosen.setdefault(title_key(opening.title), opening)  # one title once: the same role in five cities is one idea
    return tuple(chosen.values())[:AT_MOST]


def title_key(title: str) -> str:
    """What makes two spellings of a title one."""
    return " ".join(title.casefold().split())


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(title.casefold()) if word not in _SAYS_NOTHING)
