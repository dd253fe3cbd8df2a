"""All tables: importing this file makes `metadata` complete."""

from __future__ import annotations

import importlib
import pkgutil

from worker.store import models
from worker.store.base import Base

for _module in pkgutil.iter_modules(models.__path__):
    importlib.import_module(f"{models.__name__}.{_module.name}")

metadata = Base.metadata
