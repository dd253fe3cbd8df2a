"""Many rows in one statement: told to PostgreSQL as one JSON document, to SQLite row by row.

A statement for each row costs some 35 µs in Python and 40 in PostgreSQL; one statement over `json_to_recordset` costs 6
and 30, and its text never changes, so it is prepared once for each connection. SQLite runs inside our process: there a row
is cheap either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from sqlalchemy import JSON, ColumnElement, Text, any_, bindparam, cast, column, false, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.dml import Update
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

Given = Mapping[str, ColumnElement[Any]]
"""What a statement for many rows may refer to: the values of one row, by name."""
_T = TypeVar("_T")
_DOCUMENT = "rows"


def is_postgresql(session: Session) -> bool:
    """Whether the session talks to PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def recordset(types: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """A table of the rows that `document` spells: PostgreSQL only."""
    document = cast(bindparam(_DOCUMENT, type_=Text()), JSON())
    columns = [column(name, type_) for name, type_ in types.items()]
    return func.json_to_recordset(document).table_valued(*columns, name="given").render_derived(with_types=True)


def document(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The parameter of a statement over a `recordset`. Instants must be aware, as everywhere."""
    return {_DOCUMENT: orjson.dumps(rows).decode()}


class UpdateMany:
    """An UPDATE that changes many rows, each by values of its own.

    `types` names those values; `build` makes the statement, given something that stands for each.
    """

    def __init__(self, types: Mapping[str, TypeEngine[Any]], build: Callable[[Given], Update]) -> None:
        self._at_once = build(dict(recordset(types).c.items()))
        self._one_by_one = build({name: bindparam(name, type_=type_) for name, type_ in types.items()})

    def run(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Change them; each row gives every value that is named. Nothing the session has loaded is refreshed."""
        if not rows:
            return
        if is_postgresql(session):
            session.connection().execute(self._at_once, document(rows))
        else:
            session.connection().execute(self._one_by_one, list(rows))


def among(
    session: Session, attribute: InstrumentedAttribute[_T] | ColumnElement[_T], values: Iterable[_T]
) -> ColumnElement[bool]:
    """Whether the column is one of many values, as one parameter: an IN of two hundred is parsed and planned anew each time.

    JSON here too: an array of a thousand ids costs the driver more than a millisecond, and their JSON a tenth of that.
    """
    if is_postgresql(session):
        given = cast(literal(orjson.dumps(list(values)).decode(), Text()), JSON())
        each = select(cast(func.json_array_elements_text(given), attribute.type))
        return attribute == any_(func.array(each.scalar_subquery()))
    return attribute.in_(list(values))


def among_pairs(
    session: Session, first: InstrumentedAttribute[str], second: InstrumentedAttribute[str], pairs: Iterable[tuple[str, str]]
) -> ColumnElement[bool]:
    """Whether two columns are one of many pairs of which few differ in the first, such as (source, upstream's id)."""
    seconds: dict[str, list[str]] = {}
    for one, other in pairs:
        seconds.setdefault(one, []).append(other)
    return or_(false(), *((first == one) & among(session, second, others) for one, others in seconds.items()))
