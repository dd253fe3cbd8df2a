"""Whether somebody asks us to write no more, in the languages we meet; read from what they newly wrote.

A miss costs a person's trust; a false alarm costs letters, and a reply reaches a recruiter in any case. So in doubt it is a
wish, but for ways of speaking in which the words mean something else.
"""

from __future__ import annotations

import re
import unicodedata

from worker.hearing.stop_phrases import MEANS_SOMETHING_ELSE, REQUESTS, WHOLE_MESSAGES

LONGEST_TEXT = 8_000
SHORT_REPLY_WORDS = 10

_REQUEST = re.compile("|".join(REQUESTS))
_SOMETHING_ELSE = re.compile("|".join(MEANS_SOMETHING_ELSE))
_GREETING = re.compile(r"(?:hi|hello|hey|hej|hallo|dear|kære|liebe[rs]?|moin|guten tag)(?: (?!stop)\w+)? ")
_APOSTROPHES = str.maketrans("\u2019\u2018\u00b4`", "''''")


def wishes_to_stop(text: str) -> bool:
    """Whether `text` asks to be written to no more. It must be the new text: a quoted footer says nothing about its reader."""
    said = unicodedata.normalize("NFKC", text[:LONGEST_TEXT].translate(_APOSTROPHES)).lower()
    return _is_nothing_else(said) or bool(_REQUEST.search(_SOMETHING_ELSE.sub(" … ", " ".join(said.split()))))


def _is_nothing_else(said: str) -> bool:
    """Whether the message, or one of the first lines of a short one, is only such a word; greeting and name aside."""
    spoken = [words for line in said.split("\n") if (words := " ".join(re.findall(r"[^\W_]+", line)))]
    whole = " ".join(spoken)
    if whole in WHOLE_MESSAGES:
        return True
    if len(whole.split()) > SHORT_REPLY_WORDS:
        return False
    return any(line in WHOLE_MESSAGES or _GREETING.sub("", line, count=1) in WHOLE_MESSAGES for line in spoken[:3])
