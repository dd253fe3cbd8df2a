"""An issue goes to each member once: gated, claimed page by page, recorded."""

from __future__ import annotations

from tests.newsletters.network import SLUG, addresses, issue, join, ledger, send, states
from tests.world import World


def test_each_member_gets_one_copy_in_their_language(world: World) -> None:
    people = join(world, 9)
    send(world)
    assert addresses(world) == sorted(one["address"] for one in people)
    assert issue(world).state == "done"
    assert states(world) == {"accepted": 9}
    by_language = {letter.subject for letter in world.sent}
    assert len(by_language) == 3
    assert {row.locale for row in ledger(world)} == {"en", "da", "de"}


def test_a_copy_holds_its_readers_own_values_and_no_tag(world: World) -> None:
    join(world, 3, first_name="Ada <B>")
    send(world)
    english = next(letter for letter in world.sent if letter.to.address == "reader0@mail.example")
    assert "Dear Ada &lt;B&gt;," in english.html
    assert "Dear Ada <B>," in english.text
    for letter in world.sent:
        row = next(row for row in ledger(world) if row.address == letter.to.address)
        assert row.id == letter.message_id
        assert world.parts.keyring.read_reply(letter.reply_to.address, "reply.northwind.example") == row.id
        assert letter.headers["List-Unsubscribe"].strip("<>") in letter.html
        assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"/newsletters/{SLUG}" in letter.html
