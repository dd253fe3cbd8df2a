"""What the page says is so, what the command lists is what happened, and settings that are unsafe refuse to start."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schemas.told import Told
from tests.conftest import Run
from tests.ops.test_settings import problems, production
from tests.outbound.conftest import SECRET, Upstream
from tests.world import World
from worker.app import outbound_targets
from worker.delivery.webhook import Webhook
from worker.engine.handoff import APPROVE, Resolution
from worker.engine.no import ADDRESS_ONLY
from worker.engine.preferences_ask import LIFTABLE
from worker.rules.reasons import Reason
from worker.settings import load_settings

PAGE = (Path(__file__).parents[2] / "docs" / "outbound.md").read_text(encoding="utf-8")


def is_genuine() -> Callable[..., bool]:
    """The page's own snippet."""
    names: dict[str, Any] = {}
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(snippet, names)
    found: Callable[..., bool] = names["is_genuine"]
    return found


def test_the_pages_snippet_takes_our_calls_and_no_others(world: World, upstream: Upstream) -> None:
    world.tell("candidate.opted_out")
    (call,) = upstream.calls
    check, now = is_genuine(), world.now.timestamp()

    assert check(SECRET, call.headers, call.body, now)
    assert check(SECRET, call.headers | {"webhook-signature": "v1,bm8= " + call.headers["webhook-signature"]}, call.body, now)
    assert not check(SECRET, call.headers, call.body + b" ", now)
    assert not check(SECRET, call.headers | {"webhook-id": "other"}, call.body, now)
    assert not check(SECRET, call.headers, call.body, now + 301)
    assert not check("whsec_" + "B" * 32, call.headers, call.body, now)


def test_the_page_lists_every_type_and_reason_there_is() -> None:
    reasons = {told: next(line for line in PAGE.splitlines() if line.startswith(f"| `{told.value}` |")) for told in Told}

    for said in ("reply", "step", APPROVE):
        assert f"`{said}`" in reasons[Told.HANDOFF_OPENED]
    for resolution in Resolution:
        assert f"`{resolution.value}`" in reasons[Told.HANDOFF_RESOLVED]
    for no in (*ADDRESS_ONLY, Reason.LEFT_COMPANY):
        assert f"`{no.value}`" in reasons[Told.BOUNCED]
    for no in LIFTABLE | {Reason.STOPPED_BY_STAFF}:
        assert f"`{no.value}`" in reasons[Told.UNSUBSCRIBED]


def test_the_log_lists_what_was_told_and_tells_it_again(
    installation: World, run: Run, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("outbound").stdout == "Nothing was told yet.\n"
    monkeypatch.setenv("RAPPORT_OUTBOUND_URLS", upstream.url)
    monkeypatch.setenv("RAPPORT_OUTBOUND_SECRET", SECRET)
    target = Webhook(upstream.url, [SECRET])
    installation.parts = replace(installation.parts, outbound={target.name: target})
    installation.tell("candidate.opted_out")

    (listed,) = json.loads(run("outbound", "--json").stdout)["deliveries"]
    short = str(listed["id"])[:8]
    assert (listed["state"], listed["target"]) == ("delivered", target.name)
    assert short in run("outbound", "list").stdout
    assert run("outbound", "replay", short).stdout == "Queued again: 1 delivery.\n"
    assert run("outbound", "replay", "--all").stdout == "Queued again: 0 deliveries.\n"
    assert run("outbound", "replay").exit_code == 1
    assert "rapport outbound" in run("outbound", "replay", "ffffffff").stderr
    installation.drain()
    assert len(upstream.calls) == 2


@pytest.mark.parametrize("command", ["outbound", "outbound list", "outbound replay"])
def test_the_help_has_an_example(run: Run, command: str) -> None:
    assert f"Example: rapport {command.removesuffix(' list')}" in run(*command.split(), "--help").stdout


def test_targets_are_made_of_settings() -> None:
    urls = "https://ats.example/hook, http://127.0.0.1:9/chat?token=1"
    changes = {"RAPPORT_OUTBOUND_URLS": urls, "RAPPORT_OUTBOUND_SECRET": SECRET, "RAPPORT_OUTBOUND_STREAM": "on"}
    settings = load_settings(production(**changes))

    assert [name.split("#")[0] for name in outbound_targets(settings)] == ["ats.example", "127.0.0.1:9", "stream"]
    assert SECRET not in repr(settings)
    assert outbound_targets(load_settings(production())) == {}


@pytest.mark.parametrize(
    ("urls", "secret"),
    [
        ("https://ats.example/hook", None),
        ("http://ats.example/hook", SECRET),
        ("ftp://ats.example/hook", SECRET),
        ("https://user:pw@ats.example/hook", SECRET),
        ("https://ats.example/hook#part", SECRET),
        ("https://ats.example/a b", SECRET),
        ("https://ats.example/hook,https://ats.example/hook", SECRET),
        (",", SECRET),
    ],
)
def test_an_unsafe_target_refuses_to_start(urls: str, secret: str | None) -> None:
    [problem] = problems(production(RAPPORT_OUTBOUND_URLS=urls, RAPPORT_OUTBOUND_SECRET=secret))

    assert problem.startswith("RAPPORT_OUTBOUND_")
    assert "ats.example" not in problem


@pytest.mark.parametrize("secret", ["short", "whsec_AAAA", "whsec_" + "A" * 44, SECRET.removeprefix("whsec_"), "whsec_%%%"])
def test_a_weak_secret_refuses_to_start(secret: str) -> None:
    [problem] = problems(production(RAPPORT_OUTBOUND_URLS="https://ats.example/", RAPPORT_OUTBOUND_SECRET=secret))

    assert problem.startswith("RAPPORT_OUTBOUND_SECRET is not whsec_")
