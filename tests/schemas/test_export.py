"""The exported JSON Schemas are those of the classes, and say of an event what the classes say."""

from __future__ import annotations

import pytest

from schemas.event import event_types
from schemas.export import FOLDER, exported
from schemas.told import Told


def test_the_exported_schemas_are_those_of_the_classes() -> None:
    written = {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.json")}

    assert written == exported(), "run: python -m schemas.export"
    assert set(written) == {f"{name}.json" for name in (*event_types(), *Told)}


@pytest.mark.parametrize("name", sorted(event_types()))
def test_a_schema_asks_for_what_an_event_must_have(name: str) -> None:
    import json

    schema = json.loads(exported()[f"{name}.json"])
    assert schema["required"] == ["data", "id", "source", "time", "type"]
    assert schema["properties"]["type"]["const"] == name
    data = schema["$defs"][schema["properties"]["data"]["$ref"].rsplit("/", 1)[1]]
    assert data["additionalProperties"] is False
