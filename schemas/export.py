"""The JSON Schema of every event type, one file each, for upstream systems in any language: `python -m schemas.export`."""

from __future__ import annotations

import json
from pathlib import Path

from schemas.event import event_types

FOLDER = Path(__file__).parent / "json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def exported() -> dict[str, str]:
    """Each file's name and content, made from the classes."""
    files = {}
    for name, model in sorted(event_types().items()):
        schema = {"$schema": _DIALECT} | model.model_json_schema() | {"title": name}
        schema["required"] = sorted({*schema.get("required", ()), "type"})  # it says which class reads the event
        files[f"{name}.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return files


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
