"""Discovery: every file in `campaigns/` that holds a campaign is one, and each in `campaigns/segments/`: no list to edit."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import traceback
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType, ModuleType
from typing import TypeVar

from campaigns.vocabulary import segment
from campaigns.vocabulary.campaign import Campaign
from campaigns.vocabulary.mistake import CampaignMistake
from campaigns.vocabulary.segment import Segment

_Kind = TypeVar("_Kind", Campaign, Segment)


def discover_campaigns(package_name: str = "campaigns") -> Mapping[str, Campaign]:
    """The campaigns of a package, by name, in alphabetical order.

    Raises `CampaignMistake` when a file cannot be read, holds none or several, or is not named for the one it holds.
    """
    return _one_in_each(package_name, Campaign, "campaign")


@lru_cache(maxsize=4)
def discover_segments(package_name: str = "campaigns.segments") -> Mapping[str, Segment]:
    """The segments of a package, by name, in alphabetical order. Raises `CampaignMistake` as `discover_campaigns` does."""
    return _one_in_each(package_name, Segment, "segment")


def _one_in_each(package_name: str, kind: type[_Kind], called: str) -> Mapping[str, _Kind]:
    package = importlib.import_module(package_name)
    found: dict[str, _Kind] = {}
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if module_info.ispkg:
            continue
        module = _read(f"{package_name}.{module_info.name}")
        held = [value for value in vars(module).values() if isinstance(value, kind)]
        if len(held) != 1:
            remedy = f"A file in {package_name.replace('.', '/')}/ holds exactly one"
            raise CampaignMistake(f"holds {len(held)} {called}s", remedy, where=module.__file__)
        if held[0].name != module_info.name:
            raise CampaignMistake(
                f"its {called} is named {held[0].name!r}", f"Name the file {held[0].name}.py", where=held[0].where
            )
        found[held[0].name] = held[0]
    return MappingProxyType(found)


def _read(name: str) -> ModuleType:
    """The file. Raises `CampaignMistake`, with the line, for whatever Python itself cannot make of it."""
    try:
        return importlib.import_module(name)
    except CampaignMistake:
        raise
    except Exception as error:
        raise CampaignMistake(f"{type(error).__name__}: {_said(error)}", _remedy(error), where=_line_of(name, error)) from error


def _said(error: Exception) -> str:
    return error.msg if isinstance(error, SyntaxError | ImportError) and error.msg else str(error)


def _remedy(error: Exception) -> str:
    """For a name that is not there, those that are most like it."""
    missing = getattr(error, "name_from", None) or (error.name if isinstance(error, NameError | AttributeError) else None)
    if isinstance(error, ImportError) and error.name and not missing:
        missing = _said(error).split("'")[1] if "'" in _said(error) else None
    words = [*dir(importlib.import_module("campaigns.vocabulary")), *dir(segment)]
    close = get_close_matches(missing or "", words)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return "Words are in campaigns/vocabulary/, events in schemas/events/"


def _line_of(name: str, error: Exception) -> str | None:
    spec = importlib.util.find_spec(name)
    file = spec.origin if spec is not None else None
    if isinstance(error, SyntaxError):
        return f"{error.filename or file}, line {error.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f"{file}, line {lines[-1]}" if lines else file
