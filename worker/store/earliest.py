"""Earliest: the first of an index."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute


def earliest(column: InstrumentedAttribute[Any], *where: Any) -> ScalarSelect[Any]:
    """The least value there is of an indexed column; give the index's own condition.

    "Is anything due?" is asked of it many times a second. An EXISTS may read the whole table instead, while the database has not
    yet counted what is new.
    """
    return select(func.min(column)).where(column.is_not(None), *where).scalar_subquery()
