"""Sends what somebody wrote to where the letter asked for it."""

from __future__ import annotations

from sandbox.act import Done, Scene
from sandbox.reply import Written, reply_post


def answer(scene: Scene, written: Written, what: str) -> Done:
    """A reply to the letter's Reply-To; one that goes to somebody else's domain never comes by us."""
    address = scene.letter.answer_address
    domain = address.rpartition("@")[2].lower()
    if scene.reply_domain is not None and domain != scene.reply_domain.lower():
        return Done(f"{what} to {address}, which is not ours")
    return Done(f"{what} to {address}", (reply_post(scene.letter, written, scene.now, scene.mark),))
