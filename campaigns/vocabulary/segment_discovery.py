"""Discovery of segments: every file in `campaigns/segments/` that holds a segment is one, without a list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from campaigns.vocabulary.mistake import CampaignMistake
from campaigns.vocabulary.segment import Segment


@lru_cache(maxsize=4)
def discover_segments(package_name: str = "campaigns.segments") -> Mapping[str, Segment]:
    """The segments of a package by name, in alphabetical order.

    Raises `CampaignMistake` when a file holds none or several, or is not named for the one it holds.
    """
    package = importlib.import_module(package_name)
    found: dict[str, Segment] = {}
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package_name}.{module_info.name}")
        held = [value for value in vars(module).values() if isinstance(value, Segment)]
        if len(held) != 1 or held[0].name != module_info.name:
            raise CampaignMistake(f"{module.__file__}: holds exactly one segment, of the file's own name")
        found[held[0].name] = held[0]
    return MappingProxyType(found)
