"""A letter that cannot be written: tried again each hour, told of, and in nobody else's way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from emails.letters import Letters
from emails.mistake import LetterMistake
from emails.render import Rendered
from tests.conftest import ON_SQLITE
from tests.engine.crowd import WEDNESDAY, all_due
from tests.world import World
from worker.store.models.operation import Alarm

pytestmark = ON_SQLITE


def test_it_goes_once_it_is_mended_and_everybody_elses_goes_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Letters.render

    def broken_for_one(letters: Letters, name: str, locale: str, values: Any) -> Rendered:
        if values.first_name == "Ada1":
            raise LetterMistake("a value is missing", "name it")
        return real(letters, name, locale, values)

    monkeypatch.setattr(Letters, "render", broken_for_one)
    all_due(world, 3)
    world.drain()
    assert len(world.sent) == 2
    assert world.reasons("defer") == ["letter_missing"]
    with world.parts.database.read() as session:
        assert session.scalars(select(Alarm.key)).all() == ["letter post_rejection.thank_you"]

    monkeypatch.setattr(Letters, "render", real)
    world.until(WEDNESDAY + timedelta(minutes=59))
    assert len(world.sent) == 2
    world.until(WEDNESDAY + timedelta(hours=1))
    assert len(world.sent) == 3
