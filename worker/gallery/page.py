"""Page: the gallery's pages, as HTML. They need no script; with one, frames fit their letters and the page follows the files."""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from emails.lint.finding import Finding
from emails.mistake import LetterMistake
from emails.samples import ALWAYS
from worker.gallery.frames import SCHEMES, WIDTHS, as_shown
from worker.gallery.shelf import Kind, Shelf, Shown, kind_of

_HERE = Path(__file__).parent
_TITLES = {Kind.CAMPAIGN: "Letters of campaigns", Kind.NEWSLETTER: "Newsletters", Kind.SERVICE: "Service mail"}
_ENVIRONMENT = Environment(
    loader=FileSystemLoader([_HERE / "templates", _HERE / "static"]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def letter_page(shelf: Shelf, shown: Shown, *, images: bool = True, form: str | None = None, told: str = "") -> str:
    """One letter: in a list of mail, on phone and desktop, light and dark, as plain text, and what lint says.

    `form` is the token that lets it send a test; without one it cannot, and stands alone, as a file may.
    """
    frames = [
        {"width": width, "scheme": scheme, "html": as_shown(shown.rendered.html, scheme, images=images)}
        for width in WIDTHS
        for scheme in SCHEMES
    ]
    names = shelf.names()
    return _ENVIRONMENT.get_template("letter.html").render(
        shown=shown,
        frames=frames,
        images=images,
        names=names,
        locales=shelf.locales_of(shown.name),
        sends=kind_of(shown.name) is not Kind.NEWSLETTER,
        samples=list(shelf.samples(shown.name)),
        findings=[_said(finding) for finding in shelf.findings(shown.name)],
        form=form,
        told=told,
        stamp=shelf.stamp() if form else "",
        before=_neighbour(names, shown.name, -1),
        after=_neighbour(names, shown.name, 1),
    )


def wall_page(shelf: Shelf, locale: str, sample: str) -> str:
    """All letters at a glance, in one language and with one sample. Raises `LetterMistake`."""
    kinds: dict[str, list[tuple[str, Shown | None, str]]] = {title: [] for title in _TITLES.values()}
    for name in shelf.names():
        kind = _TITLES[kind_of(name)]
        try:
            shown = shelf.show(name, locale, sample if sample in shelf.samples(name) else "rich")
        except LetterMistake as mistake:
            kinds[kind].append((name, None, str(mistake)))
        else:
            kinds[kind].append((name, shown, ""))
    return _ENVIRONMENT.get_template("wall.html").render(
        kinds=kinds,
        count=sum(map(len, kinds.values())),
        locale=locale,
        locales=shelf.locales(),
        sample=sample,
        samples=ALWAYS,
        stamp=shelf.stamp(),
    )


def mistake_page(shelf: Shelf, mistake: LetterMistake) -> str:
    """What is wrong with the files, until it is mended."""
    return _ENVIRONMENT.get_template("mistake.html").render(mistake=mistake, stamp=shelf.stamp())


def _neighbour(names: list[str], name: str, step: int) -> str | None:
    at = names.index(name) + step
    return names[at] if 0 <= at < len(names) else None


def _said(finding: Finding) -> dict[str, object]:
    return {
        "where": f"{os.path.relpath(finding.place.file)}:{finding.place.line}",
        "severity": finding.severity.value,
        "problem": finding.problem,
        "remedy": finding.remedy,
        "check": finding.check,
        "seen_in": finding.seen_in,
    }
