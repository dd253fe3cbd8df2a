"""The language of a page: the reader's own, else what their browser asks for, else the installation's."""

from __future__ import annotations

from collections.abc import Iterator

LOCALES = ("en", "da", "de")


def language_for(known: str | None, accept_language: str | None, default: str) -> str:
    """One of `LOCALES`."""
    wanted = [known] if known else []
    wanted += [tag for _, tag in sorted(_accepted(accept_language or ""), reverse=True, key=lambda pair: pair[0])]
    for tag in wanted:
        primary = tag.replace("_", "-").split("-")[0].lower()
        if primary in LOCALES:
            return primary
    return default if default in LOCALES else LOCALES[0]


def _accepted(header: str) -> Iterator[tuple[float, str]]:
    """Each language with its weight (RFC 9110, 12.5.4); what cannot be read, or is refused with q=0, is left out."""
    for part in header[:500].split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            continue
        if tag and 0 < weight <= 1:
            yield weight, tag.strip()
