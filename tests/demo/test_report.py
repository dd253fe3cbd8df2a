"""What the demo prints can be read on a terminal of 80 columns, and what it says to type can be typed."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from demo.figures import Summary, good_story
from demo.report import print_figures
from tests.world import World
from worker.engine.lookup import find_candidate

SUMMARY = Summary(
    events=1260,
    events_by_type={"candidate.advanced": 429},
    events_by_door={"http": 1002},
    told_twice=0,
    people=358,
    letters={"total": 8, "by_campaign": {"talent_network_invitation": 8}, "by_locale": {"da": 8}},
    service_mail=1,
    not_sent={"unsubscribed": 2},
    signals={"opens": {"people": 1067, "machines": 65}, "clicks": {"people": 265, "machines": 140}, "unsubscribed_one_click": 14},
    replies={"human": 77},
    tempo={"steady": 261},
    handoffs={"opened": 127},
    instants=880,
    checks={},
    seconds=90.0,
)


@pytest.mark.parametrize("width", [80, 120])
def test_each_figure_is_there_however_narrow_the_terminal(width: int) -> None:
    screen = io.StringIO()
    print_figures(Console(file=screen, width=width), SUMMARY)
    printed = " ".join(screen.getvalue().split())
    for figure in (
        "429 candidate.advanced",
        "8 talent network invitation",
        "127 opened",
        "14 unsubscribed one click",
        "261 steady",
    ):
        assert figure in printed


def test_the_story_to_look_at_is_found_by_what_is_said_to_type(world: World) -> None:
    for number in range(3):
        candidate = {"id": f"p{number}", "email": f"p{number}@mail.example", "first_name": "Ada", "last_name": "Byron"}
        world.reject(candidate=candidate, application_id=f"a{number}")
    world.pass_days(4)
    with world.parts.database.read() as session:
        story = good_story(session)
        assert story is not None
        assert find_candidate(session, world.parts, story[0]).first_name == "Ada"
