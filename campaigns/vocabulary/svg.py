"""SVG: the flow of a campaign as a picture, for a page or a slide. Light and dark, without fonts or scripts from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from campaigns.vocabulary import telling
from campaigns.vocabulary.campaign import Campaign
from campaigns.vocabulary.step import Step

_WIDTH, _LEFT, _CARD, _PAD = 680, 40, 600, 18
_LINE, _SMALL, _GAP = 20, 13, 44
_CHARS_TITLE, _CHARS_CARD, _CHARS_TIME = 88, 82, 74
"""So many characters fit on a line of those sizes, by the widest of the common fonts."""

_STYLE = """
  svg { --paper: #fbfaf7; --card: #ffffff; --ink: #22262b; --quiet: #5c646d; --line: #cfd4da; --edge: #dfe3e8;
        --letter: #23618e; --handoff: #9a5713; --wait: #6a4f9c; --start: #2c6e49; --stop: #8a3b3b; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #17191c; --card: #202428; --ink: #eceff2; --quiet: #a5adb6; --line: #4a525b; --edge: #343b42;
          --letter: #7db9e3; --handoff: #e3a862; --wait: #b9a1e8; --start: #7fcf9f; --stop: #e59a9a; }
  }
  text { font-family: "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--ink); font-size: 14px; }
  .title { font-size: 22px; font-weight: 600; }
  .quiet { fill: var(--quiet); font-size: 13px; }
  .kind { font-size: 11px; font-weight: 600; letter-spacing: 0.08em; }
  .name { font-size: 16px; font-weight: 600; }
  .card { fill: var(--card); stroke: var(--edge); }
  .flow { stroke: var(--line); stroke-width: 2; fill: none; }
  .tip { fill: var(--line); }
  .start { fill: var(--start); } .stop { fill: var(--stop); }
  .letter { fill: var(--letter); } .handoff { fill: var(--handoff); } .wait { fill: var(--wait); }
"""


@dataclass(slots=True)
class _Drawing:
    """What is drawn so far, and how far down the page it reaches."""

    parts: list[str] = field(default_factory=list)
    y: int = 44

    def text(self, words: str, x: int, kind: str = "", *, down: int = _LINE) -> None:
        shown = f" class={quoteattr(kind)}" if kind else ""
        self.parts.append(f'<text x="{x}" y="{self.y}"{shown}>{escape(words)}</text>')
        self.y += down

    def lines(self, words: str, chars: int, x: int, kind: str = "") -> None:
        for line in wrap(words, chars):
            self.text(line, x, kind)


def picture(campaign: Campaign) -> str:
    """The whole campaign on one picture: what starts it, each step with its time, and what ends it."""
    drawing = _Drawing()
    drawing.text(campaign.name.replace("_", " ").capitalize(), _LEFT, "title", down=26)
    drawing.lines(telling.purpose(campaign), _CHARS_TITLE, _LEFT, "quiet")
    about = f"Topic: {campaign.topic.value.replace('_', ' ')}. Tempo: {telling.tempo(campaign)}."
    drawing.text(about, _LEFT, "quiet", down=22)
    _box(drawing, "start", "starts on", telling.starts(campaign), [])
    for step in campaign.steps:
        _arrow(drawing, telling.due(campaign, step))
        _box(drawing, telling.kind(step), telling.kind(step), step.id.replace("_", " "), _said(step))
    if telling.stops(campaign):
        drawing.y += 26
        _box(drawing, "stop", "ends at once on", telling.stops(campaign), [])
    height = drawing.y + 24
    alt = f"The campaign {campaign.name}: {telling.purpose(campaign)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" '
        f"aria-label={quoteattr(alt)}>\n<title>{escape(campaign.name)}</title>\n<style>{_STYLE}</style>\n"
        f'<rect width="{_WIDTH}" height="{height}" style="fill:var(--paper)"/>\n' + "\n".join(drawing.parts) + "\n</svg>\n"
    )


def _said(step: Step) -> list[str]:
    return [*filter(None, [telling.conditions(step)]), *telling.details(step)]


def _box(drawing: _Drawing, kind: str, label: str, name: str, said: Sequence[str]) -> None:
    """A card with a coloured edge: its kind, its name, and what else there is to know."""
    names, rows = wrap(name, 62), [line for one in said for line in wrap(one, _CHARS_CARD)]
    height = 2 * _PAD + _SMALL + 22 * len(names) + (6 + _LINE * len(rows) if rows else 0) - 4
    top = drawing.y
    drawing.parts.append(f'<rect class="card" x="{_LEFT}" y="{top}" width="{_CARD}" height="{height}" rx="10"/>')
    drawing.parts.append(f'<rect class="{kind}" x="{_LEFT}" y="{top + 12}" width="4" height="{height - 24}" rx="2"/>')
    inside = _LEFT + _PAD + 4
    drawing.y = top + _PAD + 8
    drawing.text(label.upper(), inside, f"kind {kind}", down=22)
    for line in names:
        drawing.text(line, inside, "name", down=22)
    drawing.y += 4
    for row in rows:
        drawing.text(row, inside, "quiet")
    drawing.y = top + height


def _arrow(drawing: _Drawing, words: str) -> None:
    """Down to the next card, with the time it takes beside it."""
    x, top = _LEFT + 30, drawing.y
    lines = wrap(words, _CHARS_TIME)
    bottom = top + max(_GAP, 24 + _LINE * len(lines))
    drawing.parts.append(f'<path class="flow" d="M{x} {top + 4}V{bottom - 10}"/>')
    drawing.parts.append(f'<path class="tip" d="M{x - 5} {bottom - 11}h10l-5 8z"/>')
    drawing.y = top + (bottom - top - _LINE * len(lines)) // 2 + 14
    for line in lines:
        drawing.text(line, x + 18)
    drawing.y = bottom
