"""Finds what a package offers: one file, one thing, no list to keep."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

Kind = TypeVar("Kind")


def offered(package: ModuleType, kind: type[Kind]) -> list[Kind]:
    """All module-level objects of a kind in a package's modules, in the order of the modules' names."""
    found: list[Kind] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found.extend(thing for thing in vars(module).values() if isinstance(thing, kind) and thing not in found)
    return found
