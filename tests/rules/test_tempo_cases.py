"""The tables of docs/tempo.md."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from campaigns.vocabulary import Priority, Tempo, Topic
from tests.rules.case_table import case_table
from tests.rules.strategies import NOW
from worker.rules.budget import NO_WISH, Wish, room_at
from worker.rules.gate import GateFacts, decide
from worker.rules.history import PastLetter
from worker.rules.place import place_of
from worker.rules.tempo import COOLING_AT, Level, tempo_of

COPENHAGEN = place_of("Europe/Copenhagen", "DK", None, default_zone="UTC", default_country=None)
_LETTER = re.compile(r"(\d+)((?: (?:unread|opened|clicked|replied|machine|lost|untracked)(?:@\d+)?)+)")


def _ago(days: str) -> datetime:
    return NOW - timedelta(days=int(days))


def _letter(text: str) -> PastLetter:
    match = _LETTER.fullmatch(text)
    assert match, f"cannot read the letter {text!r}"
    letter = PastLetter(_ago(match[1]), "c", "s")
    for word in match[2].split():
        name, _, at = word.partition("@")
        if name in ("opened", "clicked", "replied"):
            sign = {f"{name}_at": _ago(at or match[1])}
            letter = replace(letter, **sign)  # type: ignore[arg-type]
        elif name != "unread":
            letter = replace(letter, machine_touched=name == "machine", delivered=name != "lost", trackable=name != "untracked")
    return letter


def _history(text: str) -> tuple[tuple[PastLetter, ...], datetime | None]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    joined = [_ago(part.removeprefix("joined ")) for part in parts if part.startswith("joined ")]
    return tuple(_letter(part) for part in parts if not part.startswith("joined ")), joined[0] if joined else None


@pytest.mark.parametrize("case", case_table("tempo.md", "cases: tempo"), ids=lambda case: case["Case"])
def test_tempo_is_what_the_page_says(case: dict[str, str]) -> None:
    history, joined_at = _history(case["History"])
    expected = (Level(case["Level"]), int(case["Unanswered"]), int(case["Factor"]))
    for order in itertools.islice(itertools.permutations(history), 24):
        tempo = tempo_of(order, joined_at, NOW)
        assert (tempo.level, tempo.unanswered, tempo.factor) == expected


def _wish(text: str) -> Wish:
    if not text:
        return NO_WISH
    if text.endswith(" apart"):
        return Wish(gap_days=int(text.removesuffix(" apart")))
    return Wish(per_30_days=int(text.removesuffix(" in 30")))


@pytest.mark.parametrize("case", case_table("tempo.md", "cases: budget"), ids=lambda case: case["Case"])
def test_budget_is_what_the_page_says(case: dict[str, str]) -> None:
    history = [PastLetter(_ago(age), "c", "s") for age in case["Sent"].split(",") if age.strip()]
    room = room_at(history, int(case["Factor"]), NOW, _wish(case["Wish"]))
    assert room - NOW == timedelta(days=int(case["Room in"]))


# Histories in which the budget of each level has room, so that only tempo can object.
_HISTORY_OF = {
    Level.KEEN: "40 clicked",
    Level.STEADY: "40 opened",
    Level.COOLING: "100 unread, 40 unread",
    Level.QUIET: "400 unread, 300 unread, 200 unread, 40 unread",
    Level.ASKING: "600 unread, 500 unread, 400 unread, 300 unread, 200 unread, 20 unread",
    Level.SILENT: "600 unread, 500 unread, 400 unread, 300 unread, 200 unread, 40 unread",
}


@pytest.mark.parametrize("case", case_table("tempo.md", "cases: gate"), ids=lambda case: " ".join(case.values()))
def test_the_gate_makes_of_tempo_what_the_page_says(case: dict[str, str]) -> None:
    level = Level(case["Level"])
    history, _joined = _history(_HISTORY_OF[level])
    assert tempo_of(history, None, NOW).level is level
    facts = GateFacts(
        address="ada@people.example",
        topic=Topic.PLACEMENT,
        due_at=NOW,
        expires_at=NOW + timedelta(days=14),
        place=COPENHAGEN,
        history=history,
        priority=Priority[case["Priority"].upper()],
        answers_event=case["Answers an event"] == "yes",
        tempo_use=Tempo(case["The campaign"]),
    )
    verdict = decide(facts, NOW)
    assert (verdict.action.value, verdict.reason.value) == (case["Verdict"], case["Reason"])


def test_the_page_has_a_case_for_each_level_and_each_threshold() -> None:
    cases = case_table("tempo.md", "cases: tempo")
    assert {case["Level"] for case in cases} == {level.value for level in Level}
    assert {int(case["Unanswered"]) for case in cases} >= set(range(COOLING_AT + 5))
