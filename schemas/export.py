"""The JSON Schema of all that upstream says and is told, one file a type, for any language: `python -m schemas.export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.event import event_types
from schemas.told import TOLD_EVENTS

FOLDER = Path(__file__).parent / "json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def exported() -> dict[str, str]:
    """Each file's name and content, made from the classes."""
    files = {}
    for name, model in sorted(event_types().items()):
        schema = {"$schema": _DIALECT} | model.model_json_schema() | {"title": name}
        schema["required"] = sorted({*schema.get("required", ()), "type"})  # it says which class reads the event
        files[f"{name}.json"] = _written(schema)
    for told, shape in TOLD_EVENTS.items():
        schema = {"$schema": _DIALECT} | shape.model_json_schema() | {"title": told.value}
        schema["properties"]["type"] = {"const": told.value, "type": "string"}
        del schema["$defs"]["Told"]  # each says its own type
        files[f"{told.value}.json"] = _written(schema)
    return files


def _written(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Write the files anew, and take away those of types that are gone."""
    FOLDER.mkdir(exist_ok=True)
    files = exported()
    for old in FOLDER.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, content in files.items():
        (FOLDER / name).write_text(content, "utf-8")


if __name__ == "__main__":
    write()
