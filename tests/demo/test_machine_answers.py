"""What mailboxes send by themselves in the demo is heard for what it is."""

from __future__ import annotations

import orjson
import pytest
from urllib3.filepost import encode_multipart_formdata

from sandbox.act import Act, Scene
from sandbox.acts.complain_by_mail import complain_by_mail
from sandbox.acts.machine_answer import KINDS, machine_answer
from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.loopback import Loopback
from worker.hearing.classify import classify
from worker.hearing.inbound_form import parse_inbound

LETTER = Letter(
    id=1,
    call_id="call",
    index=0,
    at=1_770_000_000.0,
    to_email="ada@mail.example",
    to_name="Ada Byron",
    from_email="talent@northwind.example",
    from_name="Rosa Lindqvist",
    subject="How have your first weeks been?",
    html="<p>Hello</p>",
    text="Hello",
    reply_to="r.token@reply.northwind.example",
)


def heard(act: Act, **args: str) -> str:
    scene = Scene(LETTER, args, LETTER.at + 60, Dice("test"), Loopback(), None, "m")
    (post,) = act.run(scene).posts
    body, content_type = encode_multipart_formdata(orjson.loads(post.body))
    return classify(parse_inbound(content_type, body)).kind


@pytest.mark.parametrize(
    ("kind", "what"),
    [("ticket", "automatic"), ("challenge", "challenge"), ("list", "list"), ("returned", "bounce"), ("notice", "unknown")],
)
def test_each_answer_of_a_machine_is_heard_as_one(kind: str, what: str) -> None:
    assert heard(machine_answer, kind=kind) == what


def test_all_kinds_are_tried() -> None:
    assert set(KINDS) == {"ticket", "challenge", "list", "returned", "notice"}


def test_a_complaint_by_mail_is_heard_as_one() -> None:
    assert heard(complain_by_mail) == "complaint"
