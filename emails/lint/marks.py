"""Marks: a copy of the letters in which each element says, as a comment, which file and line it comes from.

What is rendered from the copy is the same page but for the comments; so a finding in the page names the line to mend.
"""

from __future__ import annotations

import re
from pathlib import Path

from emails.tags import HTML

_MARKED = (frozenset(HTML) - {"meta"}) | {"mj-text", "mj-button", "mj-image", "mj-table", "mj-divider"}
_TAG = re.compile(rf"<(?:{'|'.join(sorted(_MARKED))})(?=[\s/>])")
_CALL = re.compile(r"^[ \t]*(\[\[.*?\]\])[ \t]*$", re.MULTILINE | re.DOTALL)
_NOT_SHOWN = re.compile(r"<(mj-head|mj-attributes|mj-raw|mj-style)>.*?</\1>|\[#.*?#\]", re.DOTALL)
_BODY_FILES = frozenset({"layouts", "parts"})
_CODE = frozenset({".py", ".pyc"})


def marked_copy(root: Path, into: Path) -> list[Path]:
    """Copy the letters under `root` and what belongs to them into `into`, marked; returns the files that marks count."""
    files: list[Path] = []
    for file in sorted(root.rglob("*")):
        if not file.is_file() or file.suffix in _CODE:
            continue
        target = into / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix != ".mjml":
            target.write_bytes(file.read_bytes())
            continue
        calls = file.relative_to(root).parts[0] not in _BODY_FILES
        target.write_text(marked(file.read_text("utf-8"), len(files), calls=calls), "utf-8")
        files.append(file)
    return files


def marked(source: str, number: int, *, calls: bool) -> str:
    """The source with a mark before each element of the body and, if `calls`, around each call of a part; lines stay."""
    places = [(match.start(), "<!--@{}:{}-->") for match in _TAG.finditer(source)]
    if calls:
        for match in _CALL.finditer(source):
            places += [(match.start(1), "<!--@({}:{}-->"), (match.end(1), "<!--@)-->")]
    skipped = [match.span() for match in _NOT_SHOWN.finditer(source)]
    whole, at = "", 0
    for position, mark in sorted(places):
        if any(start <= position < end for start, end in skipped):
            continue
        whole += source[at:position] + mark.format(number, source.count("\n", 0, position) + 1)
        at = position
    return whole + source[at:]
