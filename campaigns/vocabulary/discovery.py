"""Discovery: every file in `campaigns/` that holds a campaign is one, without a list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from campaigns.vocabulary.campaign import Campaign, CampaignMistake


def discover_campaigns(package_name: str = "campaigns") -> Mapping[str, Campaign]:
    """The campaigns of a package, by name, in alphabetical order.

    Raises `CampaignMistake` when a file holds none or several, or is not named for the one it holds.
    """
    package = importlib.import_module(package_name)
    found: dict[str, Campaign] = {}
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if module_info.ispkg:
            continue
        module = importlib.import_module(f"{package_name}.{module_info.name}")
        held = [value for value in vars(module).values() if isinstance(value, Campaign)]
        if len(held) != 1:
            raise CampaignMistake(f"{module.__file__}: holds {len(held)} campaigns; a file in {package_name}/ holds exactly one")
        if held[0].name != module_info.name:
            raise CampaignMistake(f"{module.__file__}: its campaign is named {held[0].name!r}; name the file {held[0].name}.py")
        found[held[0].name] = held[0]
    return MappingProxyType(found)
