"""Only what the writer wrote now: quotes and signature cut away, inline answers kept.

A library (mail-parser-reply) knows the ways of mail programs, but its patterns take minutes on hostile text. So the text is
bounded first, which keeps it to some 0.2 s for every hostile text we know, and it runs in a process of its own, killed when its
time is up; then the simple cut below, which runs in any case, stands alone. A mail without a sign of a quote starts no process.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from emails.languages import languages

LONGEST_TEXT = 8_000
LONGEST_LINE = 500
MOST_LINES = 300
TIME_LIMIT_SECONDS = 3.0

_CUTTER = Path(__file__).with_name("reply_cutter.py")
_BLANKS = re.compile(r"[^\S\n]+")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2060\ufeff\ud800-\udfff]")
_OPENS_INTRODUCTION = re.compile(
    r"[*_ ]*(?:on|am|den|man|tir|ons|tor|fre|lør|søn|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|le|el|il|op"
    r"|\d{1,4}[./-]\d)\b",
    re.IGNORECASE,
)
_CLOSES_INTRODUCTION = re.compile(
    r"\b(?:wrote|writes|schrieb|skrev|a écrit|escribió|ha scritto|schreef)\b[^:]{0,150}(?::[^:]{0,60})?:[*_ ]*$", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"\s*(?:_{10,}|-{2,}\s*(?:original message|forwarded message|oprindelig meddelelse|videresendt meddelelse"
    r"|urspr(?:ü|ue)ngliche nachricht|weitergeleitete nachricht)\s*-{2,}|begin forwarded message:)\s*$",
    re.IGNORECASE,
)
_JAPANESE_INTRODUCTION = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日\([月火水木金土日]\) \d{1,2}:\d\d [^:]{1,200}[:：]$")
_FROM_LINE = re.compile(r"[*_ ]*(?:from|von|fra|de|från|van|da)[*_ ]*:[*_ ]*\S", re.IGNORECASE)
_SENT_LINE = re.compile(
    r"[*_ ]*(?:sent|date|gesendet|datum|sendt|dato|to|an|til|envoyé|skickat|till|aan|verzonden|enviado|para|à)[*_ ]*:[*_ ]*\S",
    re.IGNORECASE,
)
_FROM_A_PHONE = re.compile(
    r"(?:sent from my |get outlook for |sendt fra (?:min )?|hent outlook (?:til|for) |gesendet von |von meinem .{1,30} gesendet"
    r"|outlook für ).{0,60}$",
    re.IGNORECASE,
)
_SIGN_OF_A_QUOTE = re.compile(r"^\s*>|:[*_ ]*$|^[*_ ]*\w{2,8}[*_ ]*:|[-_]{5,}", re.MULTILINE)


def new_text(text: str, time_limit_seconds: float = TIME_LIMIT_SECONDS) -> str:
    """What was newly written, at most `LONGEST_TEXT` characters. Ends within the time limit, whatever the text; never raises."""
    bounded = fenced(text)
    if not _SIGN_OF_A_QUOTE.search(bounded):
        return _own_lines(bounded)
    cut = _cut_by_library(bounded, time_limit_seconds)
    written = _own_lines(_before_the_quote(bounded if cut is None else cut))
    # Nothing above the quote: they wrote below it, or between its lines.
    return written or _own_lines(_below_the_introduction(bounded))


def fenced(text: str) -> str:
    """The text within bounds: no blank runs, no endless lines, and no more than anybody reads."""
    lines: list[str] = []
    for line in _UNSEEN.sub("", text[: 4 * LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n")).split("\n"):
        short = _BLANKS.sub(" ", line[: 4 * LONGEST_LINE])[:LONGEST_LINE].rstrip()
        if short.strip() or (lines and lines[-1]):
            lines.append(short)
    return "\n".join(lines[:MOST_LINES])[:LONGEST_TEXT].strip("\n")


def _cut_by_library(text: str, seconds: float) -> str | None:
    """What the library leaves; None when it took too long or failed."""
    command = [sys.executable, "-I", str(_CUTTER), *languages()]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=seconds, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode("utf-8", "replace")


def _before_the_quote(text: str) -> str:
    lines = text.split("\n")
    for number in range(len(lines)):
        if _quote_begins(lines, number):
            return "\n".join(lines[:number])
    return text


def _quote_begins(lines: list[str], number: int) -> bool:
    line = lines[number]
    if _SEPARATOR.match(line):
        return True
    if _FROM_LINE.match(line) and any(_SENT_LINE.match(after) for after in lines[number + 1 : number + 4]):
        return True
    return _introduction_length(lines, number) > 0


def _introduction_length(lines: list[str], number: int) -> int:
    """How many lines "On Monday, Rosa wrote:" takes here, up to three; 0 when it is not here."""
    if _JAPANESE_INTRODUCTION.match(lines[number].lstrip("> ")):
        return 1
    if not _OPENS_INTRODUCTION.match(lines[number].lstrip("> ")):
        return 0
    for length in (1, 2, 3):
        if _CLOSES_INTRODUCTION.search(" ".join(lines[number : number + length])):
            return length
    return 0


def _below_the_introduction(text: str) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if length := _introduction_length(lines, number):
            below = lines[number + length :]
            quoted = sum(under.lstrip().startswith(">") for under in below)
            return "\n".join(below) if quoted else ""
        if line.lstrip().startswith(">"):
            return "\n".join(lines[number:])
    return ""


def _own_lines(text: str) -> str:
    """Without quoted lines, without what a phone adds, and up to the signature mark (`-- `, RFC 3676 §4.3)."""
    own = []
    for line in text.split("\n"):
        if line.strip() == "--":
            break
        if not line.lstrip().startswith(">") and not _FROM_A_PHONE.match(line.strip()):
            own.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()
