"""The CloudEvents 1.0 envelope (https://github.com/cloudevents/spec) and the registry of event types."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, WithJsonSchema

from schemas.snapshot import Snapshot, Text

_registry: dict[str, type[Event]] = {}


class UnknownEventType(ValueError):
    """The `type` names no event this installation knows."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown event type {name!r}; known types: {', '.join(sorted(event_types()))}")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside the years 1 to 9999 in UTC") from None


def _simple(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    raise ValueError("an extension attribute holds a text, a number, true or false: nothing with parts of its own")


Time = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Extension = Annotated[Any, AfterValidator(_simple), WithJsonSchema({"type": ["string", "number", "boolean", "null"]})]
"""What the specification lets an attribute of the envelope be. A nest of lists in one could be read, but never written down."""


class EventData(Snapshot):
    """What every event's `data` may say."""

    silent: bool = False


class Event(BaseModel):
    """One thing that happened upstream. A subclass names its type and gives the shape of its data.

    Extension attributes of the envelope are allowed and kept, as CloudEvents asks; inside `data` unknown fields are refused.
    """

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    type_name: ClassVar[str] = ""

    __pydantic_extra__: dict[str, Extension]

    specversion: Literal["1.0"] = "1.0"
    id: Text
    source: Text
    type: str
    time: Time
    datacontenttype: Literal["application/json"] = "application/json"
    data: EventData

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.type_name:
            _registry[cls.type_name] = cls


def event_types() -> dict[str, type[Event]]:
    """Every event type by its name. A new file in `schemas/events/` is found by itself."""
    import schemas.events as package

    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(_registry)


def parse_event(document: object) -> Event:
    """Understand one structured CloudEvent.

    Raises `UnknownEventType` for a type nobody declared and `pydantic.ValidationError` for a wrong shape.
    """
    name = document.get("type") if isinstance(document, dict) else None
    model: type[Event] = Event
    if isinstance(name, str):
        found = _registry.get(name) or event_types().get(name)
        if found is None:
            raise UnknownEventType(name)
        model = found
    return model.model_validate(document)
