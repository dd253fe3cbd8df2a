"""What is wrong with the settings, in sentences that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from worker import embedded
from worker.settings_parse import MAKE_ONE


def unsafe_when_embedded(texts: Mapping[str, str], production_signs: Iterable[str]) -> list[str]:
    """What a trial may not set, for it would look like production and is not."""
    signs = ", ".join(production_signs)
    return [
        f"{name} is set, but none of {signs} is, and the embedded default sends to its own sandbox only; "
        "set all that production needs, or unset it for a trial with the sandbox"
        for name in ("SENDGRID_API_URL", "SENDGRID_WEBHOOK_PUBLIC_KEY", "RAPPORT_TRANSPORT")
        if name in texts
    ]


def fill_in(texts: dict[str, str]) -> list[str]:
    """Give the trial what is not set, made on first use; returns what is wrong."""
    try:
        texts.update({name: text for name, text in embedded.defaults(texts).items() if name not in texts})
    except OSError as error:
        return [f"RAPPORT_DATA_DIR cannot be written to ({error.strerror}); name a folder this user may write to"]
    return []


def say_wrong(
    error: ValidationError, fields: Mapping[str, FieldInfo], problems: Iterable[str], is_embedded: bool
) -> Iterator[str]:
    """What is wrong, setting by setting, but for what `problems` have said of it. `fields` are those of the settings' class."""
    said = told(problems)
    for detail in error.errors(include_url=False, include_input=False):
        only_not_filled_in = is_embedded and detail["type"] == "missing"
        field = _field_of(detail, fields)
        if field.alias not in said and not only_not_filled_in:
            yield _say(detail, field)


def told(problems: Iterable[str]) -> set[str]:
    """The settings that problems have been found with."""
    return {problem.split(" ", 1)[0].removesuffix("_FILE") for problem in problems}


def _field_of(detail: ErrorDetails, fields: Mapping[str, FieldInfo]) -> FieldInfo:
    """Pydantic says the setting's name in the environment, and the field's own where a default is wrong."""
    said = str(detail["loc"][0])
    return fields[said] if said in fields else next(field for field in fields.values() if field.alias == said)


def _say(detail: ErrorDetails, field: FieldInfo) -> str:
    if detail["type"] == "missing":
        return say_missing(field)
    if detail["type"] == "value_error":
        return f"{field.alias} {detail['ctx']['error']}"
    return f"{field.alias}: {detail['msg'][0].lower()}{detail['msg'][1:]}. {field.description}"


def say_missing(field: FieldInfo) -> str:
    """That a setting is not set, what it is for, and an example."""
    example = f" For instance {field.alias}={field.examples[0]}" if field.examples else ""
    secret = f"; {MAKE_ONE}" if "key>" in example or "secret>" in example else ""
    return f"{field.alias} is not set. {field.description}{example}{secret}"
