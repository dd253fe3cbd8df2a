"""A letter that waits for Rosa: she sees it as it will look, and says whether it may go."""

from __future__ import annotations

import pytest

from tests.web.conftest import MakeSite, Site
from tests.world import World
from web.page import load_words
from worker.engine.handoff import APPROVE, Resolution, choices_for

FEEDBACK = {"for_candidate": {"strengths": ["You found the missing index in ten minutes."]}}


@pytest.fixture
def careful(make_site: MakeSite, database_url: str) -> Site:
    """Ada was turned down with feedback, by a brand that wants such letters read first."""
    world = World(database_url, approve_feedback=True)
    site = make_site(world=world)
    world.reject(feedback=FEEDBACK)
    world.pass_days(2.2)
    return site


def test_rosa_reads_the_letter_and_lets_it_go(careful: Site) -> None:
    path = careful.service_link("h")

    page = careful.http.get(path)
    letter = careful.http.get(f"{path}/letter")
    careful.http.head(f"{path}/letter")
    assert careful.world.sent == []
    careful.http.post(path, data={"resolution": "approved"})
    careful.world.drain()

    assert "May it go?" in page.text
    assert "You found the missing index" in page.text
    assert "<h2" in letter.text
    assert "You found the missing index" in letter.text
    assert "script-src" not in letter.headers["content-security-policy"]
    assert "default-src 'none'" in letter.headers["content-security-policy"]
    assert len(careful.world.sent) == 1
    assert "The letter was approved." in careful.http.get(path).text
    assert careful.http.get(f"{path}/letter").status_code == 404


def test_the_links_of_the_letter_she_looks_at_change_nothing(careful: Site) -> None:
    shown = careful.http.get(f"{careful.service_link('h')}/letter").text
    unsubscribe = next(part.split('"')[0] for part in shown.split('href="') if "/u/" in part.split('"')[0])

    careful.http.post("/u/" + unsubscribe.rsplit("/", 1)[1])

    assert careful.world.candidate().no_reason is None


def test_an_answer_for_another_kind_of_task_is_none(careful: Site) -> None:
    answer = careful.http.post(careful.service_link("h"), data={"resolution": "answered"})

    assert answer.status_code == 422


def test_the_page_has_words_for_everything_a_task_may_have_come_to() -> None:
    said = load_words("en")["handoff"]

    assert {f"as_{resolution.value}" for resolution in Resolution} <= set(said)
    for kind in ("step", "reply", APPROVE):
        assert {f"{kind}_{choice.value}" for choice in choices_for(kind)} <= set(said)
