"""What changes hands between somebody's look and their lock: a merge just then loses no word of the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.world import ADA, World
from worker.engine import hear_mail
from worker.engine.hear import INBOUND, store_hook
from worker.engine.hear_mail_match import Match, match_mail
from worker.engine.parts import Parts
from worker.hearing.inbound_form import A_MAIL
from worker.hearing.mail import InboundMail
from worker.store.models.candidate import Candidate

TWIN = {**ADA, "id": "ada-2", "email": "ada@second.example"}


def ada_was_written_to(world: World) -> None:
    world.reject()
    world.pass_days(3)
    assert len(world.sent) == 1


def she_turns_out_to_be_her_twin(world: World) -> None:
    world.tell("candidate.merged", candidate=ADA, into=TWIN)


def noes(world: World) -> list[str | None]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Candidate.no_reason)))


def test_a_complaint_about_somebody_merged_since_they_were_looked_up_is_their_no(world: World) -> None:
    ada_was_written_to(world)
    [letter] = world.messages()
    she_turns_out_to_be_her_twin(world)

    world.signal("complained", letter)

    assert noes(world) == ["complained"]


def test_a_signal_about_somebody_erased_since_is_nobodys(world: World) -> None:
    ada_was_written_to(world)
    [letter] = world.messages()
    world.tell("candidate.erased", candidate={"id": "ada"})

    world.signal("complained", letter)

    assert noes(world) == []


def test_a_wish_to_stop_from_somebody_merged_since_they_were_looked_up_is_their_no(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada_was_written_to(world)
    before = [letter.candidate_id for letter in world.messages()]
    she_turns_out_to_be_her_twin(world)

    def too_early(session: Session, parts: Parts, mail: InboundMail) -> Match:
        found = match_mail(session, parts, mail)
        return Match(before.pop(), found.message_id, found.how) if before else found

    monkeypatch.setattr(hear_mail, "match_mail", too_early)
    reply_to = world.sent[0].reply_to
    assert reply_to is not None
    mail = (
        f"From: ada@mail.example\nTo: {reply_to.address}\nSubject: Re: Thank you\nMessage-ID: <1@mail.example>\n\nPlease stop\n"
    )
    store_hook(world.parts, INBOUND, A_MAIL, mail.encode())
    world.drain()

    assert noes(world) == ["replied_stop"]


def test_letters_that_came_back_from_an_old_address_do_not_count_against_the_new_one(world: World) -> None:
    ada_was_written_to(world)
    world.tell("candidate.updated", candidate={"id": "ada", "email": "ada@new.example"})
    world.pass_days(57)
    old, new = world.messages()[0], world.messages()[-1]
    assert (old.address, new.address) == ("ada@mail.example", "ada@new.example")

    for days in (50, 51):
        world.signal("soft_bounced", old, after=timedelta(days=days))
    world.signal("soft_bounced", new)
    assert "soft_bounced_often" not in world.reasons("stop")
    for days in (5, 6):
        world.signal("soft_bounced", new, after=timedelta(days=days))

    assert world.reasons("stop").count("soft_bounced_often") == 1
