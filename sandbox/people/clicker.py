"""Somebody who follows what interests them."""

from collections.abc import Sequence
from datetime import timedelta

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    opened = dice.hours(0.25, 24)
    return [Plan("open", opened), Plan("click", opened + timedelta(minutes=15))]


clicker = Persona("clicker", "Opens, then follows a link for what it says.", share=180, plan=_plan)
