"""Tags: the MJML and HTML a letter may use. MRML drops whatever it does not know without a word, so we refuse it instead."""

from __future__ import annotations

from collections.abc import Mapping

_BOX = frozenset(
    {
        "background-color",
        "border",
        "border-bottom",
        "border-left",
        "border-radius",
        "border-right",
        "border-top",
        "css-class",
        "mj-class",
        "padding",
        "padding-bottom",
        "padding-left",
        "padding-right",
        "padding-top",
    }
)
_FONT = frozenset({"align", "color", "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height"})
_STRUCTURE = frozenset({"direction", "text-align", "vertical-align", "width", "full-width"})
_INHERITABLE = _BOX | _FONT | _STRUCTURE | {"inner-padding", "text-decoration", "border-color", "border-width", "height"}

MJML: Mapping[str, frozenset[str]] = {
    "mjml": frozenset({"lang", "dir"}),
    "mj-head": frozenset(),
    "mj-title": frozenset(),
    "mj-preview": frozenset(),
    "mj-attributes": frozenset(),
    "mj-all": _INHERITABLE,
    "mj-class": _INHERITABLE | {"name"},
    "mj-style": frozenset(),
    "mj-raw": frozenset(),
    "mj-body": frozenset({"background-color", "css-class", "width"}),
    "mj-wrapper": _BOX | {"full-width", "text-align"},
    "mj-section": _BOX | {"direction", "full-width", "text-align"},
    "mj-group": frozenset({"css-class", "mj-class", "background-color", "direction", "vertical-align", "width"}),
    "mj-column": _BOX | {"vertical-align", "width", "inner-border", "inner-border-radius", "inner-background-color"},
    "mj-text": _BOX | _FONT | {"text-decoration", "text-transform", "height"},
    "mj-button": _BOX
    | _FONT
    | {
        "href",
        "inner-padding",
        "text-align",
        "text-decoration",
        "text-transform",
        "title",
        "width",
        "height",
        "rel",
        "vertical-align",
    },
    "mj-image": _BOX | {"align", "alt", "height", "href", "src", "title", "width", "fluid-on-mobile"},
    "mj-divider": _BOX | {"align", "border-color", "border-style", "border-width", "width"},
    "mj-spacer": _BOX | {"height"},
    "mj-table": _BOX | _FONT | {"cellpadding", "cellspacing", "role", "table-layout", "width"},
}
"""Each MJML tag with its attributes."""

_COLUMN = frozenset({"mj-text", "mj-button", "mj-image", "mj-divider", "mj-spacer", "mj-table", "mj-raw"})
CHILDREN: Mapping[str, frozenset[str]] = {
    "mjml": frozenset({"mj-head", "mj-body"}),
    "mj-head": frozenset({"mj-title", "mj-preview", "mj-attributes", "mj-style", "mj-raw"}),
    "mj-attributes": frozenset(MJML) - {"mjml", "mj-head", "mj-title", "mj-preview", "mj-attributes", "mj-style", "mj-raw"},
    "mj-body": frozenset({"mj-wrapper", "mj-section", "mj-raw"}),
    "mj-wrapper": frozenset({"mj-section", "mj-raw"}),
    "mj-section": frozenset({"mj-column", "mj-group", "mj-raw"}),
    "mj-group": frozenset({"mj-column", "mj-raw"}),
    "mj-column": _COLUMN,
}
"""What may stand in each MJML tag that holds others."""

HTML: Mapping[str, frozenset[str]] = {
    tag: frozenset({"class", "style", "lang"}) | frozenset(extra)
    for tag, extra in {
        "a": ("href", "title"), "b": (), "blockquote": (), "br": (), "div": (), "em": (), "h1": (), "h2": (), "h3": (), "i": (),
        "img": ("src", "alt", "width", "height"), "li": (), "ol": (), "p": (), "span": (), "strong": (), "ul": (),
        "meta": ("name", "content"),
        "table": ("role", "width", "cellpadding", "cellspacing"), "tr": (),
        "td": ("width", "align", "valign"), "th": ("width", "align", "valign", "scope"),
    }.items()
}  # fmt: skip
"""Each HTML tag with its attributes."""

HOLDS_HTML = frozenset({"mj-text", "mj-button", "mj-table", "mj-raw"})
LINK_ATTRIBUTES = frozenset({"href", "src"})
