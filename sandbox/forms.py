"""Reads the form of a page, as somebody who fills it in does."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """One form: where it goes, the values it already holds, and every name that can be filled in."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Form] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self._inside = True
        elif self._inside and tag in ("input", "select", "textarea", "button") and given.get("name"):
            form = self.found[-1]
            form.names.add(given["name"])
            if tag == "input" and given.get("type", "text").lower() in ("hidden", "text", "email"):
                form.values[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def form_with(html: str, name: str) -> Form | None:
    """The first form on a page that is posted and asks for `name`; else the first that is posted."""
    parser = _Forms()
    parser.feed(html)
    posted = [form for form in parser.found if form.method == "post"]
    return next((form for form in posted if name in form.names), posted[0] if posted else None)
