"""docs/events.md names every type and every field there is, and each of its examples is taken in as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from campaigns.vocabulary import Topic
from schemas import snapshot
from schemas.event import Event, event_types, parse_event
from schemas.snapshot import Snapshot
from tests.web.conftest import Site

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### `([\w.]+)`\n(.*?)(?=^### |\Z)", PAGE, re.DOTALL | re.MULTILINE))


def rows(text: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


def test_every_type_is_described_and_no_other() -> None:
    assert set(SECTIONS) == set(event_types())


@pytest.mark.parametrize("name", sorted(event_types()))
def test_a_types_fields_are_described_and_its_example_is_taken(name: str) -> None:
    section, model = SECTIONS[name], event_types()[name]
    data = model.model_fields["data"].annotation
    assert isinstance(data, type)
    assert issubclass(data, Snapshot)

    assert rows(section) == set(data.model_fields) - {"silent"}
    for field, info in data.model_fields.items():
        if field != "silent":
            assert (f"| `{field}` | yes |" in section) == info.is_required()
    example = json.loads(re.search(r"```json\n(.*?)```", section, re.DOTALL).group(1))  # type: ignore[union-attr]
    assert isinstance(parse_event(example), model)


def test_the_envelope_and_the_snapshots_are_described() -> None:
    envelope = PAGE[PAGE.index("## The envelope") : PAGE.index("## The doors")]
    assert rows(envelope) == set(Event.model_fields)
    assert "silent" in envelope
    objects = PAGE[PAGE.index("## What the snapshots hold") : PAGE.index("## The types")]
    described = set(re.findall(r"`(\w+)`", objects))
    for name in ("Candidate", "Wishes", "Application", "Job", "Placement", "Recruiter", "FeedbackFor", "Feedback"):
        model = getattr(snapshot, name)
        assert set(model.model_fields) <= described, name
    assert {topic.value for topic in Topic} <= described


def test_the_curl_example_is_taken_as_it_stands(site: Site) -> None:
    from tests.web.conftest import ATS_KEY

    body = re.search(r"-d '(\{.*?\})'", PAGE, re.DOTALL).group(1)  # type: ignore[union-attr]
    body = body.replace('"source": "local"', '"source": "ats"')
    headers = {"Authorization": f"Bearer {ATS_KEY}", "Content-Type": "application/cloudevents+json"}

    assert site.http.post("/events", content=body, headers=headers).json()["status"] == "accepted"


def test_every_answer_of_the_door_is_described(site: Site) -> None:
    answers = site.http.get("/openapi.json").json()["paths"]["/events"]["post"]["responses"]
    table = PAGE[PAGE.index("| Answer | Means") : PAGE.index("Everything but 202")]

    assert set(re.findall(r"\b(?:202|4\d\d|5\d\d)\b", table)) == set(answers)
