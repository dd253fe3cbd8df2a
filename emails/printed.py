"""Printed: which values a letter's own file names."""

from __future__ import annotations

from jinja2 import Environment, nodes

_VALUES = Environment(comment_start_string="{#{#", comment_end_string="#}#}", autoescape=True)
"""Reads value tags only, and renders nothing; as in `value_environment`, "{#" is CSS."""


def values_named(source: str) -> frozenset[str]:
    """The fields of `LetterValues` that the file prints or asks about, names of its own loops not counted.

    Raises `jinja2.TemplateError` for a file that cannot be read; compiling it says where and why.
    """
    names = list(_VALUES.parse(source).find_all(nodes.Name))
    own = {name.name for name in names if name.ctx == "store"}
    return frozenset(name.name for name in names) - own
