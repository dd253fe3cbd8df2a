"""A new issue: its folder, with a data file and a page of words in each language to write over."""

from __future__ import annotations

import re
from pathlib import Path

from emails.languages import languages, wording_file
from emails.mistake import LetterMistake
from emails.newsletter import ISSUES
from emails.wording import load_wording

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_WORDS = """{begin}

## {heading}

…

[openings]
"""


def write_issue(slug: str, topic: str, segment: str, root: Path = ISSUES) -> Path:
    """Make the folder of a new issue, and say where it is. Raises `LetterMistake` for a name that is taken or no name."""
    if _SLUG.fullmatch(slug) is None:
        raise LetterMistake(f"{slug!r} is no name for an issue", "Use small letters, digits and hyphens, such as 2026-12")
    folder = root / slug
    if folder.exists():
        raise LetterMistake("is there already", "Give the new issue another name", file=folder)
    folder.mkdir(parents=True)
    data = [f'topic = "{topic}"', f'segment = "{segment}"', "openings = 3", ""]
    for language in languages():
        said = load_wording(wording_file(language)).new_issue
        data += [f"[letter.{language}]", f'subject = "{said["subject"]}"', f'preview = "{said["preview"]}"', ""]
        (folder / f"{language}.md").write_text(_WORDS.format(**said), "utf-8")
    (folder / "issue.toml").write_text("\n".join(data), "utf-8")
    return folder
