"""Newsletter words: Markdown into the MJML of a letter's body. HTML in it stays text; what a letter cannot show is refused."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from emails.mistake import LetterMistake

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).disable(["code", "fence", "html_block", "html_inline"])
_TEMPLATE_TAG = re.compile(r"\{[{%#]|\[[\[%#]")
_BLOCKS = {
    "[openings]": ("open_roles", "{% for role in open_roles %}[[ job_card('role') ]]{% endfor %}"),
    "[events]": ("events", "{% for event in events %}[[ event_card() ]]{% endfor %}"),
}
"""What a line of its own stands for: the values it shows, and how. Where there are none its heading goes, too."""
_BUTTONS = (
    ["strong_open", "link_open", "text", "link_close", "strong_close"],
    ["link_open", "strong_open", "text", "strong_close", "link_close"],
)
"""A bold link, written either way: `**[…](…)**` and `[**…**](…)`."""
_WHOLE_LINK = re.compile(r"https://[^\s\"'<>{}\[\]]+|mailto:[^\s\"'<>{}\[\]]+")


def words_of(file: Path) -> str:
    """The body of one language as MJML. Raises `LetterMistake` with the line."""
    source = file.read_text("utf-8")
    if file.suffix == ".mjml":
        return source
    for number, line in enumerate(source.splitlines(), 1):
        if _TEMPLATE_TAG.search(line):
            raise LetterMistake(
                "Markdown holds no template tags", "Write plain words, [openings] or [events]", file=file, line=number
            )
    return _blocks(file, _MARKDOWN.parse(source))


def _blocks(file: Path, tokens: list[Token]) -> str:
    """Runs of plain blocks become one mj-text; pictures, the button, rules and our own blocks stand by themselves."""
    out: list[str] = []
    run: list[list[Token]] = []
    for block in _top_level(tokens):
        _check(file, block)
        ours, alone = _BLOCKS.get(_words_of(block)), _alone(block)
        if ours is None and alone is None:
            run.append(block)
            continue
        heading = [run.pop()] if ours is not None and run and run[-1][0].type == "heading_open" else []
        out += _text_of(run)
        run = []
        out += [f"{{% if {ours[0]} %}}", *_text_of(heading), ours[1], "{% endif %}"] if ours is not None else [alone or ""]
    return "\n".join(out + _text_of(run))


def _text_of(run: list[list[Token]]) -> list[str]:
    tokens = [token for block in run for token in block]
    return [f"<mj-text>{_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})}</mj-text>"] if tokens else []


def _words_of(block: list[Token]) -> str:
    return block[1].content.strip() if block[0].type == "paragraph_open" else ""


def _top_level(tokens: list[Token]) -> list[list[Token]]:
    blocks: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            blocks.append([])
        blocks[-1].append(token)
        depth += token.nesting
    return blocks


def _alone(block: list[Token]) -> str | None:
    """The MJML of a block that is no plain text; None for one that is. A bold link by itself is the issue's button."""
    if block[0].type == "hr":
        return '<mj-divider css-class="rule" padding="8px 36px 24px" border-width="1px" border-color="[[ brand.light.edge ]]" />'
    if block[0].type != "paragraph_open":
        return None
    inline = block[1]
    children = [child for child in inline.children or () if child.type != "softbreak"]
    if len(children) == 1 and children[0].type == "image":
        source, label = escape(str(children[0].attrs["src"])), escape(children[0].content)
        return f'<mj-image css-class="words" src="{source}" alt="{label}" padding="0 36px 20px" border-radius="8px" />'
    kinds = [child.type for child in children if child.content or child.type != "text"]
    if kinds in _BUTTONS:
        target, words = (child for child in children if child.type == "link_open" or child.content)
        return f'<mj-button href="{escape(str(target.attrs["href"]))}">{escape(words.content, quote=False)}</mj-button>'
    return None


def _check(file: Path, block: list[Token]) -> None:
    line = (block[0].map or [0])[0] + 1
    for token in block:
        if token.type == "heading_open" and token.tag not in ("h2", "h3"):
            raise LetterMistake(f"a heading of level {token.tag[1]}", "Begin articles with ##", file=file, line=line)
        for child in token.children or ():
            target = child.attrs.get("href", child.attrs.get("src"))
            if target is not None and _WHOLE_LINK.fullmatch(str(target)) is None:
                raise LetterMistake(f"{target!r} is no whole link", "Write https://… or mailto:…", file=file, line=line)
            if child.type == "image" and not child.content.strip():
                raise LetterMistake("a picture without words", "Say in ![…] what it shows", file=file, line=line)
            if child.type in ("image", "code_inline") and (
                child.type == "code_inline" or len(block) != 3 or len(token.children or ()) > 1
            ):
                raise LetterMistake(
                    "a picture, or code, within a text", "Give a picture a paragraph of its own", file=file, line=line
                )
