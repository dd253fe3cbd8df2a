"""What the OpenAPI description says of `POST /events`: the body it takes, made from the event classes, and its answers."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from schemas.event import event_types

_RESULT: dict[str, Any] = {
    "type": "object",
    "required": ["status", "source", "id"],
    "properties": {
        "status": {"enum": ["accepted", "duplicate", "conflict", "refused"]},
        "source": {"type": ["string", "null"]},
        "id": {"type": ["string", "null"]},
        "faults": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
}
_FAULT: dict[str, Any] = {
    "type": "object",
    "required": ["field", "reason"],
    "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
}
_PROBLEM: dict[str, Any] = {
    "description": "Problem details (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "faults": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
}
_BATCH_RESULT: dict[str, Any] = {
    "type": "object",
    "required": ["results"],
    "properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}}},
}
_PROBLEMS = {
    400: "The body is not JSON, or not a batch.",
    401: "The key is missing or unknown.",
    409: "The same source and id came before with another body.",
    413: "The body, or the batch, is too big.",
    415: "Not a media type this door takes, or packed.",
    422: "The event cannot be understood; `faults` names each field and the reason.",
    429: "Too many requests; `Retry-After` says when to go on.",
    503: "The database is away, or the body came too slowly: nothing was stored; `Retry-After` says when to try again.",
}


def _event_schemas() -> tuple[list[str], dict[str, Any]]:
    models = [model for _, model in sorted(event_types().items())]
    by_model, described = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    definitions = dict(described["$defs"])
    refs = [str(by_model[(model, "validation")]["$ref"]) for model in models]
    for ref in refs:
        definitions[ref.rsplit("/", 1)[1]]["required"].append("type")  # it says which of the classes reads the event
    return refs, definitions


def _operation() -> dict[str, Any]:
    single = {"$ref": "#/components/schemas/CandidateEvent"}
    batch = {"type": "array", "maxItems": 1000, "items": single}
    accepted = {"oneOf": [{"$ref": "#/components/schemas/Result"}, {"$ref": "#/components/schemas/BatchResult"}]}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[str, Any] = {str(status): {"description": text, "content": problem} for status, text in _PROBLEMS.items()}
    answers["202"] = {
        "description": "Stored, now or before. For a batch: a result for each event, in order.",
        "content": {"application/json": {"schema": accepted}},
    }
    return {
        "security": [{"eventKey": []}],
        "requestBody": {
            "required": True,
            "content": {
                "application/cloudevents+json": {"schema": single},
                "application/cloudevents-batch+json": {"schema": batch},
                "application/json": {"schema": {"oneOf": [single, batch]}},
            },
        },
        "responses": answers,
    }


def describe(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with the events' schemas and the key in its components."""
    refs, definitions = _event_schemas()
    components = document.setdefault("components", {})
    components["schemas"] = definitions | {
        "CandidateEvent": {"oneOf": [{"$ref": ref} for ref in refs]},
        "Result": _RESULT,
        "BatchResult": _BATCH_RESULT,
        "Fault": _FAULT,
        "Problem": _PROBLEM,
    }
    components["securitySchemes"] = {"eventKey": {"type": "http", "scheme": "bearer", "description": "The key of a source."}}
    return document


OPERATION = _operation()
