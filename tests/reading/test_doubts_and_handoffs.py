"""What waits for a person's word: doubts and handoffs."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Run
from tests.reading.adas_story import WROTE, hear, open_handoffs, tell_adas_story
from tests.world import World
from worker.delivery.transport import InDoubt
from worker.engine.doubts import Found, NotInDoubt, list_doubts, resolve_doubt
from worker.engine.story import tell_story
from worker.rules.signal_kind import SignalKind
from worker.store.models.message import Message


def _in_doubt(world: World) -> Message:
    """Ada's thank-you went out, and nobody can tell whether it left."""
    world.transport.answer(InDoubt("time-out"))
    world.reject()
    world.pass_days(3)
    return world.messages()[0]


def test_a_doubt_is_listed_with_how_long_it_has_lasted(world: World) -> None:
    letter = _in_doubt(world)

    with world.parts.database.read() as session:
        doubts, total = list_doubts(session)

    assert total == 1
    assert (doubts[0].id, doubts[0].candidate, doubts[0].step) == (letter.id, "Ada Byron", "thank_you")
    assert doubts[0].since == letter.sending_at


@pytest.mark.parametrize(("found", "state"), [(Found.SENT, "accepted"), (Found.NOT_SENT, "refused")])
def test_a_persons_word_settles_a_doubt_and_sends_nothing(world: World, found: Found, state: str) -> None:
    letter = _in_doubt(world)

    resolve_doubt(world.parts, letter.id.hex[:8], found, "Rosa")
    world.pass_days(20)

    assert world.messages()[0].state == state
    assert len(world.messages()) == 1
    told = [entry for entry in tell_story(world.parts, "ada").entries if entry.action == "resolve"]
    assert [entry.detail for entry in told] == [f"Rosa looked it up: {found.value.replace('-', ' ')}"]


def test_what_the_provider_settled_meanwhile_is_not_settled_again(world: World) -> None:
    letter = _in_doubt(world)
    hear(world, letter, SignalKind.DELIVERED)

    with pytest.raises(NotInDoubt, match="it arrived"):
        resolve_doubt(world.parts, str(letter.id), Found.NOT_SENT, "Rosa")

    assert world.messages()[0].state == "delivered"


def test_the_commands_list_doubts_and_settle_them_once(installation: World, run: Run) -> None:
    letter = _in_doubt(installation)
    short = letter.id.hex[:8]

    assert short in run("doubts").stdout
    assert json.loads(run("doubts", "--json").stdout)["total"] == 1
    assert "1 letter" not in run("why", "ada").stdout
    assert "One letter is in doubt" in run("why", "ada").stdout
    assert "counts as accepted" in run("doubts", "resolve", short, "sent", "--by", "Rosa").stdout
    again = run("doubts", "resolve", short, "sent", "--by", "Rosa")
    assert (again.exit_code, "is not in doubt" in again.stderr) == (1, True)
    assert run("doubts").stdout == "No letter is in doubt.\n"
    assert run("doubts", "resolve", "ffffffff", "sent", "--by", "Rosa").exit_code == 1
    assert run("doubts", "resolve", short, "perhaps", "--by", "Rosa").exit_code == 2


def test_a_handoff_is_listed_with_what_they_wrote_and_resolved(installation: World, run: Run) -> None:
    tell_adas_story(installation)
    short = open_handoffs(installation)[0].id.hex[:8]

    listed = run("handoffs").stdout
    assert short in listed
    assert "I would love to hear about other roles." in listed
    assert json.loads(run("handoffs", "list", "--json").stdout)["handoffs"][0]["wrote"] == WROTE
    other = run("handoffs", "resolve", short, "approved", "--by", "Rosa")
    assert "approved is no answer here; there are: answered, resume, stop, remind." in other.stderr
    resolved = run("handoffs", "resolve", short, "answered", "--by", "Rosa")
    assert "Resolved: Ada Byron; what waited goes on." in resolved.stdout
    assert "I would love to hear about other roles." in resolved.stdout
    assert run("handoffs").stdout == "Nothing waits for anybody.\n"
    assert len(json.loads(run("handoffs", "--all", "--json").stdout)["handoffs"]) == 2
    again = run("handoffs", "resolve", short, "stop", "--by", "Rosa")
    assert again.exit_code == 1
    assert "already resolved as answered by Rosa" in again.stderr


def test_a_handoff_resolved_with_stop_ends_everything(installation: World, run: Run) -> None:
    tell_adas_story(installation)
    short = open_handoffs(installation)[0].id.hex[:8]

    run("handoffs", "resolve", short, "stop", "--by", "Rosa")

    assert "Now: nothing goes to them. A colleague stopped all letters to them." in run("why", "ada").stdout


def test_a_handoff_nobody_knows_fails_with_a_sentence(installation: World, run: Run) -> None:
    unknown = run("handoffs", "resolve", "ffffffff", "answered", "--by", "Rosa")

    assert unknown.exit_code == 1
    assert "rapport handoffs --all" in unknown.stderr
    assert run("handoffs", "resolve", "ffffffff", "answered").exit_code == 2
