"""Ordered ids: the same thing has the same id, and what begins later sorts later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from worker.rules.ordered_id import ordered_id

instants = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(instants, st.text())
def test_the_same_beginning_has_the_same_id_and_another_name_another(at: datetime, name: str) -> None:
    assert ordered_id(at, name) == ordered_id(at, name)
    assert ordered_id(at, name) != ordered_id(at, name + "!")


@given(instants, st.timedeltas(min_value=timedelta(milliseconds=2), max_value=timedelta(days=4000)), st.text(), st.text())
def test_what_begins_later_sorts_later_whatever_it_is_called(at: datetime, later: timedelta, one: str, other: str) -> None:
    assert ordered_id(at, one).bytes < ordered_id(at + later, other).bytes


@given(instants, st.text())
def test_an_ordered_id_is_a_proper_uuid_of_version_eight(at: datetime, name: str) -> None:
    made = ordered_id(at, name)
    assert (made.version, made.variant) == (8, RFC_4122)


def test_no_two_of_many_that_begin_together_are_alike() -> None:
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert len({ordered_id(at, str(number)) for number in range(50_000)}) == 50_000
