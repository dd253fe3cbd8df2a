"""Cleaning: values come from outside, so each is made harmless before a letter may print it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

LINE_CAP = 200
TEXT_CAP = 2000
NAME_CAP = 60

_LINE_BREAKS = re.compile("[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Controls, bidi and invisible formatting, tag characters, lone surrogates. Zero-width joiners stay: scripts and emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(" {2,}")
_BLANK_LINES = re.compile("\n{3,}")
_ADDRESS_WORD = re.compile(r"\S*(?:://|\bwww\.)\S*", re.IGNORECASE)
_LOOKS_LIKE_ADDRESS = re.compile(r"[:/\\@]|www\.|\w\.\w{2,}", re.IGNORECASE)
_GENDERS = re.compile(r"\s*[(\[](?:[mwfdxi](?:\s?[/|,]\s?[mwfdxi])+|gn|all genders|alle Geschlechter)[)\]]", re.IGNORECASE)
_NOT_IN_URL = re.compile("[\x00-\x20\x7f-\xa0\"'<>\\\\^`{|}\u2028\u2029]")
_PLAIN_HTTPS = re.compile(r"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?(?:[/?#]|\Z)")
_MAILTO = re.compile(r"mailto:[A-Za-z0-9._+%/=~-]+@[A-Za-z0-9.-]+\Z", re.IGNORECASE)


def one_line(text: str, cap: int = LINE_CAP) -> str:
    """The text on one line, without control or bidi characters, at most `cap` characters long."""
    if not text.isprintable():
        text = _UNWANTED.sub("", _LINE_BREAKS.sub(" ", text))
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return _capped(text.strip(), cap)


def many_lines(text: str, cap: int = TEXT_CAP) -> str:
    """The text with its line breaks as plain newlines, without control or bidi characters, at most `cap` characters long."""
    if text.isprintable():
        return one_line(text, cap)
    lines = [one_line(line, cap) for line in text.splitlines()]
    return _capped(_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip(), cap)


def without_addresses(text: str, cap: int = LINE_CAP) -> str:
    """One line without words that are web addresses: mail programs would make links of them."""
    line = one_line(text, cap)
    if "://" in line or "www." in line.lower():
        line = " ".join(_ADDRESS_WORD.sub("", line).split())
    return line


def said_title(text: str) -> str:
    """A job title as one says it of a person: without addresses, and without the "(m/w/d)" that advertisements carry."""
    return _GENDERS.sub("", without_addresses(text)).strip()


@lru_cache(maxsize=4096)  # many have the same first name, and a letter asks more than once
def safe_name(name: str | None, cap: int = NAME_CAP) -> str | None:
    """The name, or None when it is not fit to greet somebody by: an address, digits only, no letter at all, or too long."""
    if not name:
        return None
    line = one_line(name, 1000)
    if not line or len(line) > cap or not any(character.isalpha() for character in line):
        return None
    # Compatibility forms first: mail programs read full-width and one-dot-leader dots as dots.
    if _LOOKS_LIKE_ADDRESS.search(line if line.isascii() else unicodedata.normalize("NFKC", line).replace("\u3002", ".")):
        return None
    return line


def safe_url(url: object) -> str:
    """The link when it is https, http on loopback, or mailto; else the empty string. Never raises."""
    if not isinstance(url, str) or not url or len(url) > 2000 or _NOT_IN_URL.search(url):
        return ""
    if _PLAIN_HTTPS.match(url):
        return url
    if url[:8].lower() == "https://":
        return url if _host(url) else ""
    if url[:7].lower() == "http://":
        return url if _is_loopback(_host(url)) else ""
    return url if _MAILTO.match(url) else ""


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no number
    except ValueError:
        return ""
    # A user part only serves to make a link look like another one.
    return "" if "@" in parts.netloc else parts.hostname or ""


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _capped(text: str, cap: int) -> str:
    return text if len(text) <= cap else text[: cap - 1].rstrip() + "…"
