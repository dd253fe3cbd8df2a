"""Assembly: pass one puts files together, with the parts of the design system at hand, and never sees a value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined

from emails.brand import Brand
from emails.wording import Wording

_WHOLE_LINKS = ("https://", "mailto:", "{{")


def assembly_environment(loader: BaseLoader, folders: tuple[Path, ...], wording: Wording, brand: Brand) -> Environment:
    """What `[% … %]` and `[[ … ]]` mean in one language of one brand.

    Every `parts/<name>.mjml` with a macro of its own name is at hand everywhere, as `[[ <name>(…) ]]`; `[[ word.<key> ]]` is a
    word or sentence of the language's wording; `brand` is the brand, and `locale` what the language's files are called.
    """
    environment = Environment(
        loader=loader,
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - sees our own files only, and they are markup
        trim_blocks=True,
        keep_trailing_newline=True,  # MRML refuses blanks without a line break within mj-head
    )
    environment.globals.update(locale=wording.locale, lang=wording.language, word=wording.words, brand=brand, link_to=link_to)
    environment.globals.update(_macros(environment, folders))
    return environment


def link_to(target: str) -> str:
    """The href for a whole link, or for the name of the value that holds it: 'links.join' → '{{ links.join|safe_url }}'."""
    return target if target.startswith(_WHOLE_LINKS) else f"{{{{ {target}|safe_url }}}}"


def _macros(environment: Environment, folders: tuple[Path, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in sorted({file.stem for folder in folders for file in (folder / "parts").glob("*.mjml")}):
        macro = getattr(environment.get_template(f"parts/{name}.mjml").module, name, None)
        if macro is not None:
            found[name] = macro
    return found
